/**
 * A socket that is opened again whenever it is lost. partysocket swaps and times the sockets; the pause before each
 * attempt is ours, because a person wants to see how long it is and to cut it short.
 */

import ReconnectingWebSocket from "partysocket/ws";

import { Listeners } from "./listeners.js";
import { type Backoff, delayBefore, Pause } from "./pause.js";

export type ConnectionState =
  | { name: "connecting" }
  | { name: "open" }
  /** `until` is in epoch milliseconds; `retry` counts from 1. */
  | { name: "waiting"; until: number; retry: number }
  | { name: "closed" };

export interface ConnectionOptions {
  backoff: Backoff;
  /** How long an attempt may take, in milliseconds. */
  openTimeout: number;
  /** For platforms without a `WebSocket` of their own. */
  WebSocket: unknown;
}

/** How long a connection must have lived for the next loss to count as the first, in milliseconds. */
const STABLE_AFTER = 5_000;
/** Of the codes that a program may use (RFC 6455, section 7.4.2). */
const SILENT_PEER = 4_000;

export class Connection {
  readonly onState = new Listeners<ConnectionState>();
  readonly onText = new Listeners<string>();

  #state: ConnectionState = { name: "connecting" };
  #pause: Pause | undefined;
  readonly #socket: ReconnectingWebSocket;

  constructor(url: string, options: ConnectionOptions) {
    const address = async () => {
      await this.#waitBeforeRetry(options.backoff);
      return url;
    };
    this.#socket = new ReconnectingWebSocket(address, null, {
      WebSocket: options.WebSocket,
      connectionTimeout: options.openTimeout,
      minReconnectionDelay: 0,
      maxReconnectionDelay: 0,
      minUptime: STABLE_AFTER,
      maxEnqueuedMessages: 0,
    });
    this.#socket.addEventListener("open", () => this.#enter({ name: "open" }));
    this.#socket.addEventListener("close", () => {
      // The pause is announced by the next attempt, which partysocket has begun already.
      if (this.#state.name === "open") this.#enter({ name: "connecting" });
    });
    this.#socket.addEventListener("message", ({ data }) => this.onText.tell(String(data)));
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Sends a text if the connection is open. Says whether it was. */
  send(text: string): boolean {
    return this.#state.name === "open" && this.#socket.send(text);
  }

  /** Cuts the pause before the next attempt short. */
  retryNow(): void {
    this.#pause?.cut();
  }

  /** Gives up a connection whose other end has fallen silent, and opens another. */
  replace(): void {
    if (this.#state.name === "open") this.#socket.reconnect(SILENT_PEER, "no heartbeat");
  }

  /** Closes for good. */
  close(): void {
    // First, since the socket's own end would be told as a loss.
    this.#enter({ name: "closed" });
    this.#socket.close();
    this.#pause?.cut();
  }

  async #waitBeforeRetry(backoff: Backoff): Promise<void> {
    const retry = this.#socket.retryCount;
    if (retry > 0) {
      const delay = delayBefore(retry, backoff);
      this.#pause = new Pause(delay);
      this.#enter({ name: "waiting", until: Date.now() + delay, retry });
      await this.#pause.over;
      this.#pause = undefined;
    }
    this.#enter({ name: "connecting" });
  }

  #enter(state: ConnectionState): void {
    if (this.#state.name === "closed") return;
    this.#state = state;
    this.onState.tell(state);
  }
}
