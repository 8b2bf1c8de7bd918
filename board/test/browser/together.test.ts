/** Two people at one board, and one person's hands. */

import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";

import { add, card, column, launch, Window } from "../support/browser";
import { Stage } from "../support/stage";

let stage: Stage;
let browser: Browser;
let board = 0;
let ann: Window;
let ben: Window;

beforeAll(async () => {
  stage = await Stage.start();
  browser = await launch();
});
afterAll(async () => {
  await browser.close();
  await stage.stop();
});

beforeEach(async () => {
  const url = `${stage.url}?board=together-${++board}`;
  [ann, ben] = [await Window.open(browser, url), await Window.open(browser, url)];
  await Promise.all([ann.live(), ben.live()]);
});
afterEach(async () => {
  expect([...ann.complaints, ...ben.complaints]).toEqual([]);
  await Promise.all([ann.close(), ben.close()]);
});

/** Waits until cards are drawn and stored. */
const saved = async (page: Page, ...titles: string[]) => {
  for (const title of titles) await card(page, title).and(page.locator('[data-saving="false"]')).waitFor();
};
const news = (page: Page, text: string) => page.locator(".news", { hasText: text }).waitFor();

test("a_card_added_here_appears_there_marked_as_somebody_elses", async () => {
  await add(ann.page, "To do", "Water the plants");
  await card(ben.page, "Water the plants", column(ben.page, "To do")).and(ben.page.locator('[data-fresh="true"]')).waitFor();
  await news(ben.page, "Someone added “\u2068Water the plants\u2069” to To do");
  expect(await card(ann.page, "Water the plants").getAttribute("data-fresh")).toBe("false");
  await card(ben.page, "Water the plants").and(ben.page.locator('[data-fresh="false"]')).waitFor();
});

test("a_card_is_dragged_with_the_mouse", async () => {
  await add(ann.page, "To do", "Water the plants");
  await saved(ann.page, "Water the plants");
  await news(ben.page, "Someone added");
  await drag(ann.page, "Water the plants", "Done");
  await card(ann.page, "Water the plants", column(ann.page, "Done")).waitFor();
  await card(ben.page, "Water the plants", column(ben.page, "Done")).waitFor();
  await news(ben.page, "Someone moved “\u2068Water the plants\u2069” to Done");
});

test.each([
  ["the_gap_between_columns", (gap: Gap) => ({ x: gap.right - 3, y: 300 }), "Done"],
  ["the_margin_of_the_window", (gap: Gap) => ({ x: gap.window - 2, y: 300 }), "Done"],
  ["the_header_above_the_columns", (gap: Gap) => ({ x: gap.right + 100, y: 12 }), "Done"],
  ["the_line_below_the_columns", (gap: Gap) => ({ x: gap.left - 40, y: 795 }), "In progress"],
])("a_card_dropped_on_%s_goes_to_the_nearest_column", async (_, place, nearest) => {
  await add(ann.page, "To do", "Water the plants");
  await saved(ann.page, "Water the plants");
  const [before, after] = [await column(ann.page, "In progress").boundingBox(), await column(ann.page, "Done").boundingBox()];
  const { x, y } = place({ left: before!.x + before!.width, right: after!.x, window: 1280 });
  const from = (await card(ann.page, "Water the plants").boundingBox())!;
  await ann.page.mouse.move(from.x + 30, from.y + 15);
  await ann.page.mouse.down();
  await ann.page.mouse.move(x, y, { steps: 5 });
  await column(ann.page, nearest).and(ann.page.locator('[data-target="true"]')).waitFor();
  await ann.page.mouse.up();
  await card(ben.page, "Water the plants", column(ben.page, nearest)).waitFor();
});

/** Between the last two columns: where it begins and ends, and where the window does. */
interface Gap {
  left: number;
  right: number;
  window: number;
}

test("escape_ends_a_drag", async () => {
  await add(ann.page, "To do", "Water the plants");
  await saved(ann.page, "Water the plants");
  await lift(ann.page, "Water the plants", "Done");
  await ann.page.keyboard.press("Escape");
  await ann.page.locator(".ghost").waitFor({ state: "detached" });
  await ann.page.mouse.up();
  await card(ann.page, "Water the plants", column(ann.page, "To do")).waitFor();
});

