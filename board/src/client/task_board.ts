/** A live task board: what a program needs to show one and to change it. */

import type { Change } from "./changes.js";
import { Connection, type ConnectionState } from "./connection.js";
import { type Answer, decode, type Event, type Frame } from "./decode.js";
import { isPassing, NoAnswer, outcomeIsUnknown, Refused } from "./failures.js";
import { Heartbeat } from "./heartbeat.js";
import { Listeners } from "./listeners.js";
import { readOptions, type TaskBoardOptions } from "./options.js";
import { delayBefore, Pause } from "./pause.js";
import type { CreateItem, DeleteItem, Item, Request, UpdateStatus } from "./protocol.js";
import { Replica } from "./replica.js";
import { Requests } from "./requests.js";
import { scan } from "./scan.js";
import { clientToken } from "./token.js";

/** `syncing`: open, the scan is under way; `live`: open, and every item is known. */
export type BoardState = Exclude<ConnectionState, { name: "open" }> | { name: "syncing" } | { name: "live" };

export class TaskBoard {
  /** Every change of `items`, those that came with one frame together. */
  readonly onChanges = new Listeners<Change[]>();
  readonly onState = new Listeners<BoardState>();

  #state: BoardState = { name: "connecting" };
  /** Counts connections, so that what belongs to a former one is known. */
  #generation = 0;
  #scans: Promise<void> = Promise.resolve();
  readonly #options: Required<TaskBoardOptions>;
  readonly #connection: Connection;
  readonly #requests: Requests;
  readonly #heartbeat: Heartbeat;
  readonly #replica = new Replica();

  /**
   * Connects at once, and again whenever the connection is lost, until `close`. Throws a `TypeError` that names the
   * setting if one cannot be used.
   */
  constructor(options: TaskBoardOptions) {
    this.#options = readOptions(options);
    const url = new URL(this.#options.websocketUrl);
    url.searchParams.set("board", this.#options.board);
    url.searchParams.set("format", "json");
    this.#connection = new Connection(url.href, { ...this.#options, openTimeout: this.#options.replyTimeout });
    this.#requests = new Requests((text) => this.#connection.send(text), this.#options.replyTimeout);
    this.#heartbeat = new Heartbeat(
      this.#options.heartbeat,
      () => this.#requests.ask({ action: "test" }),
      () => this.#connection.replace(),
    );
    this.#connection.onState.add((state) => this.#follow(state));
    this.#connection.onText.add((text) => this.#receive(decode(text)));
  }

  get state(): BoardState {
    return this.#state;
  }

  /** The board's items by id, as far as they are known. */
  get items(): ReadonlyMap<string, Item> {
    return this.#replica.items;
  }

  /**
   * Adds an item. It is made once, however often the request has to be repeated; with a `clientToken` also if this is
   * called again.
   */
  async createItem(request: CreateItem): Promise<Item> {
    const answer = await this.#change({ action: "createItem", clientToken: clientToken(), ...request });
    return itemOf(answer);
  }

  /**
   * Moves an item to another status. A repeat never undoes what others did meanwhile: it names the version that the
   * first attempt was meant for.
   */
  async updateStatus(request: UpdateStatus): Promise<Item> {
    const expectedVersion = request.expectedVersion ?? this.items.get(request.itemId)?.version ?? null;
    try {
      return itemOf(await this.#change({ action: "updateStatus", ...request, expectedVersion }));
    } catch (error) {
      if (!(error instanceof RefusedRepeat) || error.code !== "VersionConflict") throw error;
      // Either the first attempt was made, or somebody else came first.
      await this.rescan();
      const item = this.items.get(request.itemId);
      if (item?.status === request.status) return item;
      throw error;
    }
  }

  /** Deletes an item. */
  async deleteItem(request: DeleteItem): Promise<void> {
    try {
      await this.#change({ action: "deleteItem", ...request });
    } catch (error) {
      // A repeat that finds no item: the first attempt deleted it, or somebody else did.
      if (!(error instanceof RefusedRepeat) || error.code !== "ItemNotFound") throw error;
    }
  }

  /** Reads the whole board again. It is done after every reconnect without being asked for. */
  rescan(): Promise<void> {
    return this.#scan("same");
  }

  /** Connects now instead of at the end of the pause. */
  retryNow(): void {
    this.#connection.retryNow();
  }

  /** Asks the server for a sign of life now: after sleep, or when the network changed. */
  check(): void {
    this.#heartbeat.now();
  }

  /** Leaves the board. Requests under way fail. */
  close(): void {
    this.#connection.close();
  }

  #follow(state: ConnectionState): void {
    this.#heartbeat.stop();
    if (state.name !== "open") {
      this.#generation += 1;
      this.#requests.abandon();
      this.#enter(state);
      return;
    }
    this.#generation += 1;
    this.#enter({ name: "syncing" });
    this.#heartbeat.start();
    const generation = this.#generation;
    this.#scan("new").then(
      () => generation === this.#generation && this.#enter({ name: "live" }),
      // A server that refuses to be read may think better of it on another connection.
      () => generation === this.#generation && this.#connection.replace(),
    );
  }

