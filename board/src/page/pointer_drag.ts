/**
 * Dragging cards by mouse, pen and finger. A mouse lifts a card by moving it; a finger by resting on it, since moving
 * it scrolls.
 */

import { DragGhost } from "./drag_ghost";
import { EdgeScroll } from "./edge_scroll";

export interface DragEvents {
  /** The card is in the air, over a column or over one that takes no cards. */
  over(itemId: string, status: string | undefined): void;
  drop(itemId: string, status: string | undefined): void;
  cancel(): void;
}

/** How far a mouse moves before it drags, and a finger before it scrolls, in CSS pixels. */
const SLACK = { mouse: 4, touch: 10 };
/** How long a finger rests to lift, in milliseconds. */
const REST = 250;

interface Point {
  x: number;
  y: number;
}

interface Press {
  pointerId: number;
  card: HTMLElement;
  itemId: string;
  touch: boolean;
  /** Where it began. */
  start: Point;
  /** Where it is. */
  at: Point;
  timer: ReturnType<typeof setTimeout> | undefined;
  ghost: DragGhost | undefined;
}

export class PointerDrag {
  readonly #root: HTMLElement;
  readonly #events: DragEvents;
  readonly #scroll: EdgeScroll;
  readonly #listening = new AbortController();
  #press: Press | undefined;

  constructor(root: HTMLElement, events: DragEvents) {
    this.#root = root;
    this.#events = events;
    this.#scroll = new EdgeScroll(root, () => this.#look());
    const { signal } = this.#listening;
    root.addEventListener("pointerdown", (event) => this.#down(event), { signal });
    addEventListener("pointermove", (event) => this.#move(event), { signal });
    addEventListener("pointerup", (event) => this.#up(event), { signal });
    addEventListener("pointercancel", () => this.#cancel(), { signal });
    addEventListener("blur", () => this.#cancel(), { signal });
    addEventListener("keydown", (event) => event.key === "Escape" && this.#cancel(), { signal });
    // A lifted card must not scroll the board as well. The browser asks only listeners that were there from the start.
    root.addEventListener("touchmove", (event) => this.#press?.ghost && event.preventDefault(), { signal, passive: false });
    root.addEventListener("contextmenu", (event) => this.#press?.touch && event.preventDefault(), { signal });
  }

  stop(): void {
    this.#cancel();
    this.#listening.abort();
  }

  #down(event: PointerEvent): void {
    const target = event.target instanceof Element ? event.target : undefined;
    const card = target?.closest<HTMLElement>("[data-card]");
    const itemId = card?.dataset["card"];
    if (!card || !itemId || target?.closest("button") || event.button !== 0) return;
    if (this.#press || !event.isPrimary || card.dataset["saving"] === "true") return;
    const touch = event.pointerType === "touch";
    const timer = touch ? setTimeout(() => this.#lift(), REST) : undefined;
    const start = pointOf(event);
    this.#press = { pointerId: event.pointerId, card, itemId, touch, start, at: start, timer, ghost: undefined };
  }

  #move(event: PointerEvent): void {
    const press = this.#press;
    if (!press || event.pointerId !== press.pointerId) return;
    press.at = pointOf(event);
    if (!press.ghost) {
      const far = Math.hypot(press.at.x - press.start.x, press.at.y - press.start.y);
      if (far < (press.touch ? SLACK.touch : SLACK.mouse)) return;
      if (press.touch) return this.#cancel();
      this.#lift();
    }
    press.ghost?.moveTo(press.at.x, press.at.y);
    this.#scroll.follow(press.at.x);
    this.#look();
  }

  /** Over which column is the card? */
  #look(): void {
    const press = this.#press;
    if (press?.ghost) this.#events.over(press.itemId, this.#statusAt(press.at));
  }

  /**
   * The status of the column that is nearest to that point of the window. None if it takes no cards. Columns are side by
   * side, so that only `x` decides; one that is scrolled away is nobody's aim.
   */
  #statusAt({ x }: Point): string | undefined {
    const { left, right } = this.#root.getBoundingClientRect();
    let [nearest, least]: [HTMLElement | undefined, number] = [undefined, Infinity];
    for (const column of this.#root.querySelectorAll<HTMLElement>(".column")) {
      const at = column.getBoundingClientRect();
      const distance = Math.max(at.left - x, x - at.right, 0);
      if (at.right > left && at.left < right && distance < least) [nearest, least] = [column, distance];
    }
    return nearest?.dataset["status"];
  }

  #up(event: PointerEvent): void {
    const press = this.#press;
    if (!press || event.pointerId !== press.pointerId) return;
    this.#end();
    if (press.ghost) this.#events.drop(press.itemId, this.#statusAt(pointOf(event)));
  }

  #lift(): void {
    const press = this.#press;
    if (!press) return;
    if (!press.card.isConnected) return this.#cancel();
    if (press.touch) navigator.vibrate?.(10);
    // The root keeps the pointer: the card may be drawn anew, or leave, while it is held.
    this.#root.setPointerCapture(press.pointerId);
    getSelection()?.removeAllRanges();
    press.ghost = new DragGhost(press.card, press.start.x, press.start.y);
    this.#look();
  }

  #cancel(): void {
    const lifted = this.#press?.ghost !== undefined;
    this.#end();
    if (lifted) this.#events.cancel();
  }

  #end(): void {
    const press = this.#press;
    this.#press = undefined;
    if (!press) return;
    clearTimeout(press.timer);
    this.#scroll.stop();
    press.ghost?.remove();
    if (this.#root.hasPointerCapture(press.pointerId)) this.#root.releasePointerCapture(press.pointerId);
  }
}

function pointOf({ clientX: x, clientY: y }: PointerEvent): Point {
  return { x, y };
}