test("a_card_is_moved_with_the_keyboard_alone_and_keeps_the_focus", async () => {
  const { keyboard } = ann.page;
  await ann.page.getByLabel("Add a card to To do").focus();
  await keyboard.type("Water the plants");
  await keyboard.press("Enter");
  await saved(ann.page, "Water the plants");
  await keyboard.press("Tab");
  await keyboard.press("Tab");
  expect(await focused(ann.page)).toBe("Water the plants");
  await keyboard.press("Space");
  await news(ann.page, "Picked up");
  await keyboard.press("ArrowRight");
  await news(ann.page, "Over In progress");
  await keyboard.press("ArrowRight");
  await keyboard.press("Space");
  await card(ann.page, "Water the plants", column(ann.page, "Done")).waitFor();
  await card(ben.page, "Water the plants", column(ben.page, "Done")).waitFor();
  await saved(ann.page, "Water the plants");
  expect(await focused(ann.page)).toBe("Water the plants");
});

test("arrow_keys_go_from_card_to_card", async () => {
  for (const title of ["One", "Two", "Three"]) {
    await add(ann.page, "To do", title);
    // Cards made within one millisecond have no order of their own.
    await saved(ann.page, title);
  }
  await add(ann.page, "Done", "Four");
  await saved(ann.page, "Four");
  await card(ann.page, "Three").focus();
  const visited: string[] = [];
  for (const key of ["ArrowDown", "ArrowDown", "ArrowDown", "ArrowRight", "ArrowLeft", "End", "Home"]) {
    await ann.page.keyboard.press(key);
    visited.push(await focused(ann.page));
  }
  expect(visited).toEqual(["Two", "One", "One", "Four", "Three", "One", "Three"]);
});

test("a_card_is_moved_by_its_menu", async () => {
  await add(ann.page, "To do", "Water the plants");
  await saved(ann.page, "Water the plants");
  await ann.page.getByRole("button", { name: "Actions for Water the plants" }).click();
  await ann.page.getByRole("menuitem", { name: "Move to In progress" }).click();
  await card(ben.page, "Water the plants", column(ben.page, "In progress")).waitFor();
  expect(await focused(ann.page)).toBe("Water the plants");
});

test("the_menu_is_worked_with_keys_and_gives_the_focus_back", async () => {
  await add(ann.page, "To do", "Water the plants");
  await saved(ann.page, "Water the plants");
  await card(ann.page, "Water the plants").focus();
  await ann.page.keyboard.press("Enter");
  await ann.page.getByRole("menu").waitFor();
  await ann.page.keyboard.press("Escape");
  await ann.page.getByRole("menu").waitFor({ state: "detached" });
  expect(await focused(ann.page)).toBe("Water the plants");
  await ann.page.keyboard.press("Enter");
  await ann.page.keyboard.press("ArrowDown");
  await ann.page.keyboard.press("Enter");
  await card(ben.page, "Water the plants", column(ben.page, "Done")).waitFor();
});

test("a_deleted_card_comes_back_with_undo", async () => {
  await add(ann.page, "To do", "Water the plants");
  await saved(ann.page, "Water the plants");
  await card(ben.page, "Water the plants").waitFor();
  await card(ann.page, "Water the plants").focus();
  await ann.page.keyboard.press("Delete");
  await card(ben.page, "Water the plants").waitFor({ state: "detached" });
  await ann.page.getByRole("button", { name: "Undo" }).click();
  await card(ben.page, "Water the plants", column(ben.page, "To do")).waitFor();
});

test("the_focus_goes_to_the_neighbour_of_a_card_that_somebody_else_deletes", async () => {
  for (const title of ["One", "Two"]) await add(ann.page, "To do", title);
  await saved(ann.page, "One", "Two");
  await card(ann.page, "Two").focus();
  await card(ben.page, "Two").focus();
  await ben.page.keyboard.press("Delete");
  await card(ann.page, "Two").waitFor({ state: "detached" });
  expect(await focused(ann.page)).toBe("One");
});

