/**
 * The wire protocol's types, made from the Rust types of the server. This module is the one place from which the rest of
 * the client takes them.
 */

import type { CreateItemRequest, DeleteItemRequest, Request, UpdateStatusRequest } from "./generated/protocol.js";

export { limits } from "./generated/protocol.js";
export type {
  DeletedItem,
  ErrorBody,
  ErrorCode,
  ErrorReply,
  GatewayFrame,
  HelloReply,
  Item,
  Page,
  Reply,
  Request,
  Updated,
} from "./generated/protocol.js";

/** What a request says besides its name and id. */
type Fields<R extends Request> = Omit<R, "action" | "requestId">;

export type CreateItem = Fields<CreateItemRequest>;
export type UpdateStatus = Fields<UpdateStatusRequest>;
export type DeleteItem = Fields<DeleteItemRequest>;
