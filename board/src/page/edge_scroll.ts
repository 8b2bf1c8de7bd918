/** Scrolls the board sideways while a card is held near its edge: on a phone there is one column at a time. */

/** The width of the edge, in CSS pixels. */
const EDGE = 56;
/** The most that one frame scrolls, in CSS pixels. */
const FASTEST = 9;

export class EdgeScroll {
  readonly #root: HTMLElement;
  readonly #scrolled: () => void;
  #step = 0;
  #frame = 0;

  /** @param scrolled told after each step: another column may be under the pointer */
  constructor(root: HTMLElement, scrolled: () => void) {
    this.#root = root;
    this.#scrolled = scrolled;
  }

  /** The pointer is there, in the window's coordinates. */
  follow(x: number): void {
    const { left, right } = this.#root.getBoundingClientRect();
    const before = Math.max(0, left + EDGE - x);
    const after = Math.max(0, x - (right - EDGE));
    this.#step = (Math.min(EDGE, after) - Math.min(EDGE, before)) * (FASTEST / EDGE);
    if (this.#step !== 0 && this.#frame === 0) this.#scroll();
  }

  stop(): void {
    this.#step = 0;
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  #scroll(): void {
    this.#frame = 0;
    if (this.#step === 0) return;
    const { scrollLeft } = this.#root;
    this.#root.scrollLeft += this.#step;
    if (this.#root.scrollLeft === scrollLeft) return;
    this.#scrolled();
    this.#frame = requestAnimationFrame(() => this.#scroll());
  }
}
