/** A client of the task board. It needs a `WebSocket` and nothing else of a browser. */

export type { Change, Origin } from "./changes";
export { NoAnswer, outcomeIsUnknown, Refused } from "./failures";
export { BOARD_ID_CHARS, characters, isBlank, isBoardId, TITLE_CHARS, trimmed } from "./limits";
export type { CreateItem, DeleteItem, ErrorCode, Item, UpdateStatus } from "./protocol";
export type { TaskBoardOptions } from "./options";
export { type BoardState, TaskBoard } from "./task_board";
export { clientToken } from "./token";
