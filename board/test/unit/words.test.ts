import { expect, test } from "vitest";

import { trimmed } from "../../src/client/index";
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

test.each([
  ["zero width space", "\u200b"],
  ["next line", "\u0085"],
  ["byte order mark", "\ufeff"],
  ["joiners and marks of direction", "\u200c\u200d\u200e\u202e\u2060"],
  ["soft hyphen and variation selector", "\u00ad\ufe0f"],
  ["fillers of Hangul", "\u115f\u3164\uffa0"],
  ["tags and control characters", "\u{e0001}\u{e0041}\u0000\u001b"],
  ["spaces between them", " \u200b\u3000\u200b\u2028"],
])("a_title_of_%s_alone_is_none", (_, title) => {
  expect(titleProblem(title)).toContain("needs a title");
});

test("a_title_is_trimmed_of_white_space_and_keeps_its_joiners", () => {
  expect(trimmed("\u0085\u3000 👩‍👩‍👧\u200d می\u200cخواهم \u2028\u0085")).toBe("👩‍👩‍👧\u200d می\u200cخواهم");
  // Not white space to Unicode, which the server follows, though to `String.prototype.trim`.
  expect(trimmed("\ufeffx\ufeff")).toBe("\ufeffx\ufeff");
  expect(trimmed(" \u0085 ")).toBe("");
  expect(titleProblem(`\u0085${"x".repeat(1_000)}\u0085`)).toBeUndefined();
});

test("a_long_run_of_spaces_is_trimmed_at_once", () => {
  const started = performance.now();
  expect(trimmed(`x${" ".repeat(1_000_000)}x`)).toHaveLength(1_000_002);
  expect(performance.now() - started).toBeLessThan(1_000);
});
