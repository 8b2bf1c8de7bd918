import fc from "fast-check";
import { expect, test } from "vitest";

import type { Event } from "../../src/client/decode";
import type { Item } from "../../src/client/protocol";
import { Replica } from "../../src/client/replica";

const IDS = ["a", "b", "c", "d", "e"];
const STATUSES = ["todo", "done"];

/** What somebody did to one item; what the board's state does not allow is skipped. */
interface Deed {
  id: string;
  what: "create" | "move" | "delete";
  /** Versions grow, not necessarily by one. */
  step: number;
}

/** One write that the server acknowledged. */
interface Write {
  event: Event;
}

const deeds = fc.array(
  fc.record<Deed>({
    id: fc.constantFrom(...IDS),
    what: fc.constantFrom("create", "move", "move", "delete"),
    step: fc.integer({ min: 1, max: 3 }),
  }),
  { maxLength: 25 },
);

/** The server: what each deed writes, and the board after each write, the first being the empty one. */
function history(all: Deed[]): { writes: Write[]; boards: Map<string, Item>[] } {
  const boards = [new Map<string, Item>()];
  const writes: Write[] = [];
  const deleted = new Set<string>();
  for (const { id, what, step } of all) {
    const board = new Map(boards.at(-1));
    const before = board.get(id);
    if (what === "create" ? before !== undefined || deleted.has(id) : before === undefined) continue;
    const version = (before?.version ?? 0) + step;
    if (what === "delete") {
      board.delete(id);
      deleted.add(id);
      writes.push({ event: { message: "Item deleted", itemId: id, version } });
    } else {
      const status = STATUSES[version % 2]!;
      const item = { itemId: id, title: id, status, version, createdAt: "", updatedAt: String(version) };
      board.set(id, item);
      writes.push({ event: { message: what === "create" ? "Item created" : "Item updated", item } });
    }
    boards.push(board);
  }
  return { writes, boards };
}

const contents = (items: ReadonlyMap<string, Item>) => [...items.values()].sort((a, b) => (a.itemId < b.itemId ? -1 : 1));

/**
 * One life of a connection: it opened when `opened` writes had been made; page by page the board was read, each page
 * at a moment of its own; every write since, and some before, is told by an event or a reply; in any order.
 */
function connection(writes: Write[], boards: Map<string, Item>[]) {
  return fc.nat(writes.length).chain((opened) => {
    const moment = fc.integer({ min: opened, max: writes.length });
    return fc
      .record({
        moments: fc.array(moment, { minLength: IDS.length, maxLength: IDS.length }),
        before: fc.array(fc.boolean(), { minLength: opened, maxLength: opened }),
        own: fc.array(fc.boolean(), { minLength: writes.length, maxLength: writes.length }),
        repeated: fc.subarray(writes.map((_, at) => at).slice(opened)),
      })
      .chain(({ moments, before, own, repeated }) => {
        // Older writes may be told late. (Of an item that was deleted before the connection opened they are not: no rule
        // of the protocol would tell such an item from a new one.)
        const survives = ({ event }: Write) => boards[opened]!.has(event.message === "Item deleted" ? "" : event.item.itemId);
        const told = [...writes.keys()].filter((at) => at >= opened || (before[at] && survives(writes[at]!)));
        const pages = IDS.map((id, at) => ({ page: [...boards[moments[at]!]!.values()].filter(({ itemId }) => itemId === id) }));
        const events = [...told, ...repeated].map((at) => ({ event: writes[at]!.event, own: own[at]! }));
        const all: ({ page: Item[] } | { event: Event; own: boolean })[] = [...pages, ...events];
        return fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length });
      });
  });
}

function live(replica: Replica, messages: ({ page: Item[] } | { event: Event; own: boolean })[]): void {
  let pages = IDS.length;
  for (const message of messages) {
    if ("event" in message) replica.change(message.event, message.own ? "self" : "other");
    else {
      replica.page(message.page);
      pages -= 1;
      if (pages === 0) replica.complete();
    }
  }
}

const lives = deeds.chain((all) => {
  const { writes, boards } = history(all);
  return fc.tuple(fc.constant(boards), connection(writes, boards), connection(writes, boards), deeds);
});

test("whatever_order_events_pages_and_replies_arrive_in_the_board_is_right_in_the_end", () => {
  fc.assert(
    fc.property(lives, ([boards, messages]) => {
      const replica = new Replica();
      replica.begin("new");
      live(replica, messages);
      expect(contents(replica.items)).toEqual(contents(boards.at(-1)!));
    }),
    { numRuns: 2_000 },
  );
});

test("after_a_reconnect_nothing_of_the_former_connection_is_left", () => {
  fc.assert(
    fc.property(lives, ([boards, messages, , former]) => {
      const replica = new Replica();
      // Another board altogether under the same ids, seen over a connection that was lost in the middle of its scan.
      replica.begin("new");
      const past = history(former);
      for (const { event } of past.writes) replica.change(event, "other");
      replica.begin("new");
      live(replica, messages);
      expect(contents(replica.items)).toEqual(contents(boards.at(-1)!));
    }),
    { numRuns: 1_000 },
  );
});

test("a_second_scan_on_the_same_connection_does_not_bring_deleted_items_back", () => {
  fc.assert(
    fc.property(lives, ([boards, messages, late]) => {
      const replica = new Replica();
      replica.begin("new");
      live(replica, messages);
      replica.begin("same");
      replica.page([...boards.at(-1)!.values()]);
      replica.complete();
      for (const message of late) if ("event" in message) replica.change(message.event, "other");
      expect(contents(replica.items)).toEqual(contents(boards.at(-1)!));
    }),
    { numRuns: 1_000 },
  );
});

test("the_changes_that_are_told_lead_from_what_was_shown_to_what_is_shown", () => {
  fc.assert(
    fc.property(lives, ([, messages]) => {
      const replica = new Replica();
      const shown = new Map<string, Item>();
      replica.begin("new");
      let pages = IDS.length;
      for (const message of messages) {
        const changes = "event" in message ? replica.change(message.event, "other") : replica.page(message.page);
        if ("page" in message && --pages === 0) changes.push(...replica.complete());
        for (const change of changes) {
          if (change.kind === "created") expect(shown.has(change.item.itemId)).toBe(false);
          if (change.kind === "updated") expect(shown.get(change.item.itemId)).toEqual(change.before);
          if (change.kind === "deleted") expect(shown.delete(change.item.itemId)).toBe(true);
          else shown.set(change.item.itemId, change.item);
        }
        expect(contents(shown)).toEqual(contents(replica.items));
      }
    }),
  );
});

test("the_old_board_stays_in_sight_and_alive_while_the_new_scan_runs", () => {
  const item = (version: number, status = "todo") => ({ itemId: "a", title: "a", status, version, createdAt: "", updatedAt: "" });
  const replica = new Replica();
  replica.begin("new");
  replica.page([item(1)]);
  replica.complete();
  replica.begin("new");
  expect(contents(replica.items)).toEqual([item(1)]);
  const changes = replica.change({ message: "Item updated", item: item(2, "done") }, "other");
  expect(changes).toEqual([{ kind: "updated", origin: "other", item: item(2, "done"), before: item(1) }]);
  replica.page([item(1)]);
  expect(replica.complete()).toEqual([]);
  expect(contents(replica.items)).toEqual([item(2, "done")]);
});
