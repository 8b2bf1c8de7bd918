import { afterEach, beforeEach, expect, test, vi } from "vitest";

import type { Change } from "../../src/client/index";
import { Activity } from "../../src/model/activity";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const item = { itemId: "a", title: "Water the plants", status: "done", version: 2, createdAt: "", updatedAt: "" };
const moved: Change = { kind: "updated", origin: "other", item, before: { ...item, status: "todo" } };

function sentences(...bursts: Change[][]): string[] {
  const said: string[] = [];
  const activity = new Activity((sentence) => said.push(sentence.replace(/[\u2068\u2069]/g, "")));
  for (const burst of bursts) activity.report(burst);
  vi.runAllTimers();
  return said;
}

test("a_change_of_somebody_else_is_told_in_a_sentence", () => {
  expect(sentences([moved])).toEqual(["Someone moved “Water the plants” to Done"]);
  expect(sentences([{ kind: "created", origin: "other", item }])).toEqual(["Someone added “Water the plants” to Done"]);
  expect(sentences([{ kind: "deleted", origin: "other", item }])).toEqual(["Someone deleted “Water the plants”"]);
});

test("a_burst_of_changes_is_one_sentence", () => {
  expect(sentences([moved], [moved, moved])).toEqual(["Others made 3 changes"]);
});

test("no_change_is_no_sentence", () => {
  expect(sentences([])).toEqual([]);
});
