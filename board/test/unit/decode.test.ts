import fc from "fast-check";
import { expect, test } from "vitest";

import { decode } from "../../src/client/decode";

const item = { itemId: "8b24", title: "Water the plants", status: "todo", version: 3, createdAt: "2026-01-01T00:00:00.000Z", updatedAt: "2026-01-01T00:00:00.000Z" };
const $metadata = { httpStatusCode: 200, requestId: "R2RT", attempts: 1, totalRetryDelay: 0 };
const read = (frame: unknown) => decode(JSON.stringify(frame));

test("a_frame_with_a_request_id_is_a_reply_and_one_without_is_an_event", () => {
  const answer = { message: "Item created", item };
  expect(read({ ...answer, requestId: "7" })).toEqual({ kind: "reply", requestId: "7", answer });
  expect(read(answer)).toEqual({ kind: "event", event: answer });
});

test("every_reply_of_the_protocol_is_understood", () => {
  const requestId = "1";
  const answers = [
    [{ message: "Item updated", response: { $metadata, Attributes: item } }, { message: "Item updated", item }],
    [
      { message: "Item deleted", item: { itemId: "8b24", version: 4 }, response: { $metadata } },
      { message: "Item deleted", itemId: "8b24", version: 4 },
    ],
    [
      { message: "Items scanned", response: { $metadata, Count: 1, ScannedCount: 1, Items: [item], LastEvaluatedKey: "1.38" } },
      { message: "Items scanned", items: [item], next: "1.38" },
    ],
    [
      { message: "Hello from Lambda!", connectionId: "c", board: "b", stage: "s" },
      { message: "Hello from Lambda!", connectionId: "c", board: "b", stage: "s" },
    ],
  ];
  for (const [frame, answer] of answers) expect(read({ ...frame, requestId })).toEqual({ kind: "reply", requestId, answer });
});

test("every_event_of_the_protocol_is_understood", () => {
  expect(read({ message: "Item updated", response: { Attributes: item } })).toMatchObject({ kind: "event", event: { item } });
  expect(read({ message: "Item deleted", item: { itemId: "8b24", version: 4 } })).toMatchObject({ kind: "event", event: { version: 4 } });
});

test("an_error_reply_keeps_code_field_detail_and_version", () => {
  const reply = { message: "Failed to update item", error: { code: "VersionConflict", detail: "changed", currentVersion: 9 } };
  expect(read({ ...reply, requestId: "2" })).toEqual({ kind: "error", requestId: "2", reply: { ...reply, requestId: "2" } });
});

test("a_frame_of_the_gateway_is_not_taken_for_a_reply_although_it_has_a_request_id", () => {
  expect(read({ message: "Internal server error", connectionId: "c", requestId: "r" })).toEqual({
    kind: "gateway",
    message: "Internal server error",
  });
});

test("items_without_versions_are_not_taken_for_items", () => {
  const old = { itemId: { S: "8b24" }, title: { S: "Water the plants" }, status: { S: "todo" } };
  expect(read({ message: "Item created", item: old })).toEqual({ kind: "unknown" });
  expect(read({ message: "Items scanned", requestId: "1", response: { Items: [old] } })).toEqual({ kind: "unknown" });
});

test("no_frame_whatever_makes_the_decoder_fail", () => {
  fc.assert(fc.property(fc.string(), (text) => void decode(text)));
  fc.assert(fc.property(fc.json(), (text) => void decode(text)));
  const messages = fc.constantFrom("Item created", "Item updated", "Item deleted", "Items scanned", "Hello from Lambda!");
  fc.assert(fc.property(messages, fc.anything(), fc.anything(), (message, some, more) => {
    void read({ message, item: some, response: more, error: some, requestId: more });
  }));
});
