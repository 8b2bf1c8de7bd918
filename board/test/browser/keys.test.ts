/** Keys that are not presses: repeats of a key that is held, and those of an input method. */

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
  window = await (await Window.open(browser, `${stage.url}?board=keys-${++board}`)).live();
  page = window.page;
});
afterEach(async () => {
  expect(window.complaints).toEqual([]);
  await window.close();
});

async function cards(...titles: string[]): Promise<void> {
  for (const title of titles) {
    await add(page, "To do", title);
    await card(page, title).and(page.locator('[data-saving="false"]')).waitFor();
  }
}

/** Holds a key down as a hand does for half a second: one press, then repeats. */
async function hold(key: string): Promise<void> {
  for (let press = 0; press < 12; press++) await page.keyboard.down(key);
  await page.keyboard.up(key);
  await drawn();
}

const drawn = () => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
const titles = () => page.locator(".card .title").allTextContents();

test.each(["Delete", "Backspace"])("%s_held_deletes_one_card", async (key) => {
  await cards("One", "Two", "Three");
  await card(page, "Three").focus();
  await hold(key);
  expect(await titles()).toEqual(["Two", "One"]);
});

test.each(["Enter", "ContextMenu"])("%s_held_opens_a_menu_and_chooses_nothing_in_it", async (key) => {
  await cards("One");
  await card(page, "One").focus();
  await hold(key);
  await page.getByRole("menu").waitFor();
  await card(page, "One", column(page, "To do")).waitFor();
});

test("enter_held_in_a_menu_chooses_once", async () => {
  await cards("One");
  await card(page, "One").focus();
  await page.keyboard.press("Enter");
  await page.getByRole("menu").waitFor();
  await hold("Enter");
  await card(page, "One", column(page, "In progress")).waitFor();
  expect(await page.getByRole("menu").count()).toBe(0);
});

test("space_held_picks_a_card_up_and_does_not_drop_it", async () => {
  await cards("One");
  await card(page, "One").focus();
  await hold("Space");
  expect(await card(page, "One").getAttribute("data-lifted")).toBe("true");
  await page.keyboard.press("ArrowRight");
  await hold("Space");
  await card(page, "One", column(page, "In progress")).and(page.locator('[data-lifted="false"]')).waitFor();
});

test("ctrl_z_held_brings_one_card_back", async () => {
  await cards("One", "Two", "Three");
  for (const title of ["Three", "Two"]) {
    await card(page, title).focus();
    await page.keyboard.press("Delete");
  }
  await page.keyboard.down("Control");
  await hold("z");
  await page.keyboard.up("Control");
  await card(page, "Two").and(page.locator('[data-saving="false"]')).waitFor();
  expect((await titles()).sort()).toEqual(["One", "Two"]);
});

test("ctrl_z_held_in_the_field_that_the_focus_has_come_to_brings_one_card_back", async () => {
  await cards("One", "Two");
  for (const title of ["Two", "One"]) {
    await card(page, title).focus();
    await page.keyboard.press("Delete");
  }
  await page.waitForFunction(() => document.activeElement instanceof HTMLTextAreaElement);
  await page.keyboard.down("Control");
  await hold("z");
  await page.keyboard.up("Control");
  await card(page, "One").and(page.locator('[data-saving="false"]')).waitFor();
  expect(await titles()).toEqual(["One"]);
});

test("enter_held_on_a_button_presses_it_once", async () => {
  await cards("One", "Two");
  for (const title of ["One", "Two"]) {
    await card(page, title).focus();
    await page.keyboard.press("Delete");
  }
  await page.getByRole("button", { name: "Undo" }).last().focus();
  await hold("Enter");
  await page.locator('.card[data-saving="false"]').waitFor();
  expect(await titles()).toHaveLength(1);
});

test("enter_held_in_the_field_adds_one_card_and_complains_of_nothing", async () => {
  const field = page.getByLabel("Add a card to To do");
  await field.fill("One");
  await hold("Enter");
  await card(page, "One").and(page.locator('[data-saving="false"]')).waitFor();
  expect(await titles()).toEqual(["One"]);
  expect(await page.locator(".add .field-problem").count()).toBe(0);
});

test.each(["Backspace", "Delete"])("%s_held_on_the_last_card_spares_the_text_of_the_field_that_the_focus_comes_to", async (key) => {
  const field = page.getByLabel("Add a card to To do");
  await cards("One");
  await field.fill("A draft");
  await card(page, "One").focus();
  await page.keyboard.down(key);
  await page.waitForFunction(() => document.activeElement instanceof HTMLTextAreaElement);
  await field.evaluate((element: HTMLTextAreaElement) => element.setSelectionRange(3, 3));
  await hold(key);
  expect(await field.inputValue()).toBe("A draft");
  await field.press(key);
  expect(await field.inputValue()).not.toBe("A draft");
});

test("keys_that_only_go_somewhere_and_typing_go_on_while_held", async () => {
  await cards("One", "Two", "Three");
  await card(page, "Three").focus();
  await hold("ArrowDown");
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("One");
  const field = page.getByLabel("Add a card to To do");
  await field.focus();
  await hold("x");
  expect(await field.inputValue()).toBe("x".repeat(12));
  await hold("Backspace");
  expect(await field.inputValue()).toBe("");
  await page.keyboard.down("Shift");
  await hold("Enter");
  await page.keyboard.up("Shift");
  expect((await field.inputValue()).match(/\n/g)).toHaveLength(12);
});

/** A key that an input method takes for itself, after the text is composed, as Safari tells of it. */
async function composingKey(key: "Enter" | "Escape" | "Delete"): Promise<void> {
  const keyboard = await page.context().newCDPSession(page);
  for (const type of ["keyDown", "keyUp"] as const) {
    await keyboard.send("Input.dispatchKeyEvent", {
      type,
      key,
      code: key,
      windowsVirtualKeyCode: 229,
      ...(key === "Enter" && type === "keyDown" && { text: "\r" }),
    });
  }
  await drawn();
}

test("enter_that_an_input_method_takes_adds_no_card", async () => {
  const field = page.getByLabel("Add a card to To do");
  await field.fill("にほん");
  await composingKey("Enter");
  expect(await page.locator(".card").count()).toBe(0);
  expect(await field.inputValue()).toBe("にほん");
  await field.press("Enter");
  await card(page, "にほん").waitFor();
});

test("enter_that_an_input_method_takes_opens_no_board", async () => {
  const field = page.getByLabel("Board", { exact: true });
  await field.fill("an other");
  await composingKey("Enter");
  expect(await page.locator("#board-problem").textContent()).toBe("");
  await field.press("Enter");
  await page.getByRole("alert").filter({ hasText: "1 to 64 of the characters" }).waitFor();
});

test("escape_that_an_input_method_takes_leaves_the_sought_text", async () => {
  await cards("One");
  const field = page.getByRole("searchbox", { name: "Find cards" });
  await field.fill("zwei");
  await composingKey("Escape");
  expect(await field.inputValue()).toBe("zwei");
  expect(await page.locator(".card").count()).toBe(0);
});
