import { expect, test } from "vitest";

import { readConfig } from "../../src/model/config";

const good = { websocketUrl: "wss://example.org/production", statuses: ["todo", "done"], stage: "production", region: "eu-north-1" };

test("the_output_of_the_stack_is_taken_as_it_is", () => {
  expect(readConfig(good)).toEqual({ websocketUrl: "wss://example.org/production", statuses: ["todo", "done"] });
});

test.each([
  ["websocketUrl", { ...good, websocketUrl: undefined }],
  ["websocketUrl", { ...good, websocketUrl: 7 }],
  ["websocketUrl", { ...good, websocketUrl: "example.org" }],
  ["websocketUrl", { ...good, websocketUrl: "https://example.org" }],
  ["statuses", { ...good, statuses: undefined }],
  ["statuses", { ...good, statuses: "todo" }],
  ["statuses", { ...good, statuses: [] }],
  ["statuses", { ...good, statuses: ["todo", 7] }],
  ["statuses", { ...good, statuses: ["todo", " "] }],
  ["statuses", { ...good, statuses: ["todo", "todo"] }],
])("a_wrong_%s_is_named", (key, config) => {
  expect(() => readConfig(config)).toThrow(key);
});

test.each([[null], [7], ["text"], [[good]]])("%j_is_no_configuration", (value) => {
  expect(() => readConfig(value)).toThrow("must be a JSON object");
});
