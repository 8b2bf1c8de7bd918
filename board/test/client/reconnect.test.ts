/** The client library when the line or the server fails. */

import { afterEach, beforeEach, expect, test } from "vitest";
import WebSocket from "ws";

import { type BoardState, NoAnswer, TaskBoard, type TaskBoardOptions } from "../../src/client/index";
import { Laptop } from "../support/laptop";
import { join, until } from "../support/others";
import { Proxy } from "../support/proxy";

let laptop: Laptop;
let proxy: Proxy;
const open: TaskBoard[] = [];

beforeEach(async () => {
  laptop = await Laptop.start();
  proxy = await Proxy.start(laptop.config.websocketUrl);
});
afterEach(async () => {
  open.splice(0).forEach((client) => client.close());
  await proxy.stop();
  await laptop.stop();
});

async function through(options: Partial<TaskBoardOptions> = {}): Promise<TaskBoard> {
  const client = new TaskBoard({
    websocketUrl: proxy.url,
    WebSocket,
    backoff: { first: 20, most: 200 },
    replyTimeout: 2_000,
    ...options,
  });
  open.push(client);
  await until(client, () => client.state.name === "live");
  return client;
}

/** Loses the first frame that has that text, and with it the connection. */
function loseOnce(text: string): void {
  proxy.pass = (frame) => {
    if (!frame.includes(text)) return true;
    proxy.pass = () => true;
    proxy.cut();
    return false;
  };
}

test("a_board_is_read_again_after_a_lost_connection", async () => {
  const [ann, ben] = [await through(), await join(laptop)];
  open.push(ben);
  await ben.createItem({ title: "Before", status: "todo" });
  await until(ann, () => ann.items.size === 1);
  const states: BoardState["name"][] = [];
  ann.onState.add(({ name }) => states.push(name));
  proxy.cut();
  await ben.createItem({ title: "Meanwhile", status: "todo" });
  await until(ann, () => ann.state.name === "live" && ann.items.size === 2);
  expect(new Set(states)).toEqual(new Set(["connecting", "waiting", "syncing", "live"]));
});

test("a_create_whose_reply_was_lost_makes_one_item", async () => {
  const ann = await through();
  loseOnce("Item created");
  const item = await ann.createItem({ title: "Only once", status: "todo" });
  await ann.rescan();
  expect([...ann.items.values()]).toEqual([item]);
  expect(proxy.opened).toBe(2);
});

test("a_move_whose_reply_was_lost_is_found_done", async () => {
  const ann = await through();
  const { itemId } = await ann.createItem({ title: "Water the plants", status: "todo" });
  loseOnce("Item updated");
  expect(await ann.updateStatus({ itemId, status: "done" })).toMatchObject({ itemId, status: "done" });
});

test("a_repeated_move_does_not_undo_what_somebody_else_did_meanwhile", async () => {
  const [ann, ben] = [await through(), await join(laptop)];
  open.push(ben);
  const { itemId } = await ann.createItem({ title: "Water the plants", status: "todo" });
  // The first attempt is made, its reply is lost, and before it can be repeated another client has moved the item on.
  proxy.pass = (frame) => {
    if (!frame.includes("Item updated")) return true;
    proxy.pass = () => false;
    void (async () => {
      // A reply may arrive before the event.
      await until(ben, () => ben.items.get(itemId)?.status === "done");
      await ben.updateStatus({ itemId, status: "todo" });
      proxy.pass = () => true;
      proxy.cut();
    })();
    return false;
  };
  await expect(ann.updateStatus({ itemId, status: "done" })).rejects.toMatchObject({ code: "VersionConflict" });
  expect(ann.items.get(itemId)).toMatchObject({ status: "todo" });
});

test("a_deletion_whose_reply_was_lost_is_found_done", async () => {
  const ann = await through();
  const { itemId } = await ann.createItem({ title: "Water the plants", status: "todo" });
  loseOnce("Item deleted");
  await ann.deleteItem({ itemId });
  await ann.rescan();
  expect(ann.items.size).toBe(0);
});

test("a_change_made_while_the_connection_is_away_is_made_when_it_is_back", async () => {
  const ann = await through();
  proxy.cut();
  await until(ann, () => ann.state.name !== "live");
  await ann.createItem({ title: "Patience", status: "todo" });
  expect(ann.items.size).toBe(1);
});

test("a_change_fails_when_patience_is_at_its_end", async () => {
  const ann = await through({ patience: 300 });
  await laptop.kill();
  await until(ann, () => ann.state.name !== "live");
  await expect(ann.createItem({ title: "In vain", status: "todo" })).rejects.toBeInstanceOf(NoAnswer);
});

test("a_line_that_falls_silent_is_given_up_after_a_heartbeat", async () => {
  const ann = await through({ heartbeat: 50, replyTimeout: 300 });
  proxy.pass = () => false;
  await until(ann, () => ann.state.name !== "live");
  proxy.pass = () => true;
  await until(ann, () => ann.state.name === "live");
  expect(proxy.opened).toBeGreaterThan(1);
});

test("a_server_that_crashed_and_came_back_is_found_again_with_its_items", async () => {
  const ann = await through();
  await ann.createItem({ title: "Kept", status: "todo" });
  await laptop.kill();
  await until(ann, () => ann.state.name === "waiting");
  laptop = await laptop.again();
  await until(ann, () => ann.state.name === "live");
  expect([...ann.items.values()]).toMatchObject([{ title: "Kept" }]);
});

test("the_pause_before_an_attempt_can_be_cut_short", async () => {
  const ann = await through({ backoff: { first: 600_000, most: 600_000 } });
  proxy.cut();
  await until(ann, () => ann.state.name === "waiting");
  ann.retryNow();
  await until(ann, () => ann.state.name === "live");
});

test("a_closed_board_opens_no_connection_any_more", async () => {
  const ann = await through();
  const failing = ann.createItem({ title: "Too late", status: "todo" }).catch((error: unknown) => error);
  const states: string[] = [];
  ann.onState.add(({ name }) => states.push(name));
  ann.close();
  expect(states).toEqual(["closed"]);
  expect(await failing).toBeInstanceOf(NoAnswer);
  expect(ann.state.name).toBe("closed");
  await expect(ann.createItem({ title: "Too late", status: "todo" })).rejects.toBeInstanceOf(NoAnswer);
  expect(proxy.opened).toBe(1);
});
