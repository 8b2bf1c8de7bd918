/** The first frontend of the board, as far as it goes: it draws the board from every frame that has `Items`, and ignores all others. */

import { once } from "node:events";

import { afterAll, beforeAll, expect, test, vi } from "vitest";
import WebSocket from "ws";

import { Laptop } from "../support/laptop";
import { join } from "../support/others";

let laptop: Laptop;

beforeAll(async () => {
  laptop = await Laptop.start();
});
afterAll(() => laptop.stop());

interface Drawn {
  itemId: string;
  title: string;
  status: string;
}

/** What it draws, and how it changes the board. */
async function firstFrontend(query: string): Promise<{ board(): string[]; send(request: object): void; close(): void }> {
  const socket = new WebSocket(`${laptop.config.websocketUrl}?${query}`);
  let items: Drawn[] = [];
  socket.on("message", (data) => {
    const frame = JSON.parse(String(data)) as { Items?: Drawn[]; response?: { Items?: Drawn[] } };
    items = frame.Items ?? frame.response?.Items ?? items;
  });
  await once(socket, "open");
  const send = (request: object) => socket.send(JSON.stringify(request));
  send({ action: "scanEntireTable" });
  await once(socket, "message");
  const board = () => items.map(({ title, status }) => `${title}: ${status}`).sort();
  return { board, send, close: () => socket.close() };
}

test("the_first_frontend_works_with_the_plain_format_and_snapshots", async () => {
  const other = await join(laptop, "first");
  await other.createItem({ title: "There before", status: "todo" });
  const first = await firstFrontend("board=first&format=json&events=snapshot");
  await vi.waitFor(() => expect(first.board()).toEqual(["There before: todo"]), 5_000);
  // Its own changes and those of others.
  first.send({ action: "createItem", title: "Its own", status: "todo" });
  await vi.waitFor(() => expect(first.board()).toEqual(["Its own: todo", "There before: todo"]), 5_000);
  const [there] = [...other.items.values()].filter(({ title }) => title === "There before");
  await other.updateStatus({ itemId: there!.itemId, status: "done" });
  await vi.waitFor(() => expect(first.board()).toEqual(["Its own: todo", "There before: done"]), 5_000);
  first.send({ action: "deleteItem", itemId: there!.itemId });
  await vi.waitFor(() => expect(first.board()).toEqual(["Its own: todo"]), 5_000);
  first.close();
  other.close();
});

test.each(["board=plain", "board=json&format=json", "board=snapshot&events=snapshot"])("and_with_nothing_else: %s", async (query) => {
  const first = await firstFrontend(query);
  first.send({ action: "createItem", title: "Its own", status: "todo" });
  // It hears nothing that it could draw.
  await new Promise((done) => setTimeout(done, 1_000));
  expect(first.board()).not.toContain("Its own: todo");
  first.close();
});
