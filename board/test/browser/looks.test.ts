/** The page as people with and without eyes find it; its pictures, where `PICTURES` names a folder for them. */

import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";

import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { add, card, column, launch, Window } from "../support/browser";
import { fill, join as joinBoard } from "../support/others";
import { Stage } from "../support/stage";

const PICTURES = process.env["PICTURES"];
const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

const CARDS: [column: string, title: string][] = [
  ["Done", "Agree on a date with the landlord"],
  ["Done", "Sign the lease for the new workshop"],
  ["Done", "Order paint samples"],
  ["In progress", "Draft the opening hours"],
  ["In progress", "Photograph the spring collection"],
  ["In progress", "Kitchen: repair the dishwasher, or ask for three offers for a new one before Friday"],
  ["To do", "Find somebody who can tune the piano"],
  ["To do", "Write to the printer about paper weights"],
  ["To do", "ترتيب موعد مع المترجم"],
  ["To do", "Water the plants 🌱"],
  ["To do", "Invite everyone to the opening: neighbours, suppliers, the people from the old street"],
];

let stage: Stage;
let browser: Browser;

beforeAll(async () => {
  stage = await Stage.start();
  browser = await launch();
  const window = await (await Window.open(browser, stage.url)).live();
  for (const [name, title] of CARDS) {
    await add(window.page, name, title);
    await card(window.page, title).and(window.page.locator('[data-saving="false"]')).waitFor();
  }
  await window.close();
});
afterAll(async () => {
  await browser.close();
  await stage.stop();
});

const LOOKS: [name: string, options: BrowserContextOptions][] = [
  ["light", { colorScheme: "light", viewport: { width: 1200, height: 640 } }],
  ["dark", { colorScheme: "dark", viewport: { width: 1200, height: 640 } }],
  ["phone", { colorScheme: "light", viewport: { width: 390, height: 780 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true }],
];

test.each(LOOKS)("the_%s_page_has_no_accessibility_violations", async (name, options) => {
  const window = await (await Window.open(browser, stage.url, options)).live();
  const { page } = window;
  expect(await violations(page)).toEqual([]);
  await pictureOfSomebodyElse(page, name);

  await page.getByRole("button", { name: /^Actions for Water/ }).click();
  await page.getByRole("menu").waitFor();
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press("Escape");

  await add(page, "To do", "x".repeat(1_001));
  await page.locator(".field-problem:not(:empty)").waitFor();
  await page.getByLabel("Add a card to To do").fill("");
  await add(page, "To do", "Gone in a moment");
  await card(page, "Gone in a moment").and(page.locator('[data-saving="false"]')).waitFor();
  await card(page, "Gone in a moment").focus();
  await page.keyboard.press("Delete");
  await page.getByRole("button", { name: "Undo" }).waitFor();
  expect(await violations(page)).toEqual([]);
  await window.close();
});

test.each(LOOKS)("the_%s_page_that_is_marked_lost_or_refused_has_no_violations", async (_, options) => {
  const [window, other] = [await Window.open(browser, `${stage.url}?board=marked`, options), await joinBoard(stage.laptop, "marked")];
  await window.live();
  const { itemId } = await other.createItem({ title: "Water the plants", status: "todo" });
  await window.page.locator('.card[data-fresh="true"]').waitFor();
  expect(await violations(window.page)).toEqual([]);
  await other.deleteItem({ itemId });
  other.close();
  await window.page.goto(`${stage.url}?board=not%20a%20board`);
  await window.page.locator(".problem").waitFor();
  expect(await violations(window.page)).toEqual([]);
  await window.close();
});

test("a_large_board_has_no_violations_and_every_card_can_be_reached", async () => {
  const other = await joinBoard(stage.laptop, "large");
  await fill(other, ["todo"], 300);
  other.close();
  const { page } = await (await Window.open(browser, `${stage.url}?board=large`)).live();
  expect(await violations(page)).toEqual([]);
  const drawn = await page.locator(".card").count();
  expect(drawn).toBeLessThan(150);
  const oldest = page.locator('.card[aria-posinset="300"]');
  await page.locator(".card").first().focus();
  await page.keyboard.press("End");
  await oldest.waitFor();
  await page.waitForFunction(() => document.activeElement?.getAttribute("aria-posinset") === "300");
  await page.keyboard.press("Home");
  await page.waitForFunction(() => document.activeElement?.getAttribute("aria-posinset") === "1");
  await page.locator(".cards").first().evaluate((list) => list.scrollTo(0, list.scrollHeight));
  await oldest.waitFor();
  expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-posinset"))).toBe("1");
  await page.context().close();
});

test("a_card_in_the_hand_is_pictured", async () => {
  const { page } = await (await Window.open(browser, stage.url, { viewport: { width: 1200, height: 640 } })).live();
  const from = (await card(page, "Water the plants").boundingBox())!;
  const to = (await column(page, "In progress").boundingBox())!;
  await page.mouse.move(from.x + 60, from.y + 18);
  await page.mouse.down();
  await page.mouse.move(to.x + 110, to.y + 380, { steps: 10 });
  await page.locator(".ghost").waitFor();
  await picture(page, "drag");
  await page.keyboard.press("Escape");
  await page.mouse.up();
  await page.context().close();
});

test("nothing_but_the_policy_decides_what_runs", async () => {
  const { page } = await (await Window.open(browser, stage.url)).live();
  const refused = await page.evaluate(() => {
    try {
      document.body.innerHTML = "<p>";
      return "parsed";
    } catch (error) {
      return (error as Error).name;
    }
  });
  expect(refused).toBe("TypeError");
  const policy = await page.locator("meta[http-equiv]").getAttribute("content");
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain("unsafe");
  await page.context().close();
});

/** What axe finds, in short. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(await readFile(AXE, "utf8"));
  // Colours that are on their way to others would be judged on the way.
  await page.evaluate(() => Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => {}))));
  return page.evaluate(async () => {
    interface Axe {
      run(): Promise<{ violations: { id: string; help: string; nodes: { html: string; failureSummary?: string }[] }[] }>;
    }
    const { violations } = await (globalThis as unknown as { axe: Axe }).axe.run();
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`));
  });
}

/** The page at the moment when somebody else has moved a card, and moves it back. */
async function pictureOfSomebodyElse(page: Page, name: string): Promise<void> {
  if (!PICTURES) return;
  const other = await joinBoard(stage.laptop);
  const { itemId, status } = [...other.items.values()].find(({ title }) => title === "Order paint samples")!;
  await other.updateStatus({ itemId, status: "inprogress" });
  await page.locator(".news", { hasText: "Someone moved" }).waitFor();
  await picture(page, name);
  await other.updateStatus({ itemId, status });
  await page.locator(".news", { hasText: "to Done" }).waitFor();
  other.close();
}

async function picture(page: Page, name: string): Promise<void> {
  if (!PICTURES) return;
  await mkdir(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, `board-${name}.png`) });
}
