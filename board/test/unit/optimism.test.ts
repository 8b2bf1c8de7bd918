import { beforeEach, expect, test, vi } from "vitest";

import { type CreateItem, type Item, NoAnswer, Refused } from "../../src/client/index";
import type { ErrorCode } from "../../src/client/index";
import { type Failed, Optimism, type Server } from "../../src/model/optimism";

/** A server whose answers the test gives. */
class Slow implements Server {
  readonly items = new Map<string, Item>();
  readonly asked: { what: string; request: unknown; resolve(): void; reject(error: unknown): void }[] = [];

  createItem = (request: { title: string; status: string }) =>
    this.#ask("create", request, () => this.put("new", request.status, 1, request.title));
  updateStatus = (request: { itemId: string; status: string }) =>
    this.#ask("update", request, () => this.put(request.itemId, request.status, this.items.get(request.itemId)!.version + 1));
  deleteItem = (request: { itemId: string }) => this.#ask("delete", request, () => void this.items.delete(request.itemId));

  put(itemId: string, status: string, version: number, title = itemId): Item {
    const item = { itemId, title, status, version, createdAt: "", updatedAt: "" };
    this.items.set(itemId, item);
    return item;
  }

  #ask<T>(what: string, request: unknown, done: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      this.asked.push({ what, request, resolve: () => resolve(done()), reject });
    });
  }
}

let server: Slow;
let failures: Failed[];
let optimism: Optimism;

beforeEach(() => {
  server = new Slow();
  failures = [];
  optimism = new Optimism(server, () => {}, (failed) => failures.push(failed));
  server.put("a", "todo", 1);
});

const shown = () => [...optimism.cards()].map(({ item, saving }) => `${item.title}:${item.status}${saving ? "…" : ""}`);
const settled = () => new Promise((done) => setTimeout(done, 0));
const refused = (code: ErrorCode) => new Refused({ message: "Failed to update item", error: { code, detail: "no" } });

test("a_move_is_shown_before_it_is_confirmed_and_names_the_version_it_is_meant_for", async () => {
  void optimism.move("a", "done");
  expect(shown()).toEqual(["a:done…"]);
  expect(server.asked[0]).toMatchObject({ what: "update", request: { itemId: "a", status: "done", expectedVersion: 1 } });
  server.asked[0]!.resolve();
  await settled();
  expect(shown()).toEqual(["a:done"]);
});

test("a_refused_move_is_taken_back_and_explained", async () => {
  void optimism.move("a", "done");
  server.put("a", "doing", 2);
  server.asked[0]!.reject(refused("VersionConflict"));
  await settled();
  expect(shown()).toEqual(["a:doing"]);
  expect(failures[0]!.message).toContain("someone else changed it at the same moment. It is in Doing");
  expect(failures[0]!.again).toEqual({ itemId: "a", status: "done" });
  void optimism.move("a", "done");
  expect(server.asked[1]).toMatchObject({ request: { status: "done", expectedVersion: 2 } });
});

test("of_several_moves_in_a_row_only_the_last_is_sent_after_the_first", async () => {
  void optimism.move("a", "doing");
  void optimism.move("a", "review");
  void optimism.move("a", "done");
  server.asked[0]!.resolve();
  await settled();
  expect(server.asked.map(({ request }) => request)).toMatchObject([{ status: "doing" }, { status: "done", expectedVersion: 2 }]);
});

test("what_others_do_after_a_confirmed_move_is_not_undone", async () => {
  void optimism.move("a", "done");
  server.asked[0]!.resolve();
  server.put("a", "todo", 9);
  await settled();
  expect(server.asked).toHaveLength(1);
  expect(failures).toEqual([]);
});

test("a_new_card_is_shown_at_once_and_replaced_by_the_real_one", async () => {
  void optimism.add("water", "todo");
  expect(shown()).toContain("water:todo…");
  await settled();
  server.asked[0]!.resolve();
  await settled();
  expect(shown()).toEqual(["a:todo", "water:todo"]);
});

test("a_card_that_could_not_be_added_stays_and_can_be_tried_again_as_the_same", async () => {
  const { item } = optimism.add("water", "todo");
  await settled();
  server.asked[0]!.reject(new NoAnswer("none", true));
  await settled();
  expect([...optimism.cards()][0]).toMatchObject({ item, trouble: { name: "failed" } });
  expect(failures[0]!.message).toContain("the server did not say whether it did it");
  expect(optimism.addAgain("a")).toBeUndefined();
  const again = optimism.addAgain(item.itemId)!;
  expect(optimism.addAgain(item.itemId)).toBeUndefined();
  await settled();
  // The first attempt may have succeeded: the server knows the second by its token.
  const [first, second] = server.asked.map(({ request }) => request as CreateItem);
  expect(second).toEqual(first);
  expect(first!.clientToken).toMatch(/^[0-9a-f]{32}$/);
  server.asked[1]!.resolve();
  expect(await again.done).toMatchObject({ title: "water", version: 1 });
  expect(shown()).toEqual(["a:todo", "water:todo"]);
});

test("only_a_card_that_could_not_be_added_can_be_discarded", async () => {
  const { item } = optimism.add("water", "todo");
  await settled();
  expect([optimism.discard(item.itemId), optimism.discard("a")]).toEqual([undefined, undefined]);
  server.asked[0]!.reject(refused("InvalidField"));
  await settled();
  expect(optimism.unsaved).toBe(true);
  expect(optimism.discard(item.itemId)).toEqual(item);
  expect([shown(), optimism.unsaved]).toEqual([["a:todo"], false]);
});

test("a_change_is_late_when_it_is_not_confirmed_for_three_seconds", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  void optimism.add("water", "todo");
  void optimism.move("a", "done");
  const troubles = () => [...optimism.cards()].map(({ trouble }) => trouble?.name);
  expect(troubles()).toEqual([undefined, undefined]);
  vi.setSystemTime(Date.now() + 3_000);
  expect(troubles()).toEqual(["late", "late"]);
  vi.useRealTimers();
});

test("a_card_of_several_moves_arrives_where_the_last_one_went", async () => {
  const first = optimism.move("a", "doing");
  expect(await optimism.move("a", "done")).toBeUndefined();
  server.asked[0]!.resolve();
  await settled();
  server.asked[1]!.resolve();
  expect(await first).toBe("done");
});

test("a_deleted_card_is_gone_at_once_and_back_if_the_server_refuses", async () => {
  optimism.delete("a");
  expect(shown()).toEqual([]);
  server.asked[0]!.reject(refused("Internal"));
  await settled();
  expect(shown()).toEqual(["a:todo"]);
  expect(failures).toHaveLength(1);
});

test("a_card_that_somebody_else_deleted_first_is_no_failure", async () => {
  optimism.delete("a");
  server.items.delete("a");
  server.asked[0]!.reject(refused("ItemNotFound"));
  await settled();
  expect([shown(), failures]).toEqual([[], []]);
});

test("undo_waits_for_the_deletion_and_makes_the_card_again", async () => {
  optimism.delete("a")!.bringBack();
  expect(shown()).toEqual(["a:todo…"]);
  expect(server.asked.map(({ what }) => what)).toEqual(["delete"]);
  server.asked[0]!.resolve();
  await settled();
  expect(server.asked[1]).toMatchObject({ what: "create", request: { title: "a", status: "todo" } });
});

test("undo_of_a_deletion_that_failed_makes_no_second_card", async () => {
  optimism.delete("a")!.bringBack();
  server.asked[0]!.reject(new NoAnswer("none", false));
  await settled();
  expect(shown()).toEqual(["a:todo"]);
  expect(server.asked).toHaveLength(1);
});
