/** How a request can fail, and what that says about the board. */

import type { ErrorReply } from "./protocol.js";

/** The server refused the request, or failed at it. */
export class Refused extends Error {
  override readonly name = "Refused";
  readonly reply: ErrorReply;

  constructor(reply: ErrorReply) {
    super(`${reply.message}: ${reply.error.detail}`);
    this.reply = reply;
  }

  get code(): ErrorReply["error"]["code"] {
    return this.reply.error.code;
  }
}

/** No answer came: the connection was lost, the time was over, or the gateway failed. */
export class NoAnswer extends Error {
  override readonly name = "NoAnswer";
  /** Whether the request may have reached the server, so that its outcome is unknown. */
  readonly sent: boolean;

  constructor(message: string, sent: boolean) {
    super(message);
    this.sent = sent;
  }
}

/** Whether the request may have changed the board although it failed. */
export function outcomeIsUnknown(error: unknown): boolean {
  if (error instanceof Refused) return error.code === "Unavailable" || error.code === "Internal";
  return error instanceof NoAnswer && error.sent;
}

/** Whether the same request may succeed later. */
export function isPassing(error: unknown): boolean {
  if (error instanceof Refused) return error.code === "Throttled" || outcomeIsUnknown(error);
  return error instanceof NoAnswer;
}