test("the_focus_goes_to_the_neighbour_of_a_card_that_is_deleted_by_its_menu", async () => {
  for (const title of ["One", "Two"]) await add(ann.page, "To do", title);
  await saved(ann.page, "One", "Two");
  await ann.page.getByRole("button", { name: "Actions for Two" }).click();
  await ann.page.getByRole("menuitem", { name: "Delete" }).click();
  await card(ann.page, "Two").waitFor({ state: "detached" });
  await ann.page.waitForFunction(() => document.activeElement?.textContent === "One");
  await ann.page.keyboard.press("Delete");
  await card(ann.page, "One").waitFor({ state: "detached" });
  await ann.page.waitForFunction(() => document.activeElement?.getAttribute("aria-label") === "Add a card to To do");
});

test("the_focus_follows_a_card_that_somebody_else_moves", async () => {
  await add(ann.page, "To do", "Water the plants");
  await saved(ann.page, "Water the plants");
  await card(ann.page, "Water the plants").focus();
  await drag(ben.page, "Water the plants", "Done");
  await card(ann.page, "Water the plants", column(ann.page, "Done")).waitFor();
  expect(await focused(ann.page)).toBe("Water the plants");
});

test("of_two_moves_at_the_same_moment_one_is_taken_back_with_a_word", async () => {
  await add(ann.page, "To do", "Water the plants");
  await saved(ann.page, "Water the plants");
  await card(ben.page, "Water the plants").waitFor();
  // Ben's window hears of nothing while Ann moves the card: so both move what they see in To do.
  await ben.page.evaluate(() => {
    const { prototype } = WebSocket;
    const { send } = prototype;
    const held: (() => void)[] = [];
    prototype.send = function (data) {
      held.push(() => send.call(this, data));
    };
    Object.assign(globalThis, {
      letGo: () => {
        prototype.send = send;
        for (const one of held) one();
      },
    });
  });
  await drag(ben.page, "Water the plants", "Done");
  await card(ben.page, "Water the plants", column(ben.page, "Done")).waitFor();
  await drag(ann.page, "Water the plants", "In progress");
  await card(ann.page, "Water the plants", column(ann.page, "In progress")).waitFor();
  await saved(ann.page, "Water the plants");
  await ben.page.evaluate(() => (globalThis as unknown as { letGo(): void }).letGo());
  const alert = ben.page.getByRole("alert").filter({ hasText: "someone else changed it at the same moment" });
  await alert.waitFor();
  expect(await alert.textContent()).toContain("It is in In progress");
  await card(ben.page, "Water the plants", column(ben.page, "In progress")).waitFor();
  await alert.getByRole("button", { name: "Try again" }).click();
  await card(ann.page, "Water the plants", column(ann.page, "Done")).waitFor();
});

test("cards_are_found_by_their_title_and_columns_tell_of_the_others", async () => {
  for (const title of ["Water the plants", "Book the cafe\u0301"]) await add(ann.page, "To do", title);
  await saved(ann.page, "Water the plants", "Book the cafe\u0301");
  const find = ann.page.getByRole("searchbox", { name: "Find cards" });
  await find.fill("PLANT");
  await card(ann.page, "Book the").waitFor({ state: "detached" });
  await card(ann.page, "Water the plants").waitFor();
  await column(ann.page, "To do").locator(".count", { hasText: "1 of 2" }).waitFor();
  await find.fill("caf\u00e9");
  await card(ann.page, "Book the").waitFor();
  await find.fill("nothing");
  await column(ann.page, "To do").getByText("No match").waitFor();
  await column(ann.page, "To do").locator(".count", { hasText: "0 of 2" }).waitFor();
  await column(ann.page, "Done").getByText("No cards").waitFor();
  await ann.page.keyboard.press("Escape");
  await card(ann.page, "Book the").waitFor();
  expect(await column(ann.page, "To do").locator(".count").textContent()).toBe("2");
});

