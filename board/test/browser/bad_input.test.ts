/** What people and servers should not do, and what they get. */

import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

import { add, card, launch, Window } from "../support/browser";
import { Laptop } from "../support/laptop";
import { Site } from "../support/site";

let laptop: Laptop;
let site: Site;
let browser: Browser;

beforeAll(async () => {
  laptop = await Laptop.start();
  browser = await launch();
  site = await Site.start(laptop.config);
});
beforeEach(() => {
  site.config = JSON.stringify(laptop.config);
});
afterAll(async () => {
  await browser.close();
  await site.stop();
  await laptop.stop();
});

test.each([
  ["markup", "<script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">"],
  ["1_000_emoji", "🌱".repeat(1_000)],
  ["right_to_left_text", "سقي النباتات قبل يوم الجمعة (مهم!)"],
  ["1_000_characters_without_a_space", "x".repeat(1_000)],
  ["families_of_emoji_and_stacked_accents", `${"👩‍👩‍👧‍👦".repeat(20)} ${"e\u0301\u0323\u0302".repeat(50)}`],
  ["line_breaks", "one\ntwo\n\nthree"],
])("a_title_of_%s_is_shown_as_text_and_the_layout_is_whole", async (name, title) => {
  const window = await (await Window.open(browser, `${site.url}?board=${name.slice(0, 20)}`)).live();
  const { page } = window;
  const before = await widths(page);
  await add(page, "To do", title);
  const shown = page.locator('.card[data-saving="false"] .title');
  await shown.waitFor();
  expect(await shown.textContent()).toBe(title);
  expect(await page.title()).not.toBe("taken");
  expect(await widths(page)).toEqual(before);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  expect(window.complaints).toEqual([]);
  await window.close();
});

test("a_title_that_cannot_be_seen_is_refused_before_it_is_sent_and_joiners_stay_in_one_that_can", async () => {
  const window = await (await Window.open(browser, `${site.url}?board=blank`)).live();
  const { page } = window;
  for (const title of ["\u200b", "\u0085", "\u00ad\u2060"]) {
    await add(page, "To do", title);
    await page.getByText("A card needs a title.").waitFor();
    await page.getByLabel("Add a card to To do").fill("x");
    await page.getByText("A card needs a title.").waitFor({ state: "detached" });
  }
  await add(page, "To do", "\u0085می\u200cخواهم 👩\u200d👧\u0085");
  const title = page.locator('.card[data-saving="false"] .title');
  await title.waitFor();
  expect(await title.textContent()).toBe("می\u200cخواهم 👩\u200d👧");
  await window.close();
});

test("right_to_left_text_is_set_from_right_to_left", async () => {
  const window = await (await Window.open(browser, `${site.url}?board=rtl`)).live();
  await add(window.page, "To do", "سقي النباتات");
  const title = window.page.locator('.card[data-saving="false"] .title');
  expect(await title.evaluate((element) => getComputedStyle(element).direction)).toBe("rtl");
  await window.close();
});

test("a_title_that_is_too_long_is_refused_before_it_is_sent_and_stays_in_the_field", async () => {
  const window = await (await Window.open(browser, `${site.url}?board=long`)).live();
  const { page } = window;
  await add(page, "To do", "x".repeat(1_001));
  await page.getByText("A title has at most 1,000 characters; this one has 1,001.").waitFor();
  const field = page.getByLabel("Add a card to To do");
  expect((await field.inputValue()).length).toBe(1_001);
  await field.press("Backspace");
  await page.getByText("A title has at most").waitFor({ state: "detached" });
  await field.press("Enter");
  await page.locator('.card[data-saving="false"]').waitFor();
  await add(page, "To do", "   ");
  await page.getByText("A card needs a title.").waitFor();
  await window.close();
});

test.each([
  ["is_missing", undefined, "config.json could not be fetched: the server answered 404."],
  ["is_not_json", "<!doctype html>", "config.json is not JSON."],
  ["lacks_websocketUrl", '{"statuses":["todo"]}', "config.json lacks the key websocketUrl."],
  ["has_a_wrong_websocketUrl", '{"statuses":["todo"],"websocketUrl":"http://x/"}', "websocketUrl in config.json must be a URL"],
  ["lacks_statuses", '{"websocketUrl":"ws://127.0.0.1:1/"}', "config.json lacks the key statuses."],
])("a_configuration_that_%s_is_told_with_its_key", async (_, config, told) => {
  site.config = config;
  const { page } = await Window.open(browser, site.url);
  await page.getByRole("alert").filter({ hasText: told }).waitFor();
  await page.context().close();
});

test.each([
  ["?board=not%20a%20board", "1 to 64 of the characters"],
  ["?board=", "1 to 64 of the characters"],
  ["?board=a&board=b", "more than one board"],
])("the_address_%s_is_refused_before_connecting", async (search, told) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const sockets: string[] = [];
  page.on("websocket", (socket) => sockets.push(socket.url()));
  await page.goto(site.url + search);
  await page.getByRole("alert").filter({ hasText: told }).waitFor();
  expect(sockets).toEqual([]);
  await context.close();
});

test("another_board_is_opened_by_its_name_and_a_wrong_name_is_refused", async () => {
  const { page } = await (await Window.open(browser, site.url)).live();
  const field = page.getByLabel("Board", { exact: true });
  await field.fill("no such board!");
  await field.press("Enter");
  await page.getByRole("alert").filter({ hasText: "1 to 64 of the characters" }).waitFor();
  await field.fill("design");
  await field.press("Enter");
  await page.waitForURL("**/?board=design");
  await page.locator('.connection[data-state="live"]').waitFor();
  await page.context().close();
});

test("cards_of_a_status_that_is_no_more_are_shown_and_can_leave", async () => {
  const url = `${site.url}?board=retired`;
  const first = await (await Window.open(browser, url)).live();
  await add(first.page, "Done", "Water the plants");
  await first.page.locator('.card[data-saving="false"]').waitFor();
  await first.close();
  site.config = JSON.stringify({ ...laptop.config, statuses: ["todo"] });
  const { page } = await (await Window.open(browser, url)).live();
  await card(page, "Water the plants", page.getByRole("region", { name: "Done" })).waitFor();
  // None enters: a card dropped in its own is where it was.
  const retired = (await page.getByRole("region", { name: "Done" }).boundingBox())!;
  const at = (await card(page, "Water the plants").boundingBox())!;
  await page.mouse.move(at.x + 30, at.y + 15);
  await page.mouse.down();
  await page.mouse.move(retired.x + 100, retired.y + 300, { steps: 4 });
  await page.mouse.up();
  await page.locator(".news", { hasText: "Dropped where it was" }).waitFor();
  await page.getByRole("button", { name: "Actions for Water the plants" }).click();
  await page.getByRole("menuitem", { name: "Move to To do" }).click();
  await page.getByRole("region", { name: "Done" }).waitFor({ state: "detached" });
  await page.context().close();
});

function widths(page: Page): Promise<number[]> {
  return page.locator(".column").evaluateAll((columns) => columns.map((one) => one.getBoundingClientRect().width));
}
