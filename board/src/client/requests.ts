/** Requests under way on one connection, each known by its `requestId`. */

import type { Answer, Frame } from "./decode.js";
import { NoAnswer, Refused } from "./failures.js";
import type { Request } from "./protocol.js";

interface Waiting {
  resolve(answer: Answer): void;
  reject(error: Error): void;
  timer: ReturnType<typeof setTimeout>;
}

export class Requests {
  readonly #waiting = new Map<string, Waiting>();
  readonly #send: (text: string) => boolean;
  readonly #timeout: number;
  #last = 0;

  /** @param timeout how long a reply may take, in milliseconds */
  constructor(send: (text: string) => boolean, timeout: number) {
    this.#send = send;
    this.#timeout = timeout;
  }

  /** Sends a request. Fails with `Refused` or `NoAnswer`. */
  ask(request: Request): Promise<Answer> {
    const requestId = String(++this.#last);
    return new Promise((resolve, reject) => {
      if (!this.#send(JSON.stringify({ ...request, requestId }))) {
        reject(new NoAnswer("there is no connection", false));
        return;
      }
      const timer = setTimeout(() => {
        this.#waiting.delete(requestId);
        reject(new NoAnswer(`no reply within ${this.#timeout} ms`, true));
      }, this.#timeout);
      this.#waiting.set(requestId, { resolve, reject, timer });
    });
  }

  /** Gives a frame to the request that it answers. */
  settle(frame: Frame): void {
    if (frame.kind === "reply") this.#take(frame.requestId)?.resolve(frame.answer);
    if (frame.kind === "error" && frame.requestId !== undefined) {
      this.#take(frame.requestId)?.reject(new Refused(frame.reply));
    }
    if (frame.kind === "gateway") this.#settleOnlyOne(frame.message);
  }

  /** The connection is gone: whatever was not answered will not be. */
  abandon(): void {
    for (const requestId of [...this.#waiting.keys()]) {
      this.#take(requestId)?.reject(new NoAnswer("the connection was lost", true));
    }
  }

  /** A gateway frame names no request of ours. Where only one waits it is that one's; else their time-outs tell. */
  #settleOnlyOne(message: string): void {
    const [only, another] = this.#waiting.keys();
    if (only !== undefined && another === undefined) this.#take(only)?.reject(new NoAnswer(message, true));
  }

  #take(requestId: string): Waiting | undefined {
    const waiting = this.#waiting.get(requestId);
    this.#waiting.delete(requestId);
    clearTimeout(waiting?.timer);
    return waiting;
  }
}
