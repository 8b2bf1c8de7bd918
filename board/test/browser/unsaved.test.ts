/** What the server does not have yet, or refuses: nothing that a person typed is lost, and nothing is called done before it is. */

import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";

import { add, card, column, launch, Window } from "../support/browser";
import { join } from "../support/others";
import { Site } from "../support/site";
import { Laptop } from "../support/laptop";

const PATIENCE = { timeout: 10_000 };

let laptop: Laptop;
let site: Site;
let browser: Browser;
let window: Window;
let page: Page;
let board = 0;

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
beforeEach(() => {
  board += 1;
  site.config = JSON.stringify(laptop.config);
});
afterEach(async () => {
  expect(window.complaints).toEqual([]);
  await window.close();
});

/** Opens the board. `clock`: its time can be moved on. */
async function open({ statuses = laptop.config.statuses, clock = false } = {}): Promise<void> {
  site.config = JSON.stringify({ ...laptop.config, statuses });
  const url = `${site.url}?board=unsaved-${board}`;
  window = await Window.open(browser, clock ? "about:blank" : url);
  page = window.page;
  if (clock) {
    await page.clock.install();
    await page.goto(url);
  }
  await window.live();
}
const saved = (title: string) => card(page, title).and(page.locator('[data-saving="false"]')).waitFor();
const news = (text: string) => page.locator(".news", { hasText: text }).waitFor();

/** From now on the server hears nothing of this window, until `release` is called. */
const holdBack = () =>
  page.evaluate(() => {
    const { prototype } = WebSocket;
    const { send } = prototype;
    const held: (() => void)[] = [];
    prototype.send = function (data) {
      held.push(() => send.call(this, data));
    };
    Object.assign(globalThis, {
      release: () => {
        prototype.send = send;
        for (const one of held) one();
      },
    });
  });
const release = () => page.evaluate(() => (globalThis as unknown as { release(): void }).release());

test("cards_typed_while_offline_stay_as_not_saved_and_can_be_tried_again", async () => {
  await open({ clock: true });
  await laptop.kill();
  await page.locator('.connection[data-state="waiting"]').waitFor();
  for (const title of ["One", "Two"]) await add(page, "To do", title);
  await news("Adding “\u2068Two\u2069” to To do…");
  // Longer than the page is patient for.
  await page.clock.runFor(70_000);
  for (const title of ["One", "Two"]) {
    await card(page, title).getByText("Not saved: there is no connection.").waitFor();
  }
  await news("was not added: there is no connection.");
  laptop = await laptop.again();
  await page.clock.runFor(40_000);
  await window.live();
  expect(await page.locator(".card").count()).toBe(2);
  await card(page, "One").getByRole("button", { name: "Try again" }).click();
  await saved("One");
  await news("Added “\u2068One\u2069” to To do");
  await card(page, "Two").getByRole("button", { name: "Discard" }).click();
  await card(page, "Two").waitFor({ state: "detached" });
  const other = await join(laptop, `unsaved-${board}`);
  expect([...other.items.values()].map(({ title }) => title)).toEqual(["One"]);
  other.close();
});

test("a_card_that_the_server_refuses_stays_with_the_reason_and_is_worked_with_keys", async () => {
  await open({ statuses: ["todo", "nowhere"] });
  await add(page, "Nowhere", "One");
  await card(page, "One").getByText("Not saved: the server refused it").waitFor();
  await news("“\u2068One\u2069” was not added: the server refused it");
  await card(page, "One").focus();
  await page.keyboard.press("Enter");
  await page.getByRole("menuitem", { name: "Try again" }).click();
  await card(page, "One").getByText("Not saved: the server refused it").waitFor();
  await card(page, "One").focus();
  await page.keyboard.press("Delete");
  await card(page, "One").waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Undo" }).click();
  await card(page, "One").getByText("Not saved: the server refused it").waitFor();
});

test("closing_the_window_asks_while_something_is_not_saved", async () => {
  await open({ statuses: ["todo", "nowhere"] });
  const asked: string[] = [];
  page.on("dialog", (dialog) => {
    asked.push(dialog.type());
    void dialog.accept();
  });
  await add(page, "To do", "Saved");
  await saved("Saved");
  await page.reload();
  expect(asked).toEqual([]);
  await window.live();
  await add(page, "Nowhere", "Refused");
  await card(page, "Refused").getByText("Not saved").waitFor();
  await page.reload();
  expect(asked).toEqual(["beforeunload"]);
});

