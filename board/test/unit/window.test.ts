import fc from "fast-check";
import { expect, test } from "vitest";

import { pieces } from "../../src/model/window";

const HEIGHT = 50;
const none = new Set<number>();

test("a_short_column_is_drawn_whole", () => {
  expect(pieces(60, () => HEIGHT, { top: 0, height: 100 }, none)).toEqual([{ cards: [0, 60] }]);
});

test("of_a_long_column_what_is_in_sight_is_drawn", () => {
  const cut = pieces(1_000, () => HEIGHT, { top: 10_000, height: 500 }, none);
  expect(cut).toEqual([{ gap: 189 * HEIGHT }, { cards: [189, 221] }, { gap: 779 * HEIGHT }]);
});

test("a_pinned_card_is_drawn_wherever_it_is", () => {
  const cut = pieces(1_000, () => HEIGHT, { top: 0, height: 500 }, new Set([700]));
  expect(cut).toContainEqual({ cards: [700, 701] });
});

test("pieces_are_as_high_as_the_column_and_in_its_order", () => {
  const columns = fc.record({
    heights: fc.array(fc.integer({ min: 40, max: 900 }), { minLength: 61, maxLength: 300 }),
    top: fc.nat(50_000),
    height: fc.nat(2_000),
    pinned: fc.array(fc.nat(400)),
  });
  fc.assert(
    fc.property(columns, ({ heights, top, height, pinned }) => {
      const total = heights.reduce((sum, one) => sum + one, 0);
      let [sum, next] = [0, 0];
      for (const piece of pieces(heights.length, (at) => heights[at]!, { top, height }, new Set(pinned))) {
        if ("gap" in piece) {
          sum += piece.gap;
          continue;
        }
        const [from, to] = piece.cards;
        expect(from).toBeGreaterThanOrEqual(next);
        for (let at = from; at < to; at++) sum += heights[at]!;
        next = to;
      }
      expect(sum).toBe(total);
      for (const at of pinned) if (at < heights.length) expect(pieces(heights.length, (one) => heights[one]!, { top, height }, new Set(pinned)).some((piece) => "cards" in piece && piece.cards[0] <= at && at < piece.cards[1])).toBe(true);
    }),
  );
});
