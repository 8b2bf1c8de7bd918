/** The board as it is drawn: cards in columns, the last touched on top. */

import type { Item } from "../client/index";

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
  /** Those that are shown. */
  cards: Card[];
  /** How many there are, shown or not. */
  total: number;
  /** Its status is one that the stack has no more: cards can leave it, not enter. */
  retired: boolean;
}

/**
 * Sorts cards into columns: those of the stack, then those that only older cards still have. Only cards of which `shown`
 * says so are in them; the others are counted.
 */
export function arrange(statuses: readonly string[], cards: Iterable<Card>, shown: (card: Card) => boolean = () => true): Column[] {
  const columns = new Map<string, Column>(
    statuses.map((status) => [status, { status, cards: [], total: 0, retired: false }]),
  );
  for (const card of cards) {
    const { status } = card.item;
    let column = columns.get(status);
    if (!column) columns.set(status, (column = { status, cards: [], total: 0, retired: true }));
    column.total += 1;
    if (shown(card)) column.cards.push(card);
  }
  for (const column of columns.values()) column.cards.sort(lastTouchedFirst);
  return [...columns.values()];
}

/** Whether a title has that text, in capitals or not, its accents typed with their letters or after them. */
export function matching(text: string): (title: string) => boolean {
  const plain = (text: string) => text.toLowerCase().normalize("NFC");
  const sought = plain(text.trim());
  return sought === "" ? () => true : (title) => plain(title).includes(sought);
}

function lastTouchedFirst({ item: a }: Card, { item: b }: Card): number {
  if (a.updatedAt !== b.updatedAt) return a.updatedAt < b.updatedAt ? 1 : -1;
  if (a.itemId === b.itemId) return 0;
  return a.itemId < b.itemId ? 1 : -1;
}
