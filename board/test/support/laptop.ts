/** The stack on this machine, as a process: the real gateway, handler and database. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const BOARD = fileURLToPath(new URL("../..", import.meta.url));
const ROOT = resolve(BOARD, "..");
const PROGRAM = resolve(BOARD, process.env["LAPTOP"] ?? "../target/debug/local");

export interface FrontendConfig {
  websocketUrl: string;
  stage: string;
  region: string;
  statuses: string[];
}

export class Laptop {
  readonly config: FrontendConfig;
  readonly #process: ChildProcess;
  readonly #state: string;

  private constructor(process: ChildProcess, state: string, config: FrontendConfig) {
    this.#process = process;
    this.#state = state;
    this.config = config;
  }

  /** Starts one with data of its own. */
  static async start(): Promise<Laptop> {
    return Laptop.#start(await mkdtemp(join(tmpdir(), "task-board-")), 0);
  }

  /** Where it listens. */
  get port(): number {
    return Number(new URL(this.config.websocketUrl).port);
  }

  /** The page that it serves itself, if it does. */
  async page(): Promise<string | undefined> {
    const url = `http://127.0.0.1:${this.port}/`;
    const response = await fetch(url);
    return response.ok && response.headers.get("content-type")?.startsWith("text/html") ? url : undefined;
  }

  /** Ends it as a crash would. Its data stay. */
  async kill(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = once(this.#process, "exit");
    this.#process.kill("SIGKILL");
    await ended;
  }

  /** A new one with the same data on the same port. */
  async again(): Promise<Laptop> {
    return Laptop.#start(this.#state, this.port);
  }

  /** Ends it for good. */
  async stop(): Promise<void> {
    await this.kill();
    await rm(this.#state, { recursive: true, force: true });
  }

  static async #start(state: string, port: number): Promise<Laptop> {
    // Of the stack whose throttles are out of the way: some tests write faster than people do.
    const child = spawn(PROGRAM, ["--json", "--stack", "endurance", "--port", String(port), "--state", state], {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const errors: string[] = [];
    createInterface({ input: child.stderr }).on("line", (line) => errors.push(line));
    const line = await new Promise<string>((found, failed) => {
      createInterface({ input: child.stdout }).once("line", found);
      child.once("error", failed);
      child.once("exit", (code) => failed(new Error(`the laptop ended with code ${code}:\n${errors.join("\n")}`)));
    });
    return new Laptop(child, state, (JSON.parse(line) as { frontendConfig: FrontendConfig }).frontendConfig);
  }
}
