/** What a board is told when it is made. A setting that cannot be used is an error at once, which names it. */

import { BOARD_ID_CHARS, isBoardId } from "./limits.js";
import type { Backoff } from "./pause.js";

export interface TaskBoardOptions {
  /** The stack's output `websocketUrl`. */
  websocketUrl: string;
  /** Which board; `default` if not given. */
  board?: string;
  /** How long one reply may take, in milliseconds. Longer than a cold start. */
  replyTimeout?: number;
  /** How long a change is tried, reconnects included, in milliseconds. */
  patience?: number;
  /** From one heartbeat to the next, in milliseconds. */
  heartbeat?: number;
  backoff?: Backoff;
  /** For platforms without a `WebSocket` of their own, such as Node.js before 22. */
  WebSocket?: unknown;
}

const DEFAULTS = {
  board: "default",
  replyTimeout: 10_000,
  patience: 60_000,
  heartbeat: 30_000,
  backoff: { first: 500, most: 30_000 },
};

/** Timers take 31 bits: beyond, they fire at once. */
const LONGEST = 2 ** 31 - 1;

/** Reads options that may come from a program without types. Throws a `TypeError`. */
export function readOptions(options: TaskBoardOptions): Required<TaskBoardOptions> {
  demand(isObject(options), "options", "must be an object");
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const all = { ...DEFAULTS, WebSocket: globalThis.WebSocket, ...Object.fromEntries(given) } as Required<TaskBoardOptions>;
  const { websocketUrl, board, backoff } = all;
  demand(isWebSocketUrl(websocketUrl), "websocketUrl", "must be a URL that begins with ws:// or wss://");
  const rule = `must be 1 to ${BOARD_ID_CHARS} of the characters A-Z a-z 0-9 _ -`;
  demand(typeof board === "string" && isBoardId(board), "board", rule);
  for (const [name, least] of [["replyTimeout", 1], ["patience", 0], ["heartbeat", 1]] as const) demandDelay(all[name], name, least);
  demand(isObject(backoff), "backoff", "must be an object with first and most");
  for (const name of ["first", "most"] as const) demandDelay(backoff[name], `backoff.${name}`, 0);
  demand(
    typeof all.WebSocket === "function",
    "WebSocket",
    "must be a class, and this platform has none of its own (Node.js has one since version 22): give that of the package ws",
  );
  return all;
}

function demand(holds: boolean, setting: string, rule: string): void {
  if (!holds) throw new TypeError(`TaskBoard: ${setting} ${rule}.`);
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}

function demandDelay(value: unknown, setting: string, least: number): void {
  const fits = typeof value === "number" && value >= least && value <= LONGEST;
  demand(fits, setting, `must be a number of milliseconds from ${least} to ${LONGEST}`);
}

function isWebSocketUrl(value: unknown): boolean {
  if (typeof value !== "string") return false;
  try {
    return ["ws:", "wss:"].includes(new URL(value).protocol);
  } catch {
    return false;
  }
}