  /** One scan at a time: two would mix their pages. */
  #scan(connection: "new" | "same"): Promise<void> {
    const generation = this.#generation;
    const wanted = () => generation === this.#generation;
    const run = async () => {
      if (!wanted()) return;
      this.#replica.begin(connection);
      const complete = await scan(
        (request) => this.#requests.ask(request),
        (items) => this.#tell(this.#replica.page(items)),
        wanted,
        this.#options.backoff,
      );
      if (complete) this.#tell(this.#replica.complete());
    };
    const turn = this.#scans.then(run);
    this.#scans = turn.catch(() => {});
    return turn;
  }

  #enter(state: BoardState): void {
    this.#state = state;
    this.onState.tell(state);
  }

  #receive(frame: Frame): void {
    if (frame.kind === "event") this.#tell(this.#replica.change(frame.event, "other"));
    // A reply is news of the board as well, even if nobody waits for it any more.
    if (frame.kind === "reply" && isChange(frame.answer)) this.#tell(this.#replica.change(frame.answer, "self"));
    this.#requests.settle(frame);
  }

  #tell(changes: Change[]): void {
    if (changes.length > 0) this.onChanges.tell(changes);
  }

  /** Sends a change until its outcome is known or patience is at its end. */
  async #change(request: Request): Promise<Answer> {
    const end = Date.now() + this.#options.patience;
    let unknown = false;
    for (let retry = 1; ; retry++) {
      try {
        await this.#opened(end);
        return await this.#requests.ask(request);
      } catch (error) {
        if (error instanceof Refused && unknown && !isPassing(error)) throw new RefusedRepeat(error.reply);
        if (!isPassing(error) || this.#state.name === "closed") throw error;
        unknown ||= outcomeIsUnknown(error);
        const delay = delayBefore(retry, this.#options.backoff);
        if (Date.now() + delay >= end) throw unknown && error instanceof NoAnswer ? new NoAnswer(error.message, true) : error;
        await new Pause(delay).over;
      }
    }
  }

  /** Waits for an open connection until then. */
  async #opened(end: number): Promise<void> {
    const isOpen = () => this.#state.name === "live" || this.#state.name === "syncing";
    const isDecided = () => isOpen() || this.#state.name === "closed";
    if (!isDecided()) {
      const pause = new Pause(Math.max(0, end - Date.now()));
      const stop = this.onState.add(() => isDecided() && pause.cut());
      await pause.over;
      stop();
    }
    if (!isOpen()) throw new NoAnswer("there is no connection", false);
  }
}

/** A refusal of a request that was sent before without its outcome becoming known. */
class RefusedRepeat extends Refused {}

function isChange(answer: Answer): answer is Event {
  return answer.message.startsWith("Item ");
}

function itemOf(answer: Answer): Item {
  if (answer.message === "Item created" || answer.message === "Item updated") return answer.item;
  throw new Error(`a change was answered with ${answer.message}`);
}
