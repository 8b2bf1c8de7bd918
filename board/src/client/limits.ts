/** What the protocol allows of texts. Lengths are in Unicode scalar values. */

import { limits } from "./protocol";

export const TITLE_CHARS = limits.titleChars;
export const BOARD_ID_CHARS = limits.boardIdChars;

/** Whether a board may have that id. */
export function isBoardId(id: string): boolean {
  return /^[A-Za-z0-9_-]+$/.test(id) && id.length <= BOARD_ID_CHARS;
}

/** The length that the protocol counts: Unicode scalar values, not UTF-16 code units. */
export function characters(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}
