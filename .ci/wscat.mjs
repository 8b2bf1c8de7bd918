// Holds real wscat sessions, one for each request, against the transcripts of the protocol.
//
//   node .ci/wscat.mjs LAPTOP WSCAT

import { spawn } from "node:child_process";
import { firstLine, speakTranscripts, withLaptop } from "./transcript.mjs";

const [laptop, wscat] = process.argv.slice(2);

await withLaptop(laptop, async (websocketUrl) => {
  await speakTranscripts(async (request) => {
    const child = spawn(wscat, ["-c", `${websocketUrl}/`, "-x", JSON.stringify(request), "-w", "-1"], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    try {
      return JSON.parse(await firstLine(child, `wscat ${JSON.stringify(request)}`));
    } finally {
      child.removeAllListeners("exit");
      child.kill();
    }
  });
});
