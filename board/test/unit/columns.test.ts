import { expect, test } from "vitest";

import { arrange, having } from "../../src/model/columns";

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

test("a_sought_text_is_found_in_capitals_or_not", () => {
  const cards = [card("a", "todo", "1"), card("b", "todo", "1")];
  expect([...having(" TITLE A ", cards)]).toEqual([cards[0]]);
  expect([...having("  ", cards)]).toEqual(cards);
});
