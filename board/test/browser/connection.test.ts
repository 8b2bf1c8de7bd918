/** What the page shows and keeps when the server or the network goes away. */

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { add, card, launch, Window } from "../support/browser";
import { Laptop } from "../support/laptop";
import { Site } from "../support/site";

let browser: Browser;

beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

/** A server that stays while the laptop goes: a page from the laptop itself would be gone with it at a reload. */
async function stage(): Promise<{ laptop: Laptop; site: Site }> {
  const laptop = await Laptop.start();
  return { laptop, site: await Site.start(laptop.config) };
}

test("a_crashed_server_is_waited_for_and_what_was_typed_and_done_is_kept", async () => {
  const { laptop, site } = await stage();
  const { page, complaints } = await (await Window.open(browser, site.url)).live();
  await add(page, "To do", "Water the plants");
  await card(page, "Water the plants").and(page.locator('[data-saving="false"]')).waitFor();
  const field = page.getByLabel("Add a card to Done");
  await field.fill("Half a sentence, and");
  await laptop.kill();
  await page.getByText(/Reconnecting in \d+ s/).waitFor();
  await add(page, "In progress", "Thought of while away");
  await field.focus();
  await field.press("End");
  await field.pressSequentially(" the other half");
  const again = await laptop.again();
  await page.locator('.connection[data-state="live"]').waitFor();
  await card(page, "Thought of while away").and(page.locator('[data-saving="false"]')).waitFor();
  await card(page, "Water the plants").waitFor();
  expect(await field.inputValue()).toBe("Half a sentence, and the other half");
  expect(await field.evaluate((element) => element === document.activeElement)).toBe(true);
  expect(complaints).toEqual([]);
  // It survives a reload as well.
  await page.reload();
  await page.locator('.connection[data-state="live"]').waitFor();
  expect(await field.inputValue()).toBe("Half a sentence, and the other half");
  await page.context().close();
  await site.stop();
  await again.stop();
});

test("an_impatient_person_connects_now", async () => {
  const { laptop, site } = await stage();
  const { page } = await (await Window.open(browser, site.url)).live();
  await laptop.kill();
  // Until the pause is long enough for a hand, and for a laptop to start.
  await page.getByText(/Reconnecting in [6-9] s/).waitFor();
  const again = await laptop.again();
  await page.getByRole("button", { name: "Now" }).click();
  await page.locator('.connection[data-state="live"]').waitFor();
  await page.context().close();
  await site.stop();
  await again.stop();
});

test("without_a_network_the_page_says_offline_and_is_live_again_when_it_is_back", async () => {
  const { laptop, site } = await stage();
  const { page } = await (await Window.open(browser, site.url)).live();
  await laptop.kill();
  await page.context().setOffline(true);
  await page.locator(".connection", { hasText: "Offline" }).waitFor();
  const again = await laptop.again();
  await page.context().setOffline(false);
  await page.locator('.connection[data-state="live"]').waitFor();
  await page.context().close();
  await site.stop();
  await again.stop();
});

test("a_server_that_does_not_answer_at_first_is_told_and_tried_again", async () => {
  const { laptop, site } = await stage();
  await laptop.kill();
  const { page } = await Window.open(browser, site.url);
  await page.getByRole("alert").filter({ hasText: `127.0.0.1:${laptop.port} does not answer` }).waitFor();
  await page.getByRole("region", { name: "In progress" }).waitFor();
  const again = await laptop.again();
  await page.locator('.connection[data-state="live"]').waitFor();
  expect(await page.getByRole("alert").filter({ hasText: "does not answer" }).count()).toBe(0);
  await page.context().close();
  await site.stop();
  await again.stop();
});

test("what_others_did_while_the_connection_was_away_is_marked", async () => {
  const { laptop, site } = await stage();
  const [ann, ben] = [await Window.open(browser, site.url), await Window.open(browser, site.url)];
  await Promise.all([ann.live(), ben.live()]);
  await add(ann.page, "To do", "Water the plants");
  await card(ben.page, "Water the plants").and(ben.page.locator('[data-fresh="false"]')).waitFor();
  await laptop.kill();
  await ben.page.locator('.connection[data-state="waiting"]').waitFor();
  await ben.page.context().setOffline(true);
  const again = await laptop.again();
  await ann.live();
  await ann.page.getByRole("button", { name: "Actions for Water the plants" }).click();
  await ann.page.getByRole("menuitem", { name: "Move to Done" }).click();
  await ann.page.getByRole("region", { name: "Done" }).locator('.card[data-saving="false"]').waitFor();
  await ben.page.context().setOffline(false);
  await ben.page.getByRole("region", { name: "Done" }).locator('.card[data-fresh="true"]').waitFor();
  await Promise.all([ann.close(), ben.close()]);
  await site.stop();
  await again.stop();
});
