/** Why a change did not happen, for the person who made it. */

import { type Item, NoAnswer, Refused } from "../client/index";
import { quote, statusName } from "./words";

/** The sentence for a failed change. `what` begins it: “Water the plants” was not moved. */
export function explain(what: string, error: unknown, now?: Item): string {
  return `${what}: ${reasonOf(error, now)}`;
}

/** The end of that sentence. */
export function reasonOf(error: unknown, now?: Item): string {
  if (error instanceof NoAnswer) {
    return error.sent
      ? "the server did not say whether it did it. The board shows what is known."
      : "there is no connection.";
  }
  if (!(error instanceof Refused)) return "something went wrong on this page. Reload it to be sure of what you see.";
  switch (error.code) {
    case "VersionConflict":
      return now
        ? `someone else changed it at the same moment. It is in ${statusName(now.status)}.`
        : "someone else changed it at the same moment.";
    case "ItemNotFound":
      return "someone else deleted it.";
    case "Throttled":
      return "the server is too busy. Try again in a moment.";
    case "Unavailable":
    case "Internal":
      return "the server failed, and did not say whether it did it. The board shows what is known.";
    default:
      return `the server refused it (${error.reply.error.detail}).`;
  }
}

export function notAdded(title: string): string {
  return `${quote(title)} was not added`;
}

export function notMoved(title: string, status: string): string {
  return `${quote(title)} was not moved to ${statusName(status)}`;
}

export function notDeleted(title: string): string {
  return `${quote(title)} was not deleted`;
}
