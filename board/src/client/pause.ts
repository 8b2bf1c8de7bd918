/** Waiting between attempts: exponential, with jitter, so that clients cut off together do not come back together. */

export interface Backoff {
  /** The longest first pause, in milliseconds. */
  first: number;
  /** The longest pause, in milliseconds. */
  most: number;
}

/** The pause before a retry, the first being 1: between half of the exponential delay and all of it. */
export function delayBefore(retry: number, { first, most }: Backoff, random = Math.random()): number {
  const full = Math.min(most, first * 2 ** Math.min(retry - 1, 30));
  return full / 2 + (full / 2) * random;
}

/** A pause that can be cut short. */
export class Pause {
  readonly over: Promise<void>;
  readonly #end: () => void;
  readonly #timer: ReturnType<typeof setTimeout>;

  constructor(milliseconds: number) {
    let end = () => {};
    this.over = new Promise((resolve) => (end = resolve));
    this.#end = end;
    this.#timer = setTimeout(end, milliseconds);
  }

  cut(): void {
    clearTimeout(this.#timer);
    this.#end();
  }
}
