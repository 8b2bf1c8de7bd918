/** One person at one board: what is shown, and what they can do. The page draws it and calls it; it draws nothing itself. */

import { type BoardState, type Change, TaskBoard, trimmed } from "../client/index";
import { Activity } from "./activity";
import { arrange, type Card, type Column, matching } from "./columns";
import type { Config } from "./config";
import { Highlights } from "./highlights";
import { Notices } from "./notices";
import { type Addition, type Deletion, type Failed, Optimism } from "./optimism";
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
  /** The cards that were added since another text was sought. */
  readonly #addedSince = new Set<string>();
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
    this.#optimism = new Optimism(this.#client, this.#redraw, (failed) => this.#fail(failed));
    this.#client.onChanges.add((changes) => this.#follow(changes));
    this.#client.onState.add((state) => this.#enter(state));
  }

  get connection(): BoardState {
    return this.#connection;
  }

  get columns(): Column[] {
    return (this.#columns ??= arrange(this.statuses, this.#optimism.cards(), this.#shown()));
  }

  /** A card on the board, shown or not. */
  card(itemId: string): Card | undefined {
    for (const card of this.#optimism.cards()) if (card.item.itemId === itemId) return card;
    return undefined;
  }

  /** Shows only the cards whose title has that text; all of them if it is empty. */
  find(text: string): void {
    this.sought = text;
    this.#addedSince.clear();
    this.#redraw();
  }

  /** The cards that are sought, and those that this person has just added: they would not know where they went. */
  #shown(): (card: Card) => boolean {
    const matches = matching(this.sought);
    return ({ item }) => item.version === 0 || this.#addedSince.has(item.itemId) || matches(item.title);
  }

  /** Whether something that this person did is not saved. */
  get unsaved(): boolean {
    return this.#optimism.unsaved;
  }

  add(title: string, status: string): void {
    this.#adding(this.#optimism.add(trimmed(title), status));
  }

  /** Tries once more to add a card that is not saved. */
  addAgain(itemId: string): void {
    const addition = this.#optimism.addAgain(itemId);
    if (addition) this.#adding(addition);
  }

  /** Gives up a card that is not saved. */
  discard(itemId: string): void {
    const item = this.#optimism.discard(itemId);
    if (!item) return;
    const action = { label: "Undo", run: () => this.add(item.title, item.status) };
    this.notices.show({ tone: "info", text: `Discarded ${quote(item.title)}`, action, stays: false });
  }

  move(itemId: string, status: string): void {
    const card = this.card(itemId);
    if (!card) return this.say("That card is not on the board any more");
    const { title, version, status: former } = card.item;
    if (former === status) return this.say("Dropped where it was");
    if (version === 0) return this.say(`${quote(title)} is not saved yet`);
    this.say(`Moving ${quote(title)} to ${statusName(status)}…`);
    void this.#optimism.move(itemId, status).then((arrived) => {
      if (arrived !== undefined) this.say(`Moved ${quote(title)} to ${statusName(arrived)}`);
    });
  }

  delete(itemId: string): void {
    const card = this.card(itemId);
    if (card?.trouble?.name === "failed") return this.discard(itemId);
    if (card?.item.version === 0) return this.say(`${quote(card.item.title)} is not saved yet`);
    const deletion = this.#optimism.delete(itemId);
    if (!deletion) return;
    this.deletions += 1;
    const title = quote(deletion.item.title);
    const action = { label: "Undo", run: () => this.#bringBack(deletion) };
    const notice = this.notices.show({ tone: "info", text: `Deleting ${title}…`, action, stays: true });
    this.#undoable.push({ deletion, notice });
    void deletion.done.then((done) => {
      if (done) this.notices.change(notice, { text: `Deleted ${title}`, stays: false });
      else this.#forget(deletion);
    });
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
    const title = quote(deletion.item.title);
    this.say(`Bringing ${title} back…`);
    this.#added(deletion.bringBack(), `${title} is back`);
  }

  #adding(addition: Addition): void {
    const { item } = addition;
    const what = `${quote(item.title)} to ${statusName(item.status)}`;
    this.say(`Adding ${what}…`);
    this.#added(addition, `Added ${what}`);
  }

  #added({ done }: Addition, sentence: string): void {
    void done.then((made) => {
      if (!made) return;
      this.#addedSince.add(made.itemId);
      this.say(sentence);
    });
  }

  #fail({ message, again, onCard }: Failed): void {
    this.say(message);
    if (onCard) return;
    const run = () => {
      if (again?.status !== undefined) this.move(again.itemId, again.status);
      else if (again) this.delete(again.itemId);
    };
    this.notices.show({ tone: "error", text: message, stays: true, ...(again && { action: { label: "Try again", run } }) });
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
