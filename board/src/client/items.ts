/** The items of a board as one connection knows them, right whatever order events, pages and replies arrive in. */

import type { Item } from "./protocol.js";

export class Items {
  readonly #items = new Map<string, Item>();
  readonly #deleted: Map<string, number>;

  /** @param former what the same connection knew before, of which the deletions are remembered */
  constructor(former?: Items) {
    this.#deleted = new Map(former ? former.#deleted : []);
  }

  get all(): ReadonlyMap<string, Item> {
    return this.#items;
  }

  /** Takes an item if it is newer than what is known of it. Says whether it was taken. */
  apply(item: Item): boolean {
    const known = this.#items.get(item.itemId)?.version ?? this.#deleted.get(item.itemId);
    if (known !== undefined && known >= item.version) return false;
    this.#deleted.delete(item.itemId);
    this.#items.set(item.itemId, item);
    return true;
  }

  /** Takes a deletion, and remembers it: an older word of the item may still be under way. Says whether the item was there. */
  remove(itemId: string, version: number): boolean {
    const item = this.#items.get(itemId);
    if (item && item.version >= version) return false;
    this.#deleted.set(itemId, Math.max(version, this.#deleted.get(itemId) ?? 0));
    return this.#items.delete(itemId);
  }
}
