/** What changed on a board, told item by item. */

import type { Item } from "./protocol.js";

/** Who brought a change: this client, another, or a scan (whose items may have changed while we were away). */
export type Origin = "self" | "other" | "scan";

export type Change =
  | { kind: "created"; origin: Origin; item: Item }
  | { kind: "updated"; origin: Origin; item: Item; before: Item }
  | { kind: "deleted"; origin: Origin; item: Item };

/** What leads from one state of a board to another. */
export function difference(before: ReadonlyMap<string, Item>, after: ReadonlyMap<string, Item>, origin: Origin): Change[] {
  const changes: Change[] = [];
  for (const [itemId, item] of after) {
    const old = before.get(itemId);
    if (!old) changes.push({ kind: "created", origin, item });
    else if (old.version !== item.version) changes.push({ kind: "updated", origin, item, before: old });
  }
  for (const [itemId, item] of before) {
    if (!after.has(itemId)) changes.push({ kind: "deleted", origin, item });
  }
  return changes;
}
