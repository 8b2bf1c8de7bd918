/** Other people at the board: the client library itself, in this process. */

import WebSocket from "ws";

import { TaskBoard } from "../../src/client/index";
import type { Laptop } from "./laptop";

export async function join(laptop: Laptop, board = "default"): Promise<TaskBoard> {
  const client = new TaskBoard({ websocketUrl: laptop.config.websocketUrl, board, WebSocket });
  await until(client, () => client.state.name === "live");
  return client;
}

/** Waits until something holds of a board. */
export function until(client: TaskBoard, holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!holds()) return;
      stopStates();
      stopChanges();
      resolve();
    };
    const stopStates = client.onState.add(look);
    const stopChanges = client.onChanges.add(look);
    look();
  });
}

/** Fills a board with that many cards, spread over the statuses. */
export async function fill(client: TaskBoard, statuses: string[], count: number): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < count) {
      const at = next++;
      await client.createItem({ title: `Card ${at}: ${TITLES[at % TITLES.length]}`, status: statuses[at % statuses.length]! });
    }
  };
  await Promise.all(Array.from({ length: 16 }, worker));
}

const TITLES = [
  "water the plants",
  "ask three suppliers for offers and compare what they say about delivery",
  "write the release notes",
  "look into the slow search on the customers' page, which takes seconds for those with many orders",
  "book the room",
];
