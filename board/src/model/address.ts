/** Which board the page's address asks for: `/?board=design`. */

import { BOARD_ID_CHARS, isBoardId } from "../client/index";

export const DEFAULT_BOARD = "default";

export type Address = { board: string } | { problem: string };

export const BOARD_RULE = `A board's name is 1 to ${BOARD_ID_CHARS} of the characters A–Z a–z 0–9 _ -`;

/** Reads the query string. */
export function readAddress(search: string): Address {
  const [board = DEFAULT_BOARD, ...more] = new URLSearchParams(search).getAll("board");
  if (more.length > 0) return { problem: "The address names more than one board." };
  if (!isBoardId(board)) return { problem: `“${board}” cannot be a board. ${BOARD_RULE}.` };
  return { board };
}

/** The query string that asks for a board. */
export function addressOf(board: string): string {
  return board === DEFAULT_BOARD ? "./" : `?board=${encodeURIComponent(board)}`;
}
