/** What the protocol allows of texts. Lengths are in Unicode scalar values. */

import { limits } from "./protocol.js";

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

/** A title as the server stores it: without white space (Unicode's `White_Space`, as in Rust's `trim`) at its ends. */
export function trimmed(text: string): string {
  let [start, end] = [0, text.length];
  // A regular expression that looks for the end would try every run of spaces in the text.
  while (start < end && isSpace(text.charAt(start))) start += 1;
  while (end > start && isSpace(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

/** Whether nothing of a text can be seen, which no title may be: white space, and what Unicode calls ignorable, control or format. */
export function isBlank(text: string): boolean {
  return !/[^\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}]/u.test(text);
}

/** Every white space is one UTF-16 code unit. */
function isSpace(character: string): boolean {
  return /\p{White_Space}/u.test(character);
}
