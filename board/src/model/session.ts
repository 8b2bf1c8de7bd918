/** One person at one board: what is shown, and what they can do. The page draws it and calls it; it draws nothing itself. */

import { type BoardState, type Change, TaskBoard } from "../client";
import { Activity } from "./activity";
import { arrange, type Column, having } from "./columns";
import type { Config } from "./config";
import { Highlights } from "./highlights";
import { Notices } from "./notices";
import { type Deletion, Optimism } from "./optimism";
import { quote, statusName } from "./words";

export class Session {
  readonly board: string;
  readonly statuses: readonly string[];
  readonly websocketUrl: string;
  readonly highlights: Highlights;
  readonly notices: Notices;
  /** The last thing that happened, in words. */
  news = "";
  /** Only cards whose title has this are shown. */
  sought = "";
  /** Whether the whole board has been seen once. */
  complete = false;
  /** How many cards this person has deleted. */
  deletions = 0;

  readonly #client: TaskBoard;
  readonly #optimism: Optimism;
  readonly #activity: Activity;
  readonly #redraw: () => void;
  #columns: Column[] | undefined;
  #connection: BoardState;
  /** What can be undone, the last deletion at the end, each with its notice. */
  #undoable: { deletion: Deletion; notice: number }[] = [];

  /** @param redraw called whenever what is shown has changed; often, so it should gather */
  constructor(config: Config, board: string, redraw: () => void) {
    this.board = board;
    this.statuses = config.statuses;
    this.websocketUrl = config.websocketUrl;
    this.#redraw = () => {
      this.#columns = undefined;
      redraw();
    };
    this.highlights = new Highlights(redraw);
    this.notices = new Notices(redraw);
    this.#client = new TaskBoard({ websocketUrl: config.websocketUrl, board });
    this.#connection = this.#client.state;
    this.#activity = new Activity((sentence) => this.say(sentence));
    this.#optimism = new Optimism(this.#client, this.#redraw, ({ message, again }) =>
      this.notices.show({ tone: "error", text: message, ...(again && { action: { label: "Try again", run: again } }) }),
    );
    this.#client.onChanges.add((changes) => this.#follow(changes));
    this.#client.onState.add((state) => this.#enter(state));
  }

  get connection(): BoardState {
    return this.#connection;
  }

  get columns(): Column[] {
    return (this.#columns ??= arrange(this.statuses, having(this.sought, this.#optimism.cards())));
  }

  /** Shows only the cards whose title has that text; all of them if it is empty. */
  find(text: string): void {
    this.sought = text;
    this.#redraw();
  }

  add(title: string, status: string): void {
    void this.#optimism.add(title, status);
    this.say(`Added ${quote(title.trim())} to ${statusName(status)}`);
  }

  move(itemId: string, status: string): void {
    const item = this.#client.items.get(itemId);
    if (!item) return this.say("That card is not on the board any more");
    void this.#optimism.move(itemId, status);
    this.say(`Moved ${quote(item.title)} to ${statusName(status)}`);
  }

  delete(itemId: string): void {
    const deletion = this.#optimism.delete(itemId);
    if (!deletion) return;
    this.deletions += 1;
    const action = { label: "Undo", run: () => this.#bringBack(deletion) };
    const notice = this.notices.show({ tone: "info", text: `Deleted ${quote(deletion.item.title)}`, action });
    this.#undoable.push({ deletion, notice });
    void deletion.done.then((done) => done || this.#forget(deletion));
  }

  /** Brings the card back that was deleted last. Says whether there was one. */
  undo(): boolean {
    const last = this.#undoable.at(-1);
    if (last) this.#bringBack(last.deletion);
    return last !== undefined;
  }

  /** Tells the person in words, aloud where a screen reader listens. */
  say(sentence: string): void {
    this.news = sentence;
    this.#redraw();
  }

  retryNow(): void {
    this.#client.retryNow();
  }

  /** The network changed or the machine woke up: is the connection still there? */
  check(): void {
    this.#client.check();
    this.#client.retryNow();
  }

  #bringBack(deletion: Deletion): void {
    this.#forget(deletion);
    deletion.bringBack();
    this.say(`${quote(deletion.item.title)} is back`);
  }

  /** A deletion can be undone once, by its notice or by the key; one that failed, not at all. */
  #forget(deletion: Deletion): void {
    for (const undoable of this.#undoable) if (undoable.deletion === deletion) this.notices.dismiss(undoable.notice);
    this.#undoable = this.#undoable.filter((undoable) => undoable.deletion !== deletion);
  }

  #follow(changes: Change[]): void {
    const others = changes.filter(({ origin }) => origin === "other" || (origin === "scan" && this.complete));
    for (const { kind, item } of others) if (kind !== "deleted") this.highlights.add(item.itemId);
    this.#activity.report(others);
    this.#redraw();
  }

  #enter(state: BoardState): void {
    const former = this.#connection.name;
    this.#connection = state;
    if (state.name === "live") {
      if (this.complete) this.say("Live again");
      this.complete = true;
    } else if (former === "live") {
      this.say("The connection was lost");
    }
    this.#redraw();
  }
}
