// Made of the types in protocol/ by its tests: `GOLDEN=rewrite cargo test -p protocol` writes it anew.

/** What a client chose, in the query string. */
export interface Connecting {
  /** The board that it sees and changes. */
  board?: BoardId;
  /** What it hears of changes. */
  events?: Events;
  /** How its frames are written. */
  format?: Format;
}

/** A request, and the id that its reply carries back. */
export type Request =
  | TestRequest
  | ScanEntireTableRequest
  | CreateItemRequest
  | UpdateStatusRequest
  | DeleteItemRequest;

/** Whatever the server sends. */
export type Frame = Reply | Delta | Snapshot | ErrorReply | GatewayFrame;

/** The body of a refused handshake. Browsers hide it, other clients and logs show it. */
export interface Refusal {
  /** Always `Failed to connect`. */
  message: string;
  /** Why. */
  error: RefusalBody;
}

/** A board's id: 1 to 64 of `A-Z a-z 0-9 _ -`. */
export type BoardId = string;

/** What a change sends to a connection. */
export type Events =
  /** The change. */
  | "delta"
  /** The whole board, for clients that expect that. */
  | "snapshot";

/** How attribute values are written to a connection. */
export type Format =
  /** As DynamoDB JSON, `{"S":"todo"}`. The first contract, frozen. */
  | "dynamodb"
  /** Plainly, `"todo"`, with versions and times. */
  | "json";

/** `test`: the heartbeat. */
export interface TestRequest {
  action: "test";
  /** The client's own id of it. */
  requestId?: RequestId | null;
}

/** `scanEntireTable`: reads the board, page by page. */
export interface ScanEntireTableRequest {
  action: "scanEntireTable";
  /** Where the page starts; at the board's beginning without it. */
  exclusiveStartKey?: StartKey | null;
  /** Items of the page, at most; without it, as many as fit in 120 KB. */
  limit?: PageLimit | null;
  /** The client's own id of it. */
  requestId?: RequestId | null;
}

/** `createItem`: puts an item on the board. */
export interface CreateItemRequest {
  action: "createItem";
  /** The new item's title. */
  title: Title;
  /** The new item's status. */
  status: Status;
  /** Makes a repeat of this request known again. */
  clientToken?: ClientToken | null;
  /** The client's own id of it. */
  requestId?: RequestId | null;
}

/** `updateStatus`: moves an item to another column. */
export interface UpdateStatusRequest {
  action: "updateStatus";
  /** The item to change. */
  itemId: ItemId;
  /** Its new status. */
  status: Status;
  /** The version that it must have. */
  expectedVersion?: number | null;
  /** The client's own id of it. */
  requestId?: RequestId | null;
}

/** `deleteItem`: takes an item off the board. */
export interface DeleteItemRequest {
  action: "deleteItem";
  /** The item to delete. */
  itemId: ItemId;
  /** The version that it must have. */
  expectedVersion?: number | null;
  /** The client's own id of it. */
  requestId?: RequestId | null;
}

/** A successful reply as it is sent. */
export type Reply =
  | HelloReply
  | ItemsScannedReply
  | ItemCreatedReply
  | ItemUpdatedReply
  | ItemDeletedReply;

/** The change itself: the reply's envelope without `$metadata` and `requestId`. */
export type Delta = ItemCreatedEvent | ItemUpdatedEvent | ItemDeletedEvent;

/** The whole board, for connections that asked for it. */
export interface Snapshot {
  /** Every item. */
  Items: readonly Item[];
}

/** An error as it is sent. */
export interface ErrorReply {
  /** What failed. */
  message: Failure;
  /** Why. */
  error: ErrorBody;
  /** The request's own id. */
  requestId?: RequestId;
}

/**
 * A frame of the gateway's own, in every format the same.
 *
 * It names no request, so a client needs a time-out of its own.
 */
export interface GatewayFrame {
  /** What happened. */
  message: GatewayFault;
  /** The id of this connection. */
  connectionId: string;
  /** The gateway's id, which is never that of a request. */
  requestId: string;
}

