/** Cards that others have just changed. */

/** How long a card stays marked, in milliseconds; the style sheet fades it within that time. */
const SHOWN_FOR = 2_400;

export class Highlights {
  readonly #until = new Map<string, number>();
  readonly #redraw: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(redraw: () => void) {
    this.#redraw = redraw;
  }

  has(itemId: string): boolean {
    return this.#until.has(itemId);
  }

  add(itemId: string): void {
    // Deleted first, so that the map stays in the order of its times.
    this.#until.delete(itemId);
    this.#until.set(itemId, Date.now() + SHOWN_FOR);
    this.#timer ??= setTimeout(() => this.#expire(), SHOWN_FOR);
  }

  #expire(): void {
    this.#timer = undefined;
    const now = Date.now();
    for (const [itemId, until] of this.#until) {
      if (until > now) {
        this.#timer = setTimeout(() => this.#expire(), until - now);
        break;
      }
      this.#until.delete(itemId);
    }
    this.#redraw();
  }
}
