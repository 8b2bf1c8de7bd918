// Tries the client library as whoever installs its package does: the README's example in Vite's newest template, under TypeScript's
// two ways of resolving modules, on Node.js with and without a WebSocket of its own, and in a page without a bundler.
//
//   node .ci/client.mjs LAPTOP TARBALL FOLDER

import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { extname, join, resolve } from "node:path";
import { PATIENCE_MS, withLaptop } from "./transcript.mjs";

const [laptop, tarball, folder] = process.argv.slice(2).map((path) => resolve(path));
const BOARD = new URL("../board/", import.meta.url);
const { chromium } = createRequire(BOARD)("playwright-core");
const [, EXAMPLE] = /```ts\n(.*?)```/s.exec(readFileSync(new URL("src/client/README.md", BOARD), "utf8"));
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };
/** What the example says at its end: the board is empty again. */
const END = "[]";

/** The example for one laptop, with other modules or settings. */
const example = (url, board, from = "task-board-client", settings = "") =>
  EXAMPLE.replace("ws://127.0.0.1:3001/production", url)
    .replace('board: "design"', `board: "${board}"${settings}`)
    .replace('"task-board-client"', JSON.stringify(from));

/** A new folder with packages. */
function project(name, ...packages) {
  const at = join(folder, name);
  rmSync(at, { recursive: true, force: true });
  mkdirSync(at, { recursive: true });
  writeFileSync(join(at, "package.json"), JSON.stringify({ private: true, type: "module" }));
  install(at, ...packages);
  return at;
}

function install(at, ...packages) {
  npm(at, "install", "--silent", "--no-audit", "--no-fund", ...packages);
}

function npm(at, ...words) {
  execFileSync("npm", words, { cwd: at, stdio: ["ignore", "ignore", "inherit"] });
}

function passed(what) {
  console.log(`${what}: passed`);
}

function vite(url) {
  rmSync(join(folder, "vite"), { recursive: true, force: true });
  npm(folder, "exec", "--yes", "create-vite@9.3.0", "--", "vite", "--template", "vanilla-ts", "--no-interactive");
  const at = join(folder, "vite");
  install(at, tarball);
  writeFileSync(join(at, "src/main.ts"), example(url, "vite"));
  npm(at, "run", "build");
  passed("the template of create-vite builds");
  return join(at, "dist");
}

function typescript(url) {
  const at = project("typescript", tarball, "typescript@7.0.2");
  writeFileSync(join(at, "example.ts"), example(url, "typescript"));
  for (const [module, moduleResolution] of [["nodenext", "nodenext"], ["esnext", "bundler"]]) {
    const lib = ["es2022", "dom"];
    const compilerOptions = { module, moduleResolution, target: "es2022", lib, types: [], strict: true, skipLibCheck: false, noEmit: true };
    writeFileSync(join(at, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["example.ts"] }));
    npm(at, "exec", "tsc", "--", "-p", ".");
    passed(`tsc with ${moduleResolution}`);
  }
}

/** Runs the example on a version of Node.js, which the package `node` brings. */
function node(version, url) {
  const at = project(`node-${version}`, tarball, `node@${version}`, "ws@8.23.0");
  const run = (what, expected, text, ...flags) => {
    writeFileSync(join(at, "example.mjs"), text);
    const { status, stdout, stderr } = spawnSync(join(at, "node_modules/node/bin/node"), [...flags, "example.mjs"], {
      cwd: at,
      encoding: "utf8",
      timeout: PATIENCE_MS,
    });
    const said = status === 0 ? stdout : stderr;
    if (!expected.test(said) || /partysocket/i.test(stderr)) throw new Error(`${what}: status ${status}\n${stdout}${stderr}`);
    passed(what);
  };
  const major = version.split(".")[0];
  const without = major === "20" ? [] : ["--no-experimental-websocket"];
  const given = `import WebSocket from "ws";\n${example(url, `given-${major}`, "task-board-client", ", WebSocket")}`;
  if (major !== "20") run(`Node.js ${version}`, /live[^]*\n\[\]\n/, example(url, `own-${major}`));
  run(`Node.js ${version} with the WebSocket of ws`, /live[^]*\n\[\]\n/, given, ...without);
  run(`Node.js ${version} without one, which is told`, /TypeError: TaskBoard: WebSocket must be/, example(url, "none"), ...without);
}

/** Opens a folder's page in a browser and waits for what the example says at its end. */
async function browse(what, at) {
  const server = createServer(({ url }, response) => {
    const name = url === "/" ? "/index.html" : new URL(url, "http://site").pathname;
    try {
      const body = readFileSync(join(at, name));
      response.writeHead(200, { "content-type": TYPES[extname(name)] ?? "application/octet-stream" }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
  try {
    const page = await browser.newPage();
    const ended = page.waitForEvent("console", { predicate: (message) => message.text() === END, timeout: PATIENCE_MS });
    page.on("pageerror", (error) => console.error(error));
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    await ended;
    passed(what);
  } finally {
    await browser.close();
    server.closeAllConnections();
    server.close();
  }
}

function plain(url) {
  const installed = project("plain", tarball);
  const at = join(installed, "site");
  mkdirSync(at);
  cpSync(join(installed, "node_modules/task-board-client/dist/standalone.js"), join(at, "task-board-client.js"));
  const script = example(url, "plain", "./task-board-client.js");
  writeFileSync(join(at, "index.html"), `<!doctype html><script type="module">${script}</script>`);
  return at;
}

mkdirSync(folder, { recursive: true });
await withLaptop(laptop, async (url) => {
  await browse("one plain script", plain(url));
  typescript(url);
  await browse("what Vite built", vite(url));
  node("22.23.3", url);
  node("20.20.2", url);
});
