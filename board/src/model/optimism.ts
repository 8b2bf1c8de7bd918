/**
 * Changes that this person made and the server has not confirmed. They are shown at once, laid over what is known. A
 * move or a deletion that fails is taken away again; a card that could not be added stays, since nobody else has it.
 */

import { clientToken, type CreateItem, type DeleteItem, type Item, Refused, type UpdateStatus } from "../client/index";
import type { Card, Trouble } from "./columns";
import { explain, notAdded, notDeleted, notMoved, reasonOf } from "./refusals";

/** The part of the client that changes go through. */
export interface Server {
  readonly items: ReadonlyMap<string, Item>;
  createItem(request: CreateItem): Promise<Item>;
  updateStatus(request: UpdateStatus): Promise<Item>;
  deleteItem(request: DeleteItem): Promise<void>;
}

export interface Failed {
  /** What happened, for people. */
  message: string;
  /** What can be tried again, where that makes sense: a move to a status, or a deletion. */
  again?: { itemId: string; status?: string };
  /** The card is there and tells it too. */
  onCard?: true;
}

export interface Addition {
  /** The card until the server has it. */
  item: Item;
  /** What the server made of it; nothing if it was not added, or does not have to be. */
  done: Promise<Item | undefined>;
}

export interface Deletion {
  item: Item;
  /** Whether it was carried out. */
  done: Promise<boolean>;
  /** Brings the card back, as a new one of the same title. */
  bringBack(): Addition;
}

interface Added {
  item: Item;
  /** The same for every attempt: one of them may have succeeded without our hearing of it. */
  clientToken: string;
  /** When this attempt began, in epoch milliseconds. */
  begun: number;
  /** Why the last attempt failed, if it did. */
  failure?: string | undefined;
}

interface Move {
  status: string;
  /** As which time it sorts. */
  since: string;
  /** When it began, in epoch milliseconds. */
  begun: number;
}

/** After how long a change that is not confirmed is marked, in milliseconds. */
const LATE_AFTER = 3_000;

export class Optimism {
  readonly #server: Server;
  readonly #redraw: () => void;
  readonly #failed: (failed: Failed) => void;
  readonly #added = new Map<string, Added>();
  readonly #moves = new Map<string, Move>();
  readonly #deletions = new Map<string, Promise<boolean>>();
  #last = 0;

  constructor(server: Server, redraw: () => void, failed: (failed: Failed) => void) {
    this.#server = server;
    this.#redraw = redraw;
    this.#failed = failed;
  }

