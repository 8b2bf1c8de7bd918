/** Bringing deleted cards back. */

import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";

import { add, card, column, launch, Window } from "../support/browser";
import { Stage } from "../support/stage";

let stage: Stage;
let browser: Browser;
let window: Window;
let page: Page;
let board = 0;

beforeAll(async () => {
  stage = await Stage.start();
  browser = await launch();
});
afterAll(async () => {
  await browser.close();
  await stage.stop();
});
beforeEach(async () => {
  window = await (await Window.open(browser, `${stage.url}?board=undo-${++board}`)).live();
  page = window.page;
});
afterEach(async () => {
  expect(window.complaints).toEqual([]);
  await window.close();
});

async function make(...titles: string[]): Promise<void> {
  for (const title of titles) {
    await add(page, "To do", title);
    await saved(title);
  }
}
const saved = (title: string) => card(page, title).and(page.locator('[data-saving="false"]')).waitFor();
async function remove(...titles: string[]): Promise<void> {
  for (const title of titles) {
    await card(page, title).focus();
    await page.keyboard.press("Delete");
    await card(page, title).waitFor({ state: "detached" });
  }
}
/** The titles on the board, once nothing is under way any more. */
async function titles(): Promise<string[]> {
  await page.waitForFunction(() => document.querySelectorAll('.card[data-saving="true"]').length === 0);
  // What would come too much would come now.
  await page.waitForTimeout(300);
  return (await page.locator(".card .title").allTextContents()).sort();
}

const FIVE = ["Five", "Four", "One", "Three", "Two"];

test("two_presses_of_one_undo_bring_one_card_back", async () => {
  await make("One");
  await remove("One");
  await page.getByRole("button", { name: "Undo" }).evaluate((button: HTMLElement) => {
    button.click();
    button.click();
  });
  await saved("One");
  expect(await titles()).toEqual(["One"]);
});

test("the_key_takes_the_button_with_it_that_would_undo_the_same", async () => {
  await make("One", "Two");
  await remove("One");
  await page.keyboard.press("Control+z");
  await saved("One");
  expect(await page.getByRole("button", { name: "Undo" }).count()).toBe(0);
  expect(await titles()).toEqual(["One", "Two"]);
});

test("five_deletions_are_five_that_the_key_can_undo", async () => {
  await make(...FIVE);
  await remove(...FIVE);
  for (const title of [...FIVE].reverse()) {
    await page.keyboard.press("Control+z");
    await saved(title);
  }
  await page.keyboard.press("Control+z");
  expect(await titles()).toEqual(FIVE);
});

test("five_deletions_are_five_that_buttons_can_undo_each_its_own", async () => {
  await make(...FIVE);
  await remove(...FIVE);
  expect(await page.getByRole("button", { name: "Undo" }).count()).toBe(5);
  for (const title of FIVE) {
    const notice = page.locator(".notice", { hasText: title });
    await notice.getByRole("button", { name: "Undo" }).click();
    await saved(title);
  }
  expect(await titles()).toEqual(FIVE);
});

test.each(["Control+Z", "Control+я"])("undo_is_the_same_key_as_%s", async (key) => {
  await make("One");
  await remove("One");
  // With Caps Lock the key is a capital; on a Cyrillic keyboard it is another letter.
  if (key === "Control+Z") await page.keyboard.press(key);
  else {
    await page.evaluate(() => {
      const key = { key: "я", code: "KeyZ", ctrlKey: true, bubbles: true, cancelable: true };
      document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", key));
    });
  }
  await saved("One");
});

test("the_last_card_of_a_column_comes_back_though_the_focus_is_in_its_field_now", async () => {
  await page.getByLabel("Add a card to To do").fill("A draft");
  await add(page, "Done", "One");
  await saved("One");
  await remove("One");
  await page.waitForFunction(() => document.activeElement?.getAttribute("aria-label") === "Add a card to Done");
  await page.keyboard.press("Control+z");
  await card(page, "One", column(page, "Done")).waitFor();
  // The same where the field that has the focus now has text of before.
  await page.getByLabel("Add a card to Done").fill("Another draft");
  await remove("One");
  await page.keyboard.press("Control+z");
  await card(page, "One", column(page, "Done")).waitFor();
  expect(await page.getByLabel("Add a card to Done").inputValue()).toBe("Another draft");
});

test("what_was_typed_after_a_deletion_is_undone_by_the_field_itself", async () => {
  await make("One");
  await remove("One");
  const field = page.getByLabel("Add a card to To do");
  await field.focus();
  await page.keyboard.type("Words");
  await page.keyboard.press("Control+z");
  await page.waitForFunction(() => !document.querySelector("textarea")?.value.includes("Words"));
  expect(await titles()).toEqual([]);
});
