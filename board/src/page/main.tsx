/** Where the page starts: address, configuration, session, in that order; each may end it with a word to the person. */

import { render } from "preact";

import { DEFAULT_BOARD, readAddress } from "../model/address";
import { ConfigProblem, loadConfig } from "../model/config";
import { Session } from "../model/session";
import { App } from "./app";
import { nextFrame } from "./next_frame";
import { Problem } from "./problem";
import { ignoreStrayKeys } from "./stray_keys";
import { watchNetwork } from "./network";

async function start(page: Element): Promise<void> {
  const address = readAddress(location.search);
  if ("problem" in address) {
    render(<Problem title="There is no such board" text={address.problem} board="" />, page);
    return;
  }
  const { board } = address;
  if (board !== DEFAULT_BOARD) document.title = `${board} · Task board`;
  try {
    const config = await loadConfig("config.json");
    const redraw = nextFrame(() => render(<App session={session} />, page));
    const session = new Session(config, board, redraw);
    watchNetwork(session, redraw);
    addEventListener("beforeunload", (event) => session.unsaved && event.preventDefault());
    render(<App session={session} />, page);
  } catch (error) {
    if (!(error instanceof ConfigProblem)) throw error;
    render(<Problem title="The board cannot start" text={error.message} board={board} />, page);
  }
}

const page = document.getElementById("page");
if (page) {
  page.replaceChildren();
  ignoreStrayKeys();
  void start(page);
}