/** Why a handshake was refused. */
export interface RefusalBody {
  /** The kind, for programs; each has its HTTP status. */
  code: RefusalCode;
  /** The explanation, for people. */
  detail: string;
  /** The parameter that is to blame, where one is. */
  field?: string;
}

/** The id by which a client knows the reply to its request: up to 64 characters. */
export type RequestId = string;

/**
 * Where a page starts: what the previous page gave as `LastEvaluatedKey`.
 *
 * Opaque to clients, and only good for the board of the connection.
 */
export type StartKey = string;

/** How many items a page may have: 1 to 1,000. */
export type PageLimit = number;

/** What makes a repeated `createItem` known again: 16 to 64 characters, a UUID say. */
export type ClientToken = string;

/** One of the stack's statuses: `todo`, `inprogress` and `done`, unless set otherwise. */
export type Status = string;

/** A title: 1 to 1,000 Unicode scalar values, one of which can be seen, without outer white space. */
export type Title = string;

/** An item's id: any string of 1 to 128 characters, since older boards have ids that are not UUIDs. */
export type ItemId = string;

/** To `test`: the heartbeat, in `json` also the way to learn the connection's own id. */
export interface HelloReply {
  message: "Hello from Lambda!";
  /** The id that `@connections` wants. */
  connectionId: string;
  /** The connection's board. */
  board: BoardId;
  /** The API's stage. */
  stage: string;
  /** The request's own id. */
  requestId?: RequestId;
}

/** To `scanEntireTable`: one page of the board. */
export interface ItemsScannedReply {
  message: "Items scanned";
  /** The page. */
  response: Page;
  /** The request's own id. */
  requestId?: RequestId;
}

/** To `createItem`: the new item. */
export interface ItemCreatedReply {
  message: "Item created";
  /** The new item. */
  item: Item;
  /** The request's own id. */
  requestId?: RequestId;
}

/** To `updateStatus`: the whole item as it now is. */
export interface ItemUpdatedReply {
  message: "Item updated";
  /** The changed item. */
  response: Updated;
  /** The request's own id. */
  requestId?: RequestId;
}

/** To `deleteItem`. */
export interface ItemDeletedReply {
  message: "Item deleted";
  /** What the SDK saw. */
  response: Deleted;
  /** The item's id and its last version, in `json` only. */
  item: DeletedItem;
  /** The request's own id. */
  requestId?: RequestId;
}

/** An item was created. */
export interface ItemCreatedEvent {
  message: "Item created";
  /** The new item. */
  item: Item;
}

/** An item was changed. */
export interface ItemUpdatedEvent {
  message: "Item updated";
  /** The changed item. */
  response: Attributes;
}

/** An item was deleted. */
export interface ItemDeletedEvent {
  message: "Item deleted";
  /** The item's id and, in `json`, its last version. */
  item: DeletedItem;
}

/**
 * An item as it is stored, and as the format `json` writes it.
 *
 * Its texts are plain strings: it comes from the database, where older rows may break today's rules and are shown nevertheless.
 */
export interface Item {
  /** The item's id, unique on its board. */
  itemId: string;
  /** The trimmed title. */
  title: string;
  /** One of the stack's statuses, or one that it once had. */
  status: string;
  /** Grows with each change of the item, not necessarily by one. */
  version: number;
  /** ISO 8601, UTC, milliseconds. */
  createdAt: string;
  /** ISO 8601, UTC, milliseconds. */
  updatedAt: string;
}

/** What went wrong. */
export interface ErrorBody {
  /** The kind, for programs. */
  code: ErrorCode;
  /** The explanation, for people. */
  detail: string;
  /** The version that the item has, with `VersionConflict`. */
  currentVersion?: number;
  /** The field that is to blame, where one is. */
  field?: string;
}

/** The `message` of an error reply: what failed. */
export type Failure =
  /** `test` */
  | "Failed to test"
  /** `scanEntireTable` */
  | "Failed to scan items"
  /** `createItem` */
  | "Failed to create item"
  /** `updateStatus` */
  | "Failed to update item"
  /** `deleteItem` */
  | "Failed to delete item"
  /** No action to blame. */
  | "Unknown action";

