/** Notices a connection that is open on this side only, or that the server has forgotten. */
export class Heartbeat {
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #every: number;
  readonly #beat: () => Promise<unknown>;
  readonly #lost: () => void;

  /**
   * @param every milliseconds from an answer to the next beat
   * @param beat asks the server; fails when it does not answer
   * @param lost what to do then
   */
  constructor(every: number, beat: () => Promise<unknown>, lost: () => void) {
    this.#every = every;
    this.#beat = beat;
    this.#lost = lost;
  }

  start(): void {
    this.stop();
    this.#timer = setTimeout(() => this.now(), this.#every);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Beats at once, for a moment when the connection is in doubt. Nothing happens while stopped. */
  now(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    const timer = this.#timer;
    this.#beat().then(
      () => this.#timer === timer && this.start(),
      () => this.#timer === timer && this.#lost(),
    );
  }
}
