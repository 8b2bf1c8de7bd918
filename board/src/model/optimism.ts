/**
 * Changes that this person made and the server has not confirmed. They are shown at once, laid over what is known, and
 * taken away again when the server refuses them.
 */

import { type CreateItem, type DeleteItem, type Item, Refused, type UpdateStatus } from "../client";
import type { Card } from "./columns";
import { explain, notAdded, notDeleted, notMoved } from "./refusals";

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
  /** Does the same again, where that makes sense. */
  again?: () => void;
}

export interface Deletion {
  item: Item;
  /** Whether it was carried out. */
  done: Promise<boolean>;
  /** Brings the card back, as a new one of the same title. */
  bringBack(): void;
}

interface Move {
  status: string;
  since: string;
}

export class Optimism {
  readonly #server: Server;
  readonly #redraw: () => void;
  readonly #failed: (failed: Failed) => void;
  readonly #added = new Map<string, Item>();
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
    for (const item of this.#added.values()) yield { item, saving: true };
    for (const item of this.#server.items.values()) {
      if (this.#deletions.has(item.itemId)) continue;
      const move = this.#moves.get(item.itemId);
      if (move) yield { item: { ...item, status: move.status, updatedAt: move.since }, saving: true };
      else yield { item, saving: false };
    }
  }

  /** Adds a card. */
  async add(title: string, status: string): Promise<void> {
    await this.#addAfter(Promise.resolve(true), title.trim(), status);
  }

  /** Moves a card. Of several moves in a row the last one counts. */
  async move(itemId: string, status: string): Promise<void> {
    const item = this.#server.items.get(itemId);
    if (!item || (this.#moves.get(itemId)?.status ?? item.status) === status) return;
    const underWay = this.#moves.has(itemId);
    this.#moves.set(itemId, { status, since: this.#now() });
    this.#redraw();
    if (!underWay) await this.#carryOut(itemId);
  }

  /** Deletes a card. */
  delete(itemId: string): Deletion | undefined {
    const item = this.#server.items.get(itemId);
    if (!item || this.#deletions.has(itemId)) return undefined;
    const done = this.#carryOutDeletion(item);
    this.#deletions.set(itemId, done);
    this.#redraw();
    return { item, done, bringBack: () => void this.#addAfter(done, item.title, item.status) };
  }

  async #carryOut(itemId: string): Promise<void> {
    for (;;) {
      const item = this.#server.items.get(itemId);
      const move = this.#moves.get(itemId);
      if (!item || !move || item.status === move.status) break;
      try {
        await this.#server.updateStatus({ itemId, status: move.status, expectedVersion: item.version });
        // Unless the person moved it again meanwhile, what others do from here on is theirs to decide.
        if (this.#moves.get(itemId) === move) break;
      } catch (error) {
        this.#moves.delete(itemId);
        const now = this.#server.items.get(itemId);
        const message = explain(notMoved(item, move.status), error, now);
        this.#failed(now ? { message, again: () => void this.move(itemId, move.status) } : { message });
        break;
      }
    }
    this.#moves.delete(itemId);
    this.#redraw();
  }

  async #carryOutDeletion(item: Item): Promise<boolean> {
    try {
      await this.#server.deleteItem({ itemId: item.itemId });
      return true;
    } catch (error) {
      // Somebody else was quicker: it is gone, as this person wanted.
      if (error instanceof Refused && error.code === "ItemNotFound") return true;
      this.#failed({ message: explain(notDeleted(item), error), again: () => void this.delete(item.itemId) });
      return false;
    } finally {
      this.#deletions.delete(item.itemId);
      this.#redraw();
    }
  }

  /** Shows a new card at once, and creates it when what must come first has come true. */
  async #addAfter(first: Promise<boolean>, title: string, status: string): Promise<void> {
    const itemId = `unsaved-${++this.#last}`;
    const now = this.#now();
    this.#added.set(itemId, { itemId, title, status, version: 0, createdAt: now, updatedAt: now });
    this.#redraw();
    try {
      if (await first) await this.#server.createItem({ title, status });
    } catch (error) {
      this.#failed({ message: explain(notAdded(title), error), again: () => void this.add(title, status) });
    } finally {
      this.#added.delete(itemId);
      this.#redraw();
    }
  }

  /** Not before the newest card: an unconfirmed change is on top even if this machine's clock is slow. */
  #now(): string {
    let latest = new Date().toISOString();
    for (const { updatedAt } of this.#server.items.values()) if (updatedAt > latest) latest = updatedAt;
    return latest;
  }
}
