/** Keys on a card: going from card to card, picking one up, moving it, dropping it. */

import type { Card } from "../model/columns";
import type { Session } from "../model/session";
import { quote, statusName } from "../model/words";

/** A card in the air, and the status of the column it is over, if it is over one. */
export interface Lifted {
  itemId: string;
  status: string | undefined;
}

interface Hands {
  lift(lifted: Lifted | undefined): void;
  openMenu(itemId: string): void;
  /** Gives the focus to a card, which may be out of sight. */
  goTo(itemId: string): void;
}

const STEPS: Record<string, { x: number; y: number }> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
  Home: { x: 0, y: -Infinity },
  End: { x: 0, y: Infinity },
};

const OPENING = new Set(["Enter", "ContextMenu"]);

export function handleKey(event: KeyboardEvent, session: Session, lifted: Lifted | undefined, hands: Hands): void {
  const card = event.target;
  if (!(card instanceof HTMLElement) || !card.dataset["card"] || event.ctrlKey || event.metaKey || event.altKey) return;
  const handled = lifted ? carry(event, session, lifted, hands) : visit(event, card.dataset["card"], session, hands);
  if (handled) event.preventDefault();
}

/** With a card in the air. */
function carry({ key, shiftKey }: KeyboardEvent, session: Session, lifted: Lifted, hands: Hands): boolean {
  const { statuses } = session;
  const { itemId, status } = lifted;
  const step = STEPS[key];
  if (step) {
    const next = statuses[statuses.indexOf(status ?? "") + step.x];
    if (next === undefined || step.x === 0) return true;
    hands.lift({ itemId, status: next });
    session.say(`Over ${statusName(next)}`);
    return true;
  }
  if (key === " " || key === "Enter") {
    hands.lift(undefined);
    if (status !== undefined) session.move(itemId, status);
    return true;
  }
  if (key === "Escape" || key === "Tab") {
    hands.lift(undefined);
    session.say("Put back");
    return key === "Escape" && !shiftKey;
  }
  return false;
}

/** With empty hands. */
function visit({ key }: KeyboardEvent, itemId: string, session: Session, hands: Hands): boolean {
  const step = STEPS[key];
  if (step) {
    const next = neighbour(itemId, step.x, step.y, session);
    if (next !== undefined) hands.goTo(next);
    return true;
  }
  const card = session.card(itemId);
  if (!card) return false;
  const waiting = card.item.version === 0 && card.trouble?.name !== "failed";
  if (key === " " ? card.item.version === 0 : waiting && OPENING.has(key)) {
    session.say(`${quote(card.item.title)} is not saved yet`);
    return true;
  }
  switch (key) {
    case " ":
      hands.lift({ itemId, status: card.item.status });
      session.say("Picked up. Arrow keys choose a column, Space drops, Escape puts back");
      return true;
    case "Enter":
    case "ContextMenu":
      hands.openMenu(itemId);
      return true;
    case "Delete":
    case "Backspace":
      session.delete(itemId);
      return true;
    default:
      return false;
  }
}

/** The next card that way: in the same column, or as far down in the next column that has cards. */
function neighbour(itemId: string, x: number, y: number, { columns }: Session): string | undefined {
  const place = (cards: readonly Card[]) => cards.findIndex(({ item }) => item.itemId === itemId);
  let at = columns.findIndex(({ cards }) => place(cards) >= 0);
  const row = place(columns[at]?.cards ?? []);
  if (row < 0) return undefined;
  if (x === 0) {
    const { length } = columns[at]?.cards ?? [];
    return columns[at]?.cards[Math.min(Math.max(0, row + y), length - 1)]?.item.itemId;
  }
  for (at += x; at >= 0 && at < columns.length; at += x) {
    const cards = columns[at]?.cards ?? [];
    if (cards.length > 0) return cards[Math.min(row, cards.length - 1)]?.item.itemId;
  }
  return undefined;
}
