import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { Heartbeat } from "../../src/client/heartbeat";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("it_beats_again_and_again_while_it_is_answered", async () => {
  const [beat, lost] = [vi.fn(async () => {}), vi.fn()];
  new Heartbeat(1_000, beat, lost).start();
  await vi.advanceTimersByTimeAsync(3_500);
  expect(beat).toHaveBeenCalledTimes(3);
  expect(lost).not.toHaveBeenCalled();
});

test("one_beat_without_an_answer_is_a_lost_connection", async () => {
  const lost = vi.fn();
  new Heartbeat(1_000, () => Promise.reject(new Error("silence")), lost).start();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(lost).toHaveBeenCalledTimes(1);
});

test("a_beat_that_fails_after_it_was_stopped_means_nothing", async () => {
  const lost = vi.fn();
  const heart = new Heartbeat(1_000, () => new Promise((_, reject) => setTimeout(reject, 500)), lost);
  heart.start();
  await vi.advanceTimersByTimeAsync(1_200);
  heart.stop();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(lost).not.toHaveBeenCalled();
});

test("it_can_be_asked_to_beat_at_once_but_not_while_it_is_stopped", () => {
  const beat = vi.fn(async () => {});
  const heart = new Heartbeat(1_000, beat, vi.fn());
  heart.now();
  expect(beat).not.toHaveBeenCalled();
  heart.start();
  heart.now();
  expect(beat).toHaveBeenCalledTimes(1);
});
