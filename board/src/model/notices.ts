/** Short messages that ask for attention, and may offer one thing to do. */

export interface Notice {
  tone: "info" | "error";
  text: string;
  action?: { label: string; run(): void };
  /** Whether it stays until it is dismissed. */
  stays: boolean;
}

export interface ShownNotice extends Notice {
  id: number;
}

/** How long a notice stays that has a time, in milliseconds, unless somebody is at it. */
const STAYS_FOR = 12_000;

export class Notices {
  /** The newest first. */
  shown: readonly ShownNotice[] = [];
  readonly #redraw: () => void;
  readonly #timers = new Map<number, ReturnType<typeof setTimeout>>();
  #last = 0;

  constructor(redraw: () => void) {
    this.#redraw = redraw;
  }

  /** Shows a notice until it is dismissed or its time is over. Says by which id it is known. */
  show(notice: Notice): number {
    const id = ++this.#last;
    this.shown = [{ ...notice, id }, ...this.shown];
    this.release(id);
    this.#redraw();
    return id;
  }

  /** Does what a notice offers, once: its button is there until the next drawing. */
  act(id: number): void {
    const notice = this.shown.find((shown) => shown.id === id);
    this.dismiss(id);
    notice?.action?.run();
  }

  /** Keeps a notice while a pointer or the focus is on it. */
  hold(id: number): void {
    clearTimeout(this.#timers.get(id));
  }

  /** Says something else in the same place. */
  change(id: number, change: Partial<Notice>): void {
    this.shown = this.shown.map((notice) => (notice.id === id ? { ...notice, ...change } : notice));
    this.release(id);
    this.#redraw();
  }

  /** Lets the time of a notice run again. */
  release(id: number): void {
    this.hold(id);
    if (this.shown.some((notice) => notice.id === id && !notice.stays)) this.#timers.set(id, setTimeout(() => this.dismiss(id), STAYS_FOR));
  }

  dismiss(id: number): void {
    this.hold(id);
    this.#timers.delete(id);
    this.shown = this.shown.filter((notice) => notice.id !== id);
    this.#redraw();
  }
}