test("a_card_added_while_others_are_sought_stays_until_the_sought_text_changes", async () => {
  await add(ann.page, "To do", "Water the plants");
  await saved(ann.page, "Water the plants");
  const find = ann.page.getByRole("searchbox", { name: "Find cards" });
  await find.fill("water");
  await add(ann.page, "To do", "Book the room");
  await saved(ann.page, "Book the room");
  await news(ann.page, "Added “\u2068Book the room\u2069”");
  await add(ben.page, "To do", "Of somebody else");
  await column(ann.page, "To do").locator(".count", { hasText: "2 of 3" }).waitFor();
  await saved(ann.page, "Book the room", "Water the plants");
  await find.fill("wate");
  await card(ann.page, "Book the room").waitFor({ state: "detached" });
  await card(ann.page, "Water the plants").waitFor();
});

test("a_card_let_go_at_the_edge_of_a_phone_while_it_scrolls_goes_to_the_column_that_is_nearest", async () => {
  const phone = await Window.open(browser, `${stage.url}?board=together-${board}`, {
    viewport: { width: 390, height: 780 },
    hasTouch: true,
    isMobile: true,
  });
  await phone.live();
  await add(ann.page, "To do", "Water the plants");
  const { x, y } = (await card(phone.page, "Water the plants").boundingBox())!;
  const finger = await phone.page.context().newCDPSession(phone.page);
  const touch = (type: "touchStart" | "touchMove" | "touchEnd", points: { x: number; y: number }[]) =>
    finger.send("Input.dispatchTouchEvent", { type, touchPoints: points });
  await touch("touchStart", [{ x: x + 40, y: y + 20 }]);
  await phone.page.locator(".ghost").waitFor();
  // To the very edge, beyond the last column, where the board ends.
  for (let step = 1; step <= 5; step++) await touch("touchMove", [{ x: 300 + step * 18 - 1, y: y + 20 }]);
  await phone.page.waitForFunction(() => {
    const root = document.querySelector(".board")!;
    return root.scrollLeft + root.clientWidth >= root.scrollWidth - 1;
  });
  await touch("touchMove", [{ x: 389, y: y + 21 }]);
  await touch("touchEnd", []);
  await card(ann.page, "Water the plants", column(ann.page, "Done")).waitFor();
  await phone.close();
});

test("a_card_is_dragged_with_a_finger_that_rests_on_it_first", async () => {
  const phone = await Window.open(browser, `${stage.url}?board=together-${board}`, {
    viewport: { width: 390, height: 780 },
    hasTouch: true,
    isMobile: true,
  });
  await phone.live();
  await add(ann.page, "To do", "Water the plants");
  const { x, y } = (await card(phone.page, "Water the plants").boundingBox())!;
  const finger = await phone.page.context().newCDPSession(phone.page);
  const touch = (type: "touchStart" | "touchMove" | "touchEnd", points: { x: number; y: number }[]) =>
    finger.send("Input.dispatchTouchEvent", { type, touchPoints: points });
  const at = { x: x + 40, y: y + 20 };
  await touch("touchStart", [at]);
  await phone.page.locator(".ghost").waitFor();
  // At the edge the board scrolls on, to its last column.
  for (let step = 1; step <= 10; step++) await touch("touchMove", [{ x: at.x + (380 - at.x) * (step / 10), y: at.y + step * 10 }]);
  await column(phone.page, "Done").and(phone.page.locator('[data-target="true"]')).waitFor();
  await touch("touchEnd", []);
  await card(ann.page, "Water the plants", column(ann.page, "Done")).waitFor();
  expect(phone.complaints).toEqual([]);
  await phone.close();
});

async function lift(page: Page, title: string, over: string): Promise<void> {
  const from = (await card(page, title).boundingBox())!;
  const to = (await column(page, over).boundingBox())!;
  await page.mouse.move(from.x + 30, from.y + 15);
  await page.mouse.down();
  await page.mouse.move(to.x + to.width / 2, to.y + 200, { steps: 8 });
  await column(page, over).and(page.locator('[data-target="true"]')).waitFor();
}

async function drag(page: Page, title: string, to: string): Promise<void> {
  await lift(page, title, to);
  await page.mouse.up();
}

function focused(page: Page): Promise<string> {
  return page.evaluate(() => document.activeElement?.querySelector(".title")?.textContent ?? document.activeElement?.tagName ?? "");
}
