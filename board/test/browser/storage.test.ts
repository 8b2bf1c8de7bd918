/** Browsers that keep no site data, or no more of them. */

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { add, card, launch, Window } from "../support/browser";
import { Stage } from "../support/stage";

let stage: Stage;
let browser: Browser;

beforeAll(async () => {
  stage = await Stage.start();
  browser = await launch();
});
afterAll(async () => {
  await browser.close();
  await stage.stop();
});

/** Ways in which a browser's storage fails; each runs in the page before anything else. */
const FAILURES: [name: string, spoil: () => void][] = [
  [
    "is_blocked",
    () => {
      for (const storage of ["sessionStorage", "localStorage"]) {
        Object.defineProperty(globalThis, storage, {
          get() {
            throw new DOMException("Access is denied for this document.", "SecurityError");
          },
        });
      }
    },
  ],
  [
    "is_null",
    () => {
      for (const storage of ["sessionStorage", "localStorage"]) Object.defineProperty(globalThis, storage, { value: null });
    },
  ],
  [
    "is_full",
    () => {
      Storage.prototype.setItem = () => {
        throw new DOMException("The quota has been exceeded.", "QuotaExceededError");
      };
    },
  ],
  [
    "fails_at_everything",
    () => {
      for (const name of ["getItem", "setItem", "removeItem"] as const) {
        Storage.prototype[name] = () => {
          throw new DOMException("The operation failed.", "InvalidStateError");
        };
      }
    },
  ],
];

test.each(FAILURES)("a_board_works_where_storage_%s", async (name, spoil) => {
  const window = await Window.open(browser, "about:blank");
  const { page } = window;
  await page.addInitScript(spoil);
  await page.goto(`${stage.url}?board=${name}`);
  await window.live();
  await page.getByRole("region", { name: "To do" }).waitFor({ timeout: 5_000 });
  const field = page.getByLabel("Add a card to To do");
  await field.pressSequentially("Water");
  await add(page, "To do", "Water the plants");
  await card(page, "Water the plants").and(page.locator('[data-saving="false"]')).waitFor();
  expect(await field.inputValue()).toBe("");
  expect(window.complaints).toEqual([]);
  await window.close();
});
