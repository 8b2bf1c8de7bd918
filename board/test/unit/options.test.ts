import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { TaskBoard, type TaskBoardOptions } from "../../src/client/index";

/** A socket that never opens. */
class Silent extends EventTarget {
  static made: string[] = [];
  readyState = 0;
  constructor(url: string) {
    super();
    Silent.made.push(url);
  }
  send() {}
  close() {}
}

const good: TaskBoardOptions = { websocketUrl: "ws://127.0.0.1:1/production", WebSocket: Silent };

beforeEach(() => {
  Silent.made = [];
});
afterEach(() => vi.unstubAllGlobals());

const open = (options: unknown) => new TaskBoard(options as TaskBoardOptions).close();

test.each<[setting: string, options: unknown]>([
  ["options", undefined],
  ["websocketUrl", {}],
  ["websocketUrl", { websocketUrl: 7 }],
  ["websocketUrl", { websocketUrl: "127.0.0.1:3001/production" }],
  ["websocketUrl", { websocketUrl: "https://example.org/production" }],
  ["board", { board: "" }],
  ["board", { board: "no such board" }],
  ["board", { board: "x".repeat(65) }],
  ["board", { board: "trailing\n" }],
  ["board", { board: null }],
  ["replyTimeout", { replyTimeout: 0 }],
  ["replyTimeout", { replyTimeout: "10000" }],
  ["patience", { patience: -1 }],
  ["patience", { patience: NaN }],
  // Timers take 31 bits, and fire at once beyond.
  ["heartbeat", { heartbeat: Infinity }],
  ["heartbeat", { heartbeat: 2 ** 31 }],
  ["backoff", { backoff: 500 }],
  ["backoff.first", { backoff: { most: 100 } }],
  ["backoff.most", { backoff: { first: 100, most: -1 } }],
  ["WebSocket", { WebSocket: "ws" }],
])("a_wrong_%s_is_refused_at_once_by_its_name", (setting, change) => {
  const options = change === undefined || setting === "websocketUrl" ? change : { ...good, ...(change as object) };
  expect(() => open(options)).toThrow(new RegExp(`^TaskBoard: ${setting.replace(".", "\\.")} `));
  expect(Silent.made).toEqual([]);
});

test("a_platform_without_a_websocket_is_told_at_once_how_to_get_one", () => {
  vi.stubGlobal("WebSocket", undefined);
  expect(() => open({ websocketUrl: good.websocketUrl })).toThrow(/WebSocket .* package ws/);
});

test("a_setting_that_is_undefined_is_the_default", async () => {
  const board = new TaskBoard({ ...good, board: undefined, heartbeat: undefined } as unknown as TaskBoardOptions);
  await vi.waitFor(() => expect(Silent.made).toEqual(["ws://127.0.0.1:1/production?board=default&format=json"]));
  board.close();
});

test("a_closed_board_says_nothing_but_that", () => {
  const board = new TaskBoard(good);
  const states: string[] = [];
  board.onState.add(({ name }) => states.push(name));
  board.close();
  board.close();
  expect(states).toEqual(["closed"]);
});