/** Why there is no reply. */
export type GatewayFault =
  /** The handler failed. Whether anything was changed is unknown. */
  | "Internal server error"
  /** The handler took too long. Whether anything was changed is unknown. */
  | "Endpoint request timed out"
  /** The stage's throttle refused the message. */
  | "Too Many Requests"
  /** No route takes such a message. */
  | "Forbidden";

/** The kinds of refusal. */
export type RefusalCode =
  /** 400: a parameter of the query string is wrong, or given twice. */
  | "InvalidField"
  /** 403: the stack does not allow the page's origin. */
  | "OriginNotAllowed"
  /** 429: the board has all the connections that it may have. */
  | "BoardFull"
  /** 500: the database did not answer. */
  | "Unavailable"
  /** 500: our fault; details in the log only. */
  | "Internal";

/** `response` of `scanEntireTable`: one page of the board. */
export interface Page {
  /** What the SDK saw; where a page took several reads, their sum. */
  $metadata: Metadata;
  /** Items returned. */
  Count: number;
  /** The items, in no order that means anything. */
  Items: readonly Item[];
  /** The same as `Count`. */
  ScannedCount: number;
  /** Where the next page starts; absent when there is no other item. */
  LastEvaluatedKey?: StartKey;
}

/** `response` of `updateStatus`. */
export interface Updated {
  /** What the SDK saw. */
  $metadata: Metadata;
  /** The whole item as it now is. */
  Attributes: Item;
}

/** The id of a deleted item, and the version of its deletion: `{"itemId":"…","version":3}` */
export interface DeletedItem {
  /** The item's id. */
  itemId: string;
  /** The version that the deletion made. */
  version: number;
}

/** `response` of `deleteItem`. */
export interface Deleted {
  /** What the SDK saw. */
  $metadata: Metadata;
}

/** The item under the key that `updateStatus` replies with. */
export interface Attributes {
  /** The whole item as it now is. */
  Attributes: Item;
}

/** The error codes. */
export type ErrorCode =
  /** Not JSON, or not an object. Nothing was changed. */
  | "InvalidJson"
  /** No such action, none, or not a string. Nothing was changed. */
  | "UnknownAction"
  /** A field that must be given is not. Nothing was changed. */
  | "MissingField"
  /** A field is not what it must be. Nothing was changed. */
  | "InvalidField"
  /** No item with that id on this board. Nothing was changed. */
  | "ItemNotFound"
  /** `expectedVersion` is not the item's. Nothing was changed. */
  | "VersionConflict"
  /** The database refused every attempt. Nothing was changed. */
  | "Throttled"
  /** The database did not answer. Whether anything was changed is unknown. */
  | "Unavailable"
  /** Our fault; details in the log only. Whether anything was changed is unknown. */
  | "Internal";

/** What the SDK saw of the database's answer. */
export interface Metadata {
  /** HTTP status of the last answer. */
  httpStatusCode: number;
  /** DynamoDB's own id of the last request. */
  requestId: string;
  /** Attempts made, the successful one included. */
  attempts: number;
  /** Time spent waiting between attempts, in milliseconds. */
  totalRetryDelay: number;
}

/** Whatever the server sends. */
export type DynamodbFrame = DynamodbReply | DynamodbDelta | DynamodbSnapshot | ErrorReply | GatewayFrame;

/** A successful reply as it is sent. */
export type DynamodbReply =
  | DynamodbItemsScannedReply
  | DynamodbItemCreatedReply
  | DynamodbItemUpdatedReply
  | DynamodbItemDeletedReply
  | DynamodbHelloReply;

/** The change itself: the reply's envelope without `$metadata` and `requestId`. */
export type DynamodbDelta = DynamodbItemCreatedEvent | DynamodbItemUpdatedEvent | DynamodbItemDeletedEvent;

/** The whole board, for connections that asked for it. */
export interface DynamodbSnapshot {
  /** Every item. */
  Items: readonly DynamodbItem[];
}

