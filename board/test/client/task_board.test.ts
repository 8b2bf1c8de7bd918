/** The client library against the real stack. */

import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import WebSocket from "ws";

import { type Change, Refused, TaskBoard, type TaskBoardOptions } from "../../src/client/index";
import { Laptop } from "../support/laptop";
import { fill, until } from "../support/others";

let laptop: Laptop;
const open: TaskBoard[] = [];

beforeAll(async () => {
  laptop = await Laptop.start();
});
afterEach(() => open.splice(0).forEach((client) => client.close()));
afterAll(() => laptop.stop());

async function join(board: string, options: Partial<TaskBoardOptions> = {}): Promise<TaskBoard> {
  const client = new TaskBoard({ websocketUrl: laptop.config.websocketUrl, board, WebSocket, ...options });
  open.push(client);
  await until(client, () => client.state.name === "live");
  return client;
}

const titles = (client: TaskBoard) => [...client.items.values()].map(({ title }) => title).sort();

test("what_one_client_does_another_hears_of", async () => {
  const [ann, ben] = [await join("hears"), await join("hears")];
  const changes: Change[] = [];
  ben.onChanges.add((some) => changes.push(...some));
  const item = await ann.createItem({ title: "Water the plants", status: "todo" });
  const moved = await ann.updateStatus({ itemId: item.itemId, status: "done" });
  await ann.deleteItem({ itemId: item.itemId });
  await until(ben, () => changes.length === 3);
  expect(changes).toEqual([
    { kind: "created", origin: "other", item },
    { kind: "updated", origin: "other", item: moved, before: item },
    { kind: "deleted", origin: "other", item: moved },
  ]);
  expect([ann.items.size, ben.items.size]).toEqual([0, 0]);
});

test("a_client_sees_its_own_changes_as_its_own", async () => {
  const ann = await join("own");
  const changes: Change[] = [];
  ann.onChanges.add((some) => changes.push(...some));
  const item = await ann.createItem({ title: "Water the plants", status: "todo" });
  expect(changes).toEqual([{ kind: "created", origin: "self", item }]);
});

test("a_newcomer_reads_every_page_of_the_board", async () => {
  const ann = await join("pages");
  const title = "x".repeat(900);
  await Promise.all(Array.from({ length: 300 }, (_, at) => ann.createItem({ title: `${at} ${title}`, status: "todo" })));
  const ben = await join("pages");
  expect(ben.items.size).toBe(300);
  expect(titles(ben)).toEqual(titles(ann));
});

test("a_refusal_has_the_servers_code_and_the_version_to_know", async () => {
  const ann = await join("refusal");
  const { itemId, version } = await ann.createItem({ title: "Water the plants", status: "todo" });
  const moved = await ann.updateStatus({ itemId, status: "done" });
  const conflict: unknown = await ann.updateStatus({ itemId, status: "todo", expectedVersion: version }).catch((error: unknown) => error);
  expect(conflict).toBeInstanceOf(Refused);
  expect((conflict as Refused).reply.error).toMatchObject({ code: "VersionConflict", currentVersion: moved.version });
  await expect(ann.createItem({ title: " ", status: "todo" })).rejects.toMatchObject({ code: "InvalidField" });
  await expect(ann.createItem({ title: "x", status: "nowhere" })).rejects.toMatchObject({ code: "InvalidField" });
  await expect(ann.deleteItem({ itemId: "nobody" })).rejects.toMatchObject({ code: "ItemNotFound" });
});

test("boards_do_not_hear_of_each_other", async () => {
  const [ann, ben] = [await join("one"), await join("two")];
  await ann.createItem({ title: "Water the plants", status: "todo" });
  await ben.createItem({ title: "Something else", status: "todo" });
  expect([titles(ann), titles(ben)]).toEqual([["Water the plants"], ["Something else"]]);
});

test("many_changes_of_many_clients_leave_all_with_the_same_board", async () => {
  const clients = await Promise.all([join("many"), join("many"), join("many")]);
  await fill(clients[0]!, ["todo"], 20);
  const ids = [...clients[0]!.items.keys()];
  const statuses = laptop.config.statuses;
  await Promise.all(
    clients.flatMap((client, who) =>
      ids.map((itemId, at) =>
        at % 7 === who
          ? client.deleteItem({ itemId }).catch(() => {})
          : client.updateStatus({ itemId, status: statuses[(at + who) % 3]! }).catch(() => {}),
      ),
    ),
  );
  const newcomer = await join("many");
  const board = (client: TaskBoard) => JSON.stringify([...client.items.values()].sort((a, b) => (a.itemId < b.itemId ? -1 : 1)));
  for (const client of clients) await until(client, () => board(client) === board(newcomer));
});
