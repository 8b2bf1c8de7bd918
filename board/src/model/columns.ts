/** The board as it is drawn: cards in columns, the last touched on top. */

import type { Item } from "../client";

export interface Card {
  item: Item;
  /** Shown before the server has confirmed it. */
  saving: boolean;
  /** What a person must know of that. */
  trouble?: Trouble | undefined;
}

/** A change that the server has not confirmed after a while, or one that was given up, and why. */
export type Trouble = { name: "late" } | { name: "failed"; reason: string };

export interface Column {
  status: string;
  cards: Card[];
  /** Its status is one that the stack has no more: cards can leave it, not enter. */
  retired: boolean;
}

/** Sorts cards into columns: those of the stack, then those that only older cards still have. */
export function arrange(statuses: readonly string[], cards: Iterable<Card>): Column[] {
  const columns = new Map<string, Column>(
    statuses.map((status) => [status, { status, cards: [], retired: false }]),
  );
  for (const card of cards) {
    const { status } = card.item;
    let column = columns.get(status);
    if (!column) columns.set(status, (column = { status, cards: [], retired: true }));
    column.cards.push(card);
  }
  for (const column of columns.values()) column.cards.sort(lastTouchedFirst);
  return [...columns.values()];
}

/** The cards whose title has that text, in capitals or not. */
export function having(text: string, cards: Iterable<Card>): Iterable<Card> {
  const sought = text.trim().toLowerCase();
  return sought === "" ? cards : [...cards].filter(({ item }) => item.title.toLowerCase().includes(sought));
}

function lastTouchedFirst({ item: a }: Card, { item: b }: Card): number {
  if (a.updatedAt !== b.updatedAt) return a.updatedAt < b.updatedAt ? 1 : -1;
  if (a.itemId === b.itemId) return 0;
  return a.itemId < b.itemId ? 1 : -1;
}