test("a_notice_of_a_failure_stays_until_it_is_dismissed", async () => {
  await open({ statuses: ["todo", "nowhere"], clock: true });
  await add(page, "To do", "One");
  await saved("One");
  for (let failure = 0; failure < 4; failure++) {
    await page.getByRole("button", { name: "Actions for One" }).click();
    await page.getByRole("menuitem", { name: "Move to Nowhere" }).click();
    await expect.poll(() => page.getByRole("alert").filter({ hasText: "was not moved to Nowhere" }).count(), PATIENCE).toBe(failure + 1);
  }
  await page.clock.runFor(60_000);
  const notices = page.locator(".notice[role=alert]");
  expect(await notices.count()).toBe(4);
  await notices.first().getByRole("button", { name: "Dismiss" }).click();
  await expect.poll(() => notices.count(), PATIENCE).toBe(3);
});

test("a_move_is_announced_as_done_when_it_is_and_marked_while_it_is_not", async () => {
  await open();
  await add(page, "To do", "One");
  await saved("One");
  await holdBack();
  await page.getByRole("button", { name: "Actions for One" }).click();
  await page.getByRole("menuitem", { name: "Move to Done" }).click();
  await news("Moving “\u2068One\u2069” to Done…");
  expect(await card(page, "One", column(page, "Done")).getByText("Not saved yet").count()).toBe(0);
  await card(page, "One").getByText("Not saved yet").waitFor();
  await release();
  await news("Moved “\u2068One\u2069” to Done");
  await saved("One");
  expect(await page.getByText("Not saved yet").count()).toBe(0);
});

test("a_move_that_is_refused_is_never_announced_as_done", async () => {
  await open();
  await add(page, "To do", "One");
  await saved("One");
  await page.evaluate(() => {
    const seen: string[] = [];
    Object.assign(globalThis, { seen });
    const line = document.querySelector(".news")!;
    new MutationObserver(() => seen.push(line.textContent)).observe(line, { subtree: true, childList: true, characterData: true });
  });
  await holdBack();
  await page.getByRole("button", { name: "Actions for One" }).click();
  await page.getByRole("menuitem", { name: "Move to Done" }).click();
  const other = await join(laptop, `unsaved-${board}`);
  await other.updateStatus({ itemId: [...other.items.keys()][0]!, status: "inprogress" });
  await release();
  await news("“\u2068One\u2069” was not moved to Done: someone else changed it");
  expect(await page.evaluate(() => (globalThis as unknown as { seen: string[] }).seen.filter((line) => line.startsWith("Moved")))).toEqual([]);
  // Tried again it is announced as the first time.
  await page.getByRole("button", { name: "Try again" }).click();
  await news("Moved “\u2068One\u2069” to Done");
  other.close();
});

test("a_deletion_that_failed_can_be_undone_when_it_is_tried_again", async () => {
  await open();
  await add(page, "To do", "One");
  await saved("One");
  // The first request is answered with a failure, and not sent.
  await page.evaluate(() => {
    const { prototype } = WebSocket;
    const { send } = prototype;
    prototype.send = function (data) {
      if (!String(data).includes("deleteItem")) return send.call(this, data);
      prototype.send = send;
      const { requestId } = JSON.parse(String(data)) as { requestId: string };
      const error = { code: "InvalidField", field: "itemId", detail: "no" };
      const reply = JSON.stringify({ message: "Failed to delete item", error, requestId });
      setTimeout(() => this.dispatchEvent(new MessageEvent("message", { data: reply })));
    };
  });
  await card(page, "One").focus();
  await page.keyboard.press("Delete");
  await page.getByRole("alert").filter({ hasText: "was not deleted" }).getByRole("button", { name: "Try again" }).click();
  await page.locator(".notice", { hasText: "Deleted “\u2068One\u2069”" }).getByRole("button", { name: "Undo" }).click();
  await saved("One");
});

test("a_deletion_is_announced_as_done_when_it_is", async () => {
  await open();
  await add(page, "To do", "One");
  await saved("One");
  await holdBack();
  await card(page, "One").focus();
  await page.keyboard.press("Delete");
  await page.locator(".notice", { hasText: "Deleting “\u2068One\u2069”…" }).waitFor();
  await release();
  await page.locator(".notice", { hasText: "Deleted “\u2068One\u2069”" }).waitFor();
});

test("a_card_that_is_not_saved_is_not_picked_up_or_deleted_and_says_so", async () => {
  await open();
  await holdBack();
  await add(page, "To do", "One");
  await card(page, "One").focus();
  for (const key of ["Space", "Delete", "Enter"]) {
    await page.keyboard.press(key);
    await news("“\u2068One\u2069” is not saved yet");
  }
  expect(await page.getByRole("menu").count()).toBe(0);
  await release();
  await saved("One");
});
