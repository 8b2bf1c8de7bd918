/** Short messages that ask for attention, and may offer one thing to do. */

export interface Notice {
  tone: "info" | "error";
  text: string;
  action?: { label: string; run(): void };
}

export interface ShownNotice extends Notice {
  id: number;
}

/** How long a notice stays, in milliseconds, unless somebody is at it. */
const STAYS_FOR = 12_000;
const AT_MOST = 3;

export class Notices {
  shown: readonly ShownNotice[] = [];
  readonly #redraw: () => void;
  readonly #timers = new Map<number, ReturnType<typeof setTimeout>>();
  #last = 0;

  constructor(redraw: () => void) {
    this.#redraw = redraw;
  }

  show(notice: Notice): void {
    const shown = { ...notice, id: ++this.#last };
    this.shown = [...this.shown, shown];
    for (const old of this.shown.slice(0, -AT_MOST)) this.dismiss(old.id);
    this.release(shown.id);
    this.#redraw();
  }

  /** Keeps a notice while a pointer or the focus is on it. */
  hold(id: number): void {
    clearTimeout(this.#timers.get(id));
  }

  /** Lets the time of a notice run again. */
  release(id: number): void {
    this.hold(id);
    this.#timers.set(id, setTimeout(() => this.dismiss(id), STAYS_FOR));
  }

  dismiss(id: number): void {
    this.hold(id);
    this.#timers.delete(id);
    this.shown = this.shown.filter((notice) => notice.id !== id);
    this.#redraw();
  }
}
