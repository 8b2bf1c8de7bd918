import { expect, test } from "vitest";

import { quote, statusName, titleProblem } from "../../src/model/words";

test("statuses_are_written_as_people_write_them", () => {
  expect(["todo", "inprogress", "done", "in-review", "waiting_for_parts", "Ideas", "-"].map(statusName)).toEqual([
    "To do",
    "In progress",
    "Done",
    "In review",
    "Waiting for parts",
    "Ideas",
    "-",
  ]);
});

test("a_title_counts_characters_and_not_code_units", () => {
  expect(titleProblem("🌱".repeat(1_000))).toBeUndefined();
  expect(titleProblem("🌱".repeat(1_001))).toContain("1,001");
  expect(titleProblem(` ${"x".repeat(1_000)} `)).toBeUndefined();
  expect(titleProblem(" \n ")).toContain("needs a title");
});

test("a_quoted_title_is_short_of_one_line_and_keeps_its_direction_to_itself", () => {
  expect(quote("a\nb")).toBe("“\u2068a b\u2069”");
  expect([...quote("🌱".repeat(500))].length).toBe(65);
});
