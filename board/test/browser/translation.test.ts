/** The page under a browser's translator, which wraps every text in elements of its own. */

import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { add, card, column, launch, Window } from "../support/browser";
import { Laptop } from "../support/laptop";
import { join } from "../support/others";
import { Site } from "../support/site";

const PATIENCE = { timeout: 10_000 };

let laptop: Laptop;
let site: Site;
let browser: Browser;

beforeAll(async () => {
  laptop = await Laptop.start();
  site = await Site.start(laptop.config);
  browser = await launch();
});
afterAll(async () => {
  await browser.close();
  await site.stop();
  await laptop.stop();
});

/** Wraps what is there, and what comes, as translators do. */
const translate = (page: Page) =>
  page.evaluate(() => {
    const wrap = (root: Node) => {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      const texts: Text[] = [];
      while (walker.nextNode()) texts.push(walker.currentNode as Text);
      for (const text of texts) {
        if (text.data.trim() === "" || text.parentElement?.closest("font, textarea, script, style")) continue;
        const [outer, inner] = [document.createElement("font"), document.createElement("font")];
        text.replaceWith(outer);
        outer.append(inner);
        inner.append(text.data);
      }
    };
    wrap(document.body);
    new MutationObserver((mutations) => mutations.forEach(({ addedNodes }) => addedNodes.forEach((node) => wrap(node.parentNode ?? node)))).observe(
      document.body,
      { childList: true, subtree: true },
    );
  });

test("what_changes_in_place_goes_on_changing_under_a_translator", async () => {
  const window = await (await Window.open(browser, `${site.url}?board=translated`)).live();
  const { page } = window;
  const other = await join(laptop, "translated");
  await page.getByLabel("Add a card to Done").fill("x".repeat(1_001));
  await page.getByLabel("Add a card to Done").press("Enter");
  await page.locator(".add .field-problem").waitFor();
  await page.getByLabel("Board", { exact: true }).fill("no such board!");
  await page.getByLabel("Board", { exact: true }).press("Enter");
  await page.locator("#board-problem", { hasText: "1 to 64" }).waitFor();
  await translate(page);

  // Problems of fields.
  await page.getByLabel("Add a card to Done").press("End");
  await page.keyboard.type("y");
  await page.locator(".add .field-problem", { hasText: "1,002" }).waitFor();
  await page.getByLabel("Board", { exact: true }).press("x");
  await page.waitForFunction(() => document.querySelector("#board-problem")?.textContent === "");

  // Counts, the line below, and what empty columns say.
  const count = column(page, "To do").locator(".count");
  for (let cards = 1; cards <= 2; cards++) {
    await add(page, "To do", `Card ${cards}`);
    await page.locator(".news", { hasText: `Added “\u2068Card ${cards}\u2069” to To do` }).waitFor();
    await expect.poll(() => count.textContent(), PATIENCE).toBe(String(cards));
  }
  expect(await page.locator(".news").textContent()).toBe("Added “\u2068Card 2\u2069” to To do");
  await page.getByRole("searchbox").fill("nothing");
  await page.getByRole("searchbox").fill("");
  await expect.poll(() => count.textContent(), PATIENCE).toBe("2");

  // A notice that changes, and goes.
  await card(page, "Card 2").focus();
  await page.keyboard.press("Delete");
  await expect.poll(() => page.locator(".notice p").textContent(), PATIENCE).toBe("Deleted “\u2068Card 2\u2069”");
  await page.getByRole("button", { name: "Undo" }).click();
  await page.locator(".notice").waitFor({ state: "detached" });
  await card(page, "Card 2").and(page.locator('[data-saving="false"]')).waitFor();

  // Cards that move, and the badge.
  const { itemId } = [...other.items.values()].find(({ title }) => title === "Card 1")!;
  await other.updateStatus({ itemId, status: "done" });
  await card(page, "Card 1", column(page, "Done")).waitFor();
  expect(await column(page, "Done").locator(".count").textContent()).toBe("1");
  other.close();
  await laptop.kill();
  const badge = page.locator(".connection > span:last-of-type");
  await expect.poll(() => badge.textContent(), PATIENCE).toMatch(/^Reconnecting/);
  await add(page, "To do", "Late");
  await card(page, "Late").getByText("Not saved yet").waitFor();
  laptop = await laptop.again();
  await window.live();
  await expect.poll(() => badge.textContent(), PATIENCE).toBe("Live");
  await card(page, "Late").and(page.locator('[data-saving="false"]')).waitFor();
  await expect.poll(() => page.getByText("Not saved yet").count(), PATIENCE).toBe(0);
  expect(window.complaints).toEqual([]);
  await window.close();
});

test("a_title_that_changes_is_drawn_anew_under_a_translator", async () => {
  // No action changes a title yet, but frames that do are understood.
  const window = await Window.open(browser, "about:blank");
  const { page } = window;
  await page.addInitScript(() => {
    const sockets: WebSocket[] = [];
    const Native = WebSocket;
    class Kept extends Native {
      constructor(...words: ConstructorParameters<typeof WebSocket>) {
        super(...words);
        sockets.push(this);
      }
    }
    Object.assign(globalThis, { WebSocket: Kept, sockets });
  });
  await page.goto(`${site.url}?board=titles`);
  await window.live();
  await add(page, "To do", "Before");
  await card(page, "Before").and(page.locator('[data-saving="false"]')).waitFor();
  await translate(page);
  await card(page, "Before").locator("font").first().waitFor();
  await page.evaluate(() => {
    const { sockets } = globalThis as unknown as { sockets: WebSocket[] };
    const itemId = document.querySelector<HTMLElement>("[data-card]")!.dataset["card"];
    const item = { itemId, title: "After", status: "todo", version: 99, createdAt: "", updatedAt: "" };
    const data = JSON.stringify({ message: "Item updated", response: { Attributes: item } });
    sockets.at(-1)!.dispatchEvent(new MessageEvent("message", { data }));
  });
  await expect.poll(() => page.locator(".card .title").textContent(), PATIENCE).toBe("After");
  await window.close();
});
