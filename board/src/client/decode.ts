/**
 * From a frame's text to what it means. Past this module no value of the server's is distrusted; within it, values are
 * unknown but their names are the protocol's, so that a name that changes there does not compile here.
 */

import type { DeletedItem, ErrorBody, ErrorReply, GatewayFrame, HelloReply, Item, Page, Reply, Updated } from "./protocol.js";

/** A successful reply, in the format `json`. */
export type Answer =
  | { message: "Item created"; item: Item }
  | { message: "Item updated"; item: Item }
  | { message: "Item deleted"; itemId: string; version: number }
  | { message: "Items scanned"; items: readonly Item[]; next: string | undefined }
  | { message: "Hello from Lambda!"; connectionId: string; board: string; stage: string };

/** What another client changed. */
export type Event = Exclude<Answer, { message: "Items scanned" | "Hello from Lambda!" }>;

export type Frame =
  | { kind: "reply"; requestId: string; answer: Answer }
  | { kind: "error"; requestId: string | undefined; reply: ErrorReply }
  | { kind: "event"; event: Event }
  /** The gateway's own word on some request; it does not say on which. */
  | { kind: "gateway"; message: string }
  /** From a later protocol, or not from this one: to be ignored. */
  | { kind: "unknown" };

/** The names of a type, its values not yet believed. */
type Claim<T> = { [Name in keyof T]?: unknown };
/** A claim for each member of a union, told apart by `message`. */
type Claims<T extends { message: string }> = T extends T ? { message: T["message"] } & Claim<Omit<T, "message">> : never;

const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** An object as a claim to be a `T`; of anything else, a claim without values. */
const claim = <T>(value: unknown): Claim<T> => (isObject(value) ? (value as Claim<T>) : {});

const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

/** Reads one frame. */
export function decode(frame: string): Frame {
  let value: unknown;
  try {
    value = JSON.parse(frame);
  } catch {
    return { kind: "unknown" };
  }
  if (!isObject(value)) return { kind: "unknown" };
  const { requestId: id, connectionId, message } = claim<GatewayFrame>(value);
  const requestId = text(id);
  if (isErrorReply(value)) return { kind: "error", requestId, reply: value };
  const answer = decodeAnswer(value as Claims<Reply>);
  if (answer && requestId !== undefined) return { kind: "reply", requestId, answer };
  if (answer && isEvent(answer)) return { kind: "event", event: answer };
  if (!answer && typeof message === "string" && typeof connectionId === "string") return { kind: "gateway", message };
  return { kind: "unknown" };
}

function isEvent(answer: Answer): answer is Event {
  return answer.message !== "Items scanned" && answer.message !== "Hello from Lambda!";
}

function isErrorReply(value: object): value is ErrorReply {
  const { message, error } = claim<ErrorReply>(value);
  const { code, detail } = claim<ErrorBody>(error);
  return typeof message === "string" && typeof code === "string" && typeof detail === "string";
}

function decodeAnswer(value: Claims<Reply>): Answer | undefined {
  switch (value.message) {
    case "Item created":
      return withItem(value.message, value.item);
    case "Item updated":
      return withItem(value.message, claim<Updated>(value.response).Attributes);
    case "Item deleted":
      return deleted(value.item);
    case "Items scanned":
      return page(claim<Page>(value.response));
    case "Hello from Lambda!":
      return hello(value);
    default:
      return undefined;
  }
}

function withItem(message: "Item created" | "Item updated", item: unknown): Answer | undefined {
  return isItem(item) ? { message, item } : undefined;
}

function deleted(item: unknown): Answer | undefined {
  const { itemId, version } = claim<DeletedItem>(item);
  if (typeof itemId !== "string" || typeof version !== "number") return undefined;
  return { message: "Item deleted", itemId, version };
}

function page({ Items: items, LastEvaluatedKey: next }: Claim<Page>): Answer | undefined {
  if (!Array.isArray(items) || !items.every(isItem)) return undefined;
  return { message: "Items scanned", items, next: text(next) };
}

function hello({ connectionId, board, stage }: Claim<HelloReply>): Answer | undefined {
  if (typeof connectionId !== "string" || typeof board !== "string" || typeof stage !== "string") return undefined;
  return { message: "Hello from Lambda!", connectionId, board, stage };
}

const TEXTS = ["itemId", "title", "status", "createdAt", "updatedAt"] as const satisfies (keyof Item)[];

function isItem(value: unknown): value is Item {
  const item = claim<Item>(value);
  return typeof item.version === "number" && TEXTS.every((name) => typeof item[name] === "string");
}
