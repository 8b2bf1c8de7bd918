/** The example of the client's documentation is a program that works. */

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { expect, test, vi } from "vitest";
import WebSocket from "ws";

import { Laptop } from "../support/laptop";

const CLIENT = fileURLToPath(new URL("../../src/client", import.meta.url));

test("the_example_of_the_readme_runs_as_it_stands", async () => {
  const laptop = await Laptop.start();
  const folder = await mkdtemp(join(tmpdir(), "task-board-"));
  const said: unknown[][] = [];
  const log = vi.spyOn(console, "log").mockImplementation((...words: unknown[]) => void said.push(words));
  vi.stubGlobal("WebSocket", WebSocket);
  try {
    const [, example = ""] = /```ts\n(.*?)```/s.exec(await readFile(join(CLIENT, "README.md"), "utf8")) ?? [];
    expect(example.trim().split("\n").length).toBeLessThanOrEqual(21);
    const program = join(folder, "example.ts");
    await writeFile(
      program,
      example.replace('"task-board-client"', JSON.stringify(`${CLIENT}/index`)).replace("ws://127.0.0.1:3001/production", laptop.config.websocketUrl),
    );
    await import(program);
  } finally {
    log.mockRestore();
    vi.unstubAllGlobals();
    await rm(folder, { recursive: true });
    await laptop.stop();
  }
  expect(said).toContainEqual(["connection:", "live"]);
  expect(said).toContainEqual(["self", "created", "Water the plants", "todo"]);
  expect(said).toContainEqual(["self", "updated", "Water the plants", "done"]);
  expect(said).toContainEqual([[]]);
});
