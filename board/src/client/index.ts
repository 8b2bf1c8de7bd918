/** A client of the task board. It needs a `WebSocket` and nothing else of a browser. */

export type { Change, Origin } from "./changes.js";
export { NoAnswer, outcomeIsUnknown, Refused } from "./failures.js";
export { BOARD_ID_CHARS, characters, isBlank, isBoardId, TITLE_CHARS, trimmed } from "./limits.js";
export type { Backoff } from "./pause.js";
export type { CreateItem, DeleteItem, ErrorCode, Item, UpdateStatus } from "./protocol.js";
export type { Listeners } from "./listeners.js";
export type { TaskBoardOptions } from "./options.js";
export { type BoardState, TaskBoard } from "./task_board.js";
export { clientToken } from "./token.js";
