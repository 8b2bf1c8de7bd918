/** Reading a whole board, page by page. */

import type { Answer } from "./decode.js";
import { isPassing } from "./failures.js";
import { type Backoff, delayBefore, Pause } from "./pause.js";
import type { Item, Request } from "./protocol.js";

/**
 * Asks for every page in turn and gives each to `take`. A page that failed for a passing reason is asked for again
 * while `wanted` says so, which it must not once the connection is another.
 *
 * @returns whether every page came; `false` if it was no longer wanted
 */
export async function scan(
  ask: (request: Request) => Promise<Answer>,
  take: (items: readonly Item[]) => void,
  wanted: () => boolean,
  backoff: Backoff,
): Promise<boolean> {
  let next: string | undefined;
  let retry = 0;
  do {
    try {
      const page = await ask({ action: "scanEntireTable", ...(next !== undefined && { exclusiveStartKey: next }) });
      if (!wanted()) return false;
      if (page.message !== "Items scanned") throw new Error(`a scan was answered with ${page.message}`);
      take(page.items);
      next = page.next;
      retry = 0;
    } catch (error) {
      if (!wanted()) return false;
      if (!isPassing(error)) throw error;
      retry += 1;
      await new Pause(delayBefore(retry, backoff)).over;
      if (!wanted()) return false;
    }
  } while (next !== undefined || retry > 0);
  return true;
}
