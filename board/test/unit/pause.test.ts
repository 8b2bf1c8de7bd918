import fc from "fast-check";
import { expect, test } from "vitest";

import { delayBefore, Pause } from "../../src/client/pause";

const backoff = { first: 500, most: 30_000 };

test("pauses_double_up_to_the_longest_and_are_never_the_same_for_everyone", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (retry, random) => {
      const full = Math.min(30_000, 500 * 2 ** (retry - 1));
      const delay = delayBefore(retry, backoff, random);
      expect(delay).toBeGreaterThanOrEqual(full / 2);
      expect(delay).toBeLessThanOrEqual(full);
    }),
  );
  expect(delayBefore(3, backoff, 0)).not.toBe(delayBefore(3, backoff, 1));
});

test("a_pause_can_be_cut_short", async () => {
  const pause = new Pause(60_000);
  pause.cut();
  await pause.over;
});
