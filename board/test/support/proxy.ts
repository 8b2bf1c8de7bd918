/** A bad line between a client and the laptop: it can lose frames, cut connections and fall silent. */

import type { AddressInfo } from "node:net";
import WebSocket, { WebSocketServer } from "ws";

export class Proxy {
  /** Whether a frame from the server goes through; what it does not let through is lost. */
  pass: (frame: string) => boolean = () => true;
  /** How many connections clients have opened. */
  opened = 0;
  readonly #server: WebSocketServer;

  private constructor(server: WebSocketServer) {
    this.#server = server;
  }

  static async start(target: string): Promise<Proxy> {
    const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
    const proxy = new Proxy(server);
    server.on("connection", (near, request) => {
      proxy.opened += 1;
      const far = new WebSocket(target + new URL(request.url ?? "", "ws://proxy").search);
      const early: string[] = [];
      near.on("message", (data) => (far.readyState === WebSocket.OPEN ? far.send(String(data)) : early.push(String(data))));
      far.on("open", () => early.splice(0).forEach((text) => far.send(text)));
      far.on("message", (data) => proxy.pass(String(data)) && near.send(String(data)));
      far.on("error", () => near.terminate());
      far.on("close", () => near.terminate());
      near.on("close", () => far.terminate());
    });
    await new Promise((listening) => server.once("listening", listening));
    return proxy;
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  /** Cuts every connection. */
  cut(): void {
    for (const client of this.#server.clients) client.terminate();
  }

  async stop(): Promise<void> {
    this.cut();
    await new Promise((closed) => this.#server.close(closed));
  }
}
