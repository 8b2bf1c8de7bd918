// Speaks the protocol's transcripts over one connection of Node's `ws`, and learns what API Gateway tells such a client that goes
// beyond what it may: the status of a refused handshake, the codes of close frames.
//
//   node .ci/ws.mjs LAPTOP FOLDER_WITH_NODE_MODULES

import { once } from "node:events";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { PATIENCE_MS, speakTranscripts, withLaptop } from "./transcript.mjs";

const [laptop, folder] = process.argv.slice(2);
const { WebSocket } = createRequire(`${resolve(folder)}/`)("ws");
const patience = () => ({ signal: AbortSignal.timeout(PATIENCE_MS) });

async function connect(url) {
  const socket = new WebSocket(url);
  await once(socket, "open", patience());
  return socket;
}

function expect(what, expected, received) {
  if (received !== expected) throw new Error(`${what}: expected ${expected}, received ${received}`);
  console.log(`${what}: ${received}`);
}

/** The code that a client is closed with after it has sent something. */
async function closedAfter(url, send) {
  const socket = await connect(url);
  send(socket);
  const [code] = await once(socket, "close", patience());
  return code;
}

await withLaptop(laptop, async (url) => {
  const socket = await connect(url);
  await speakTranscripts(async (request) => {
    const reply = once(socket, "message", patience());
    socket.send(JSON.stringify(request));
    const [data, isBinary] = await reply;
    if (isBinary) throw new Error(`${request.action}: the reply is a binary frame`);
    return JSON.parse(data);
  });
  socket.ping("are you there");
  const [pong] = await once(socket, "pong", patience());
  expect("a ping is answered with", "are you there", pong.toString());
  socket.close(1000);
  const [code] = await once(socket, "close", patience());
  expect("a close frame is answered with", 1000, code);

  expect("a binary frame closes with", 1003, await closedAfter(url, (s) => s.send(Buffer.from("bytes"))));
  expect("a frame of more than 32 KB closes with", 1009, await closedAfter(url, (s) => s.send("x".repeat(32 * 1024 + 1))));

  const refused = new WebSocket(url.replace(/[^/]*$/, "elsewhere"));
  refused.on("error", () => {});
  const [, response] = await once(refused, "unexpected-response", patience());
  expect("a stage that is not there refuses with", 403, response.statusCode);
  refused.terminate();
});
