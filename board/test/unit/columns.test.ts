import { expect, test } from "vitest";

import { arrange, matching } from "../../src/model/columns";

const card = (itemId: string, status: string, updatedAt: string) => ({
  item: { itemId, title: `Title ${itemId}`, status, version: 1, createdAt: "", updatedAt },
  saving: false,
});

const drawn = (columns: ReturnType<typeof arrange>) =>
  columns.map(({ status, cards, retired }) => [status, cards.map(({ item }) => item.itemId).join(""), retired]);

test("columns_are_those_of_the_stack_and_the_last_touched_card_is_on_top", () => {
  const cards = [card("a", "todo", "1"), card("b", "done", "2"), card("c", "todo", "3")];
  expect(drawn(arrange(["todo", "doing", "done"], cards))).toEqual([
    ["todo", "ca", false],
    ["doing", "", false],
    ["done", "b", false],
  ]);
});

test("cards_of_a_status_that_is_no_more_have_a_column_of_their_own", () => {
  expect(drawn(arrange(["todo"], [card("a", "blocked", "1")]))).toEqual([
    ["todo", "", false],
    ["blocked", "a", true],
  ]);
});

test("cards_touched_at_the_same_time_have_the_same_order_everywhere", () => {
  const cards = ["a", "b", "c"].map((id) => card(id, "todo", "1"));
  expect(drawn(arrange(["todo"], cards))).toEqual(drawn(arrange(["todo"], [...cards].reverse())));
});

test.each([
  ["in capitals or not", " TITLE a ", "Title A"],
  ["composed, in a title that is not", "caf\u00e9", "Un cafe\u0301"],
  ["not composed, in a title that is", "cafe\u0301", "Un CAF\u00c9"],
  ["in syllables or their parts", "\u1112\u1161\u11ab", "\ud55c\uad6d"],
])("a_text_is_found_%s", (_, sought, title) => {
  expect(matching(sought)(title)).toBe(true);
});

test("a_text_that_a_title_does_not_have_is_not_found_and_no_text_is_found_everywhere", () => {
  expect(matching("caf\u00e9")("Un cafe")).toBe(false);
  expect(matching("  ")("Un cafe")).toBe(true);
});

test("columns_tell_how_many_cards_they_have_besides_those_that_are_sought", () => {
  const cards = [card("a", "todo", "1"), card("b", "todo", "2"), card("c", "gone", "3")];
  const columns = arrange(["todo", "done"], cards, ({ item }) => item.itemId === "a");
  expect(columns.map(({ status, cards, total }) => [status, cards.length, total])).toEqual([
    ["todo", 1, 2],
    ["done", 0, 0],
    ["gone", 0, 1],
  ]);
});