/** To `scanEntireTable`: one page of the board. */
export interface DynamodbItemsScannedReply {
  message: "Items scanned";
  /** The page. */
  response: DynamodbPage;
  /** The request's own id. */
  requestId?: RequestId;
}

/** To `createItem`: the new item. */
export interface DynamodbItemCreatedReply {
  message: "Item created";
  /** The new item. */
  item: DynamodbItem;
  /** The request's own id. */
  requestId?: RequestId;
}

/** To `updateStatus`: the whole item as it now is. */
export interface DynamodbItemUpdatedReply {
  message: "Item updated";
  /** The changed item. */
  response: DynamodbUpdated;
  /** The request's own id. */
  requestId?: RequestId;
}

/** To `deleteItem`. */
export interface DynamodbItemDeletedReply {
  message: "Item deleted";
  /** What the SDK saw. */
  response: Deleted;
  /** The request's own id. */
  requestId?: RequestId;
}

/** To `test`: the heartbeat. It carries no `requestId`. */
export type DynamodbHelloReply = "Hello from Lambda! This is my first output!";

/** An item was created. */
export interface DynamodbItemCreatedEvent {
  message: "Item created";
  /** The new item. */
  item: DynamodbItem;
}

/** An item was changed. */
export interface DynamodbItemUpdatedEvent {
  message: "Item updated";
  /** The changed item. */
  response: DynamodbAttributes;
}

/** An item was deleted. */
export interface DynamodbItemDeletedEvent {
  message: "Item deleted";
  /** The item's id and, in `json`, its last version. */
  item: DynamodbDeletedItem;
}

/** An item in the format `dynamodb`, which is frozen: exactly these three fields. */
export interface DynamodbItem {
  /** The item's id. */
  itemId: DynamodbString;
  /** The title. */
  title: DynamodbString;
  /** The status. */
  status: DynamodbString;
}

/** `response` of `scanEntireTable`: one page of the board. */
export interface DynamodbPage {
  /** What the SDK saw; where a page took several reads, their sum. */
  $metadata: Metadata;
  /** Items returned. */
  Count: number;
  /** The items, in no order that means anything. */
  Items: readonly DynamodbItem[];
  /** The same as `Count`. */
  ScannedCount: number;
  /** Where the next page starts; absent when there is no other item. */
  LastEvaluatedKey?: StartKey;
}

/** `response` of `updateStatus`. */
export interface DynamodbUpdated {
  /** What the SDK saw. */
  $metadata: Metadata;
  /** The whole item as it now is. */
  Attributes: DynamodbItem;
}

/** The item under the key that `updateStatus` replies with. */
export interface DynamodbAttributes {
  /** The whole item as it now is. */
  Attributes: DynamodbItem;
}

/** The id of a deleted item in `dynamodb`: `{"itemId":{"S":"…"}}` */
export interface DynamodbDeletedItem {
  /** The item's id. */
  itemId: DynamodbString;
}

/** A string as DynamoDB JSON writes it: `{"S":"todo"}`. */
export interface DynamodbString {
  /** The string. */
  S: string;
}

/** Sizes and counts. Characters are Unicode code points. */
export const limits = {
  /** The largest message, either way, in bytes. */
  messageBytes: 131072,
  /** The longest that a connection lives, in seconds. */
  connectionSeconds: 7200,
  /** Characters of a board's id, at most. */
  boardIdChars: 64,
  /** Characters of an item's id, at most. */
  itemIdChars: 128,
  /** Characters of a title after trimming, at most. */
  titleChars: 1000,
  /** Characters of a `requestId`, at most. */
  requestIdChars: 64,
  /** Characters of a `clientToken`, at least. */
  clientTokenMinChars: 16,
  /** Characters of a `clientToken`, at most. */
  clientTokenMaxChars: 64,
  /** Items that a page may be limited to, at most. */
  pageItems: 1000,
} as const;

/** The actions that a request may have. */
export const actions = ["test", "scanEntireTable", "createItem", "updateStatus", "deleteItem"] as const satisfies readonly Request["action"][];

/** The statuses of a stack that sets no others, in the order of the board's columns. */
export const defaultStatuses = ["todo", "inprogress", "done"] as const;
