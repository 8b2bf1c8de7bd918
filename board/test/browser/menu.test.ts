/** The menu of a card while others change the board. */

import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";

import type { TaskBoard } from "../../src/client/index";
import { card, launch, Window } from "../support/browser";
import { join } from "../support/others";
import { Stage } from "../support/stage";

const PATIENCE = { timeout: 10_000 };

let stage: Stage;
let browser: Browser;
let window: Window;
let page: Page;
let other: TaskBoard;
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
  other = await join(stage.laptop, `menu-${++board}`);
  window = await (await Window.open(browser, `${stage.url}?board=menu-${board}`)).live();
  page = window.page;
});
afterEach(async () => {
  expect(window.complaints).toEqual([]);
  other.close();
  await window.close();
});

const make = async (...titles: string[]) => {
  for (const title of titles) {
    await other.createItem({ title, status: "todo" });
    await card(page, title).waitFor();
  }
};
const openMenu = async (title: string) => {
  await page.getByRole("button", { name: `Actions for ${title}` }).click();
  await page.getByRole("menu").waitFor();
};

/** How far the menu is below the button that it belongs to, in CSS pixels. */
async function distance(title: string): Promise<number> {
  const button = (await page.getByRole("button", { name: `Actions for ${title}` }).boundingBox())!;
  const menu = (await page.getByRole("menu").boundingBox())!;
  return menu.y - (button.y + button.height);
}

test("an_open_menu_follows_its_card_when_somebody_adds_one_above", async () => {
  await make("Mine");
  await openMenu("Mine");
  const before = await distance("Mine");
  await make("Above", "Further above");
  expect(await distance("Mine")).toBeCloseTo(before, 0);
  await page.keyboard.press("Enter");
  await card(page, "Mine", page.getByRole("region", { name: "In progress" })).waitFor();
});

test("an_open_menu_follows_its_card_to_another_column", async () => {
  await make("Mine");
  await openMenu("Mine");
  const before = await distance("Mine");
  await other.updateStatus({ itemId: [...other.items.keys()][0]!, status: "done" });
  await page.getByRole("menuitem", { name: "Move to To do" }).waitFor();
  expect(await distance("Mine")).toBeCloseTo(before, 0);
  const menu = (await page.getByRole("menu").boundingBox())!;
  expect(menu.x).toBeGreaterThan(800);
  expect(await page.evaluate(() => document.activeElement?.getAttribute("role"))).toBe("menuitem");
});

test("an_open_menu_follows_a_scroll_and_closes_when_its_card_is_out_of_sight", async () => {
  await make(...Array.from({ length: 20 }, (_, at) => `Card ${at}.`));
  await openMenu("Card 16.");
  const before = await distance("Card 16.");
  const list = page.locator(".cards").first();
  await list.evaluate((element) => (element.scrollTop = 60));
  await expect.poll(() => distance("Card 16."), PATIENCE).toBeCloseTo(before, 0);
  await list.evaluate((element) => (element.scrollTop = 300));
  await page.getByRole("menu").waitFor({ state: "detached" });
  expect(await list.evaluate((element) => element.scrollTop)).toBe(300);
});

test("the_menu_of_a_card_that_somebody_deletes_closes_and_the_neighbour_has_the_focus", async () => {
  await make("Neighbour", "Mine");
  await openMenu("Mine");
  const { itemId } = [...other.items.values()].find(({ title }) => title === "Mine")!;
  await other.deleteItem({ itemId });
  await page.getByRole("menu").waitFor({ state: "detached" });
  await page.waitForFunction(() => document.activeElement?.textContent === "Neighbour");
});

test("a_menu_that_closed_with_its_card_does_not_open_again_by_itself", async () => {
  await make("Neighbour", "Mine");
  await openMenu("Mine");
  // The card is sought away while its menu is open, and comes back.
  const find = page.getByRole("searchbox", { name: "Find cards" });
  await find.evaluate((element: HTMLInputElement) => {
    element.value = "neigh";
    element.dispatchEvent(new InputEvent("input", { bubbles: true }));
  });
  await page.getByRole("menu").waitFor({ state: "detached" });
  await find.fill("");
  await card(page, "Mine").waitFor();
  expect(await page.getByRole("menu").count()).toBe(0);
});

test("a_card_that_is_deleted_while_it_is_picked_up_is_put_back_by_nobody", async () => {
  await make("Neighbour", "Mine");
  await card(page, "Mine").focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowRight");
  const { itemId } = [...other.items.values()].find(({ title }) => title === "Mine")!;
  await other.deleteItem({ itemId });
  await card(page, "Mine").waitFor({ state: "detached" });
  await page.waitForFunction(() => document.activeElement?.textContent === "Neighbour");
  // The key is the neighbour's now.
  await page.keyboard.press("Enter");
  await page.getByRole("menu", { name: "Actions for Neighbour" }).waitFor();
});
