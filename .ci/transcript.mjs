// What the Node clients share: the laptop as a process, and the protocol's transcripts held against real replies.

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { readFileSync } from "node:fs";

export const PATIENCE_MS = 30_000;

/** The first line that a process prints; an error if it ends or stays silent before. */
export function firstLine(child, what) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${what}: nothing within ${PATIENCE_MS} ms`)), PATIENCE_MS);
    createInterface({ input: child.stdout }).once("line", (line) => {
      clearTimeout(timer);
      resolve(line);
    });
    child.once("exit", (code) => reject(new Error(`${what}: ended with code ${code}`)));
  });
}

/** Runs the laptop for as long as `work` takes, which gets its WebSocket URL. */
export async function withLaptop(laptop, work) {
  const running = spawn(laptop, ["--in-memory", "--port", "0", "--json"], { stdio: ["ignore", "pipe", "inherit"] });
  try {
    const { websocketUrl } = JSON.parse(await firstLine(running, "the laptop"));
    await work(websocketUrl);
  } finally {
    running.removeAllListeners("exit");
    running.kill();
  }
}

/** What a value looks like: keys and types, nested, without the values themselves. */
function shape(value) {
  if (Array.isArray(value)) return value.map(shape);
  if (value === null || typeof value !== "object") return typeof value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, shape(value[key])]));
}

/** Asks what the transcripts ask: each reply must have the transcript's keys, types and nesting, no more and no fewer. */
export async function speakTranscripts(ask) {
  const transcripts = new URL("../protocol/tests/protocol/dynamodb.jsonl", import.meta.url);
  const lines = readFileSync(transcripts, "utf8").trim().split("\n").map((line) => JSON.parse(line));
  let created;
  for (let i = 0; i < lines.length; i += 2) {
    const [request, expected] = [lines[i], lines[i + 1]];
    if (request.itemId) request.itemId = created;
    if (request.action === "scanEntireTable") {
      // The transcript's board has two items.
      for (const title of ["one", "two"]) await ask({ action: "createItem", title, status: "todo" });
    }
    const reply = await ask(request);
    created = reply?.item?.itemId?.S ?? created;
    const [want, got] = [JSON.stringify(shape(expected)), JSON.stringify(shape(reply))];
    if (want !== got) throw new Error(`${request.action}: the reply differs\n  expected ${want}\n  received ${got}`);
    if (typeof expected === "string" && reply !== expected) throw new Error(`${request.action}: received ${reply}`);
    console.log(`${request.action}: ${JSON.stringify(reply)}`);
  }
}
