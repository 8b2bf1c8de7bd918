/** A web server for the built page, with a `config.json` that a test can spoil. */

import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";

const DIST = fileURLToPath(new URL("../../dist", import.meta.url));
const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};

export class Site {
  readonly #server: Server;
  /** The body of `config.json`; without one it is not found. */
  config: string | undefined;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(config: unknown): Promise<Site> {
    const server = createServer();
    const site = new Site(server);
    site.config = JSON.stringify(config);
    server.on("request", async ({ url = "/" }, response) => {
      const path = new URL(url, "http://site").pathname;
      const name = path === "/" ? "/index.html" : path;
      if (name === "/config.json") {
        if (site.config === undefined) response.writeHead(404).end();
        else response.writeHead(200, { "content-type": "application/json" }).end(site.config);
        return;
      }
      try {
        const body = await readFile(join(DIST, name));
        response.writeHead(200, { "content-type": TYPES[extname(name)] ?? "application/octet-stream" }).end(body);
      } catch {
        response.writeHead(404).end();
      }
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    return site;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }
}
