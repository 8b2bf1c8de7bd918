/** How statuses and titles are written in sentences. */

import { characters, isBlank, TITLE_CHARS, trimmed } from "../client/index";

const KNOWN: Record<string, string> = { todo: "To do", inprogress: "In progress", done: "Done" };

/** A status as people read it: `in-review` is “In review”. */
export function statusName(status: string): string {
  const spaced = status.replace(/[-_]+/g, " ").trim() || status;
  return KNOWN[status] ?? spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

const LONGEST_QUOTE = 60;
/** First strong isolate and its end: a right-to-left title does not turn the sentence around it. */
const [ISOLATE, END_OF_ISOLATE] = ["\u2068", "\u2069"];

/** A title within a sentence. */
export function quote(title: string): string {
  const text = title.replace(/\s+/g, " ");
  const start = [...text.slice(0, 4 * LONGEST_QUOTE)].slice(0, LONGEST_QUOTE).join("");
  return `“${ISOLATE}${start === text ? text : `${start}…`}${END_OF_ISOLATE}”`;
}

/** What is wrong with a title, if anything is. */
export function titleProblem(title: string): string | undefined {
  if (isBlank(title)) return "A card needs a title.";
  const length = characters(trimmed(title));
  if (length <= TITLE_CHARS) return undefined;
  return `A title has at most ${TITLE_CHARS.toLocaleString("en")} characters; this one has ${length.toLocaleString("en")}.`;
}