  /** The cards as the person means them to be. */
  *cards(): Iterable<Card> {
    for (const { item, begun, failure } of this.#added.values()) {
      if (failure !== undefined) yield { item, saving: true, trouble: { name: "failed", reason: failure } };
      else yield { item, saving: true, trouble: lateSince(begun) };
    }
    for (const item of this.#server.items.values()) {
      if (this.#deletions.has(item.itemId)) continue;
      const move = this.#moves.get(item.itemId);
      if (move) {
        yield { item: { ...item, status: move.status, updatedAt: move.since }, saving: true, trouble: lateSince(move.begun) };
      } else {
        yield { item, saving: false };
      }
    }
  }

  /** Whether there is a change that the server has not confirmed. */
  get unsaved(): boolean {
    return this.#added.size + this.#moves.size + this.#deletions.size > 0;
  }

  /** Adds a card. */
  add(title: string, status: string): Addition {
    return this.#addAfter(Promise.resolve(true), title, status);
  }

  /** Tries once more to add a card that could not be added. */
  addAgain(itemId: string): Addition | undefined {
    const added = this.#added.get(itemId);
    if (added?.failure === undefined) return undefined;
    added.failure = undefined;
    return { item: added.item, done: this.#carryOutAddition(added) };
  }

  /** Takes a card away that could not be added. */
  discard(itemId: string): Item | undefined {
    const added = this.#added.get(itemId);
    if (added?.failure === undefined) return undefined;
    this.#added.delete(itemId);
    this.#redraw();
    return added.item;
  }

  /**
   * Moves a card. Of several moves in a row the last one counts, and the first one tells where the card arrived; if
   * nowhere, nothing.
   */
  async move(itemId: string, status: string): Promise<string | undefined> {
    const item = this.#server.items.get(itemId);
    if (!item || (this.#moves.get(itemId)?.status ?? item.status) === status) return undefined;
    const underWay = this.#moves.has(itemId);
    this.#moves.set(itemId, { status, since: this.#now(), begun: this.#begin() });
    this.#redraw();
    return underWay ? undefined : this.#carryOutMoves(item);
  }

  /** Deletes a card. */
  delete(itemId: string): Deletion | undefined {
    const item = this.#server.items.get(itemId);
    if (!item || this.#deletions.has(itemId)) return undefined;
    const done = this.#carryOutDeletion(item);
    this.#deletions.set(itemId, done);
    this.#redraw();
    return { item, done, bringBack: () => this.#addAfter(done, item.title, item.status) };
  }

  async #carryOutMoves({ itemId, title }: Item): Promise<string | undefined> {
    try {
      for (;;) {
        const item = this.#server.items.get(itemId);
        const move = this.#moves.get(itemId);
        if (!move || item?.status === move.status) return item?.status;
        if (!item) {
          this.#failed({ message: explain(notMoved(title, move.status), undefined) });
          return undefined;
        }
        try {
          await this.#server.updateStatus({ itemId, status: move.status, expectedVersion: item.version });
          // Unless the person moved it again meanwhile, what others do from here on is theirs to decide.
          if (this.#moves.get(itemId) === move) return move.status;
        } catch (error) {
          const now = this.#server.items.get(itemId);
          const message = explain(notMoved(title, move.status), error, now);
          this.#failed(now ? { message, again: { itemId, status: move.status } } : { message });
          return undefined;
        }
      }
    } finally {
      this.#moves.delete(itemId);
      this.#redraw();
    }
  }

  async #carryOutDeletion(item: Item): Promise<boolean> {
    try {
      await this.#server.deleteItem({ itemId: item.itemId });
      return true;
    } catch (error) {
      // Somebody else was quicker: it is gone, as this person wanted.
      if (error instanceof Refused && error.code === "ItemNotFound") return true;
      this.#failed({ message: explain(notDeleted(item.title), error), again: { itemId: item.itemId } });
      return false;
    } finally {
      this.#deletions.delete(item.itemId);
      this.#redraw();
    }
  }

  /** Shows a new card at once, and creates it when what must come first has come true. */
  #addAfter(first: Promise<boolean>, title: string, status: string): Addition {
    const itemId = `unsaved-${++this.#last}`;
    const now = this.#now();
    const item = { itemId, title, status, version: 0, createdAt: now, updatedAt: now };
    const added: Added = { item, clientToken: clientToken(), begun: 0 };
    this.#added.set(itemId, added);
    return { item, done: this.#carryOutAddition(added, first) };
  }

  async #carryOutAddition(added: Added, first?: Promise<boolean>): Promise<Item | undefined> {
    const { itemId, title, status } = added.item;
    added.begun = this.#begin();
    this.#redraw();
    try {
      const made = (await first) === false ? undefined : await this.#server.createItem({ title, status, clientToken: added.clientToken });
      this.#added.delete(itemId);
      return made;
    } catch (error) {
      added.failure = reasonOf(error);
      this.#failed({ message: explain(notAdded(title), error), onCard: true });
      return undefined;
    } finally {
      this.#redraw();
    }
  }

  /** When a change begins. It is drawn once more when it is late. */
  #begin(): number {
    setTimeout(this.#redraw, LATE_AFTER);
    return Date.now();
  }

  /** Not before the newest card: an unconfirmed change is on top even if this machine's clock is slow. */
  #now(): string {
    let latest = new Date().toISOString();
    for (const { updatedAt } of this.#server.items.values()) if (updatedAt > latest) latest = updatedAt;
    return latest;
  }
}

/** A timer may be early by less than a millisecond. */
function lateSince(begun: number): Trouble | undefined {
  return Date.now() - begun >= LATE_AFTER - 1 ? { name: "late" } : undefined;
}
