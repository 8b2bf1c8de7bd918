/**
 * The board as this client shows it, across connections. Each connection begins a knowledge of its own; until its scan
 * is complete the former one stays in sight, kept up to date.
 */

import { type Change, difference, type Origin } from "./changes.js";
import type { Event } from "./decode.js";
import { Items } from "./items.js";
import type { Item } from "./protocol.js";

export class Replica {
  #shown = new Items();
  #coming: Items | undefined;

  get items(): ReadonlyMap<string, Item> {
    return this.#shown.all;
  }

  /** A scan is about to begin: the first of a connection, or another one on the same. */
  begin(connection: "new" | "same"): void {
    this.#coming = new Items(connection === "same" ? this.#shown : undefined);
    if (this.#shown.all.size === 0) this.#shown = this.#coming;
  }

  /** A page of the scan. */
  page(items: readonly Item[]): Change[] {
    return items.flatMap((item) => this.#take(item, "scan"));
  }

  /** Every page has come. */
  complete(): Change[] {
    const before = this.#shown.all;
    if (!this.#coming || this.#coming === this.#shown) {
      this.#coming = undefined;
      return [];
    }
    this.#shown = this.#coming;
    this.#coming = undefined;
    return difference(before, this.#shown.all, "scan");
  }

  /** A change of another client, or of this one when its reply has come. */
  change(event: Event, origin: Origin): Change[] {
    return event.message === "Item deleted"
      ? this.#drop(event.itemId, event.version, origin)
      : this.#take(event.item, origin);
  }

  #take(item: Item, origin: Origin): Change[] {
    const before = this.#shown.all.get(item.itemId);
    // While an old board is in sight the pages of the scan change only the coming one.
    const hidden = origin === "scan" && this.#coming !== undefined && this.#coming !== this.#shown;
    if (this.#coming !== this.#shown) this.#coming?.apply(item);
    if (hidden || !this.#shown.apply(item)) return [];
    return [before ? { kind: "updated", origin, item, before } : { kind: "created", origin, item }];
  }

  #drop(itemId: string, version: number, origin: Origin): Change[] {
    const item = this.#shown.all.get(itemId);
    if (this.#coming !== this.#shown) this.#coming?.remove(itemId, version);
    return this.#shown.remove(itemId, version) && item ? [{ kind: "deleted", origin, item }] : [];
  }
}
