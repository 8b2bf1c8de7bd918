/** Chromium, as Debian packages it. */

import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** A window of a person of its own. What its console complains of fails the test that reads `complaints`. */
export class Window {
  readonly complaints: string[] = [];

  private constructor(readonly page: Page) {
    page.on("pageerror", (error) => this.complaints.push(String(error)));
    page.on("console", (message) => {
      // A socket that cannot be opened is an error to the console, and expected where a server is down.
      if (message.type() === "error" && !message.text().includes("WebSocket")) this.complaints.push(message.text());
    });
  }

  static async open(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Window> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    const window = new Window(await context.newPage());
    await window.page.goto(url);
    return window;
  }

  /** Waits until the whole board is there and live. */
  async live(): Promise<this> {
    await this.page.locator('.connection[data-state="live"]').waitFor();
    return this;
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}

/** A column by its heading. */
export const column = (page: Page, name: string) => page.getByRole("region", { name, exact: true });

/** A card by its title, on the board or in a column. */
export const card = (page: Page, title: string, inside = page.locator(".board")) =>
  inside.locator(".card", { hasText: title });

/** Types a title into the field of a column and enters it. */
export async function add(page: Page, columnName: string, title: string): Promise<void> {
  const field = page.getByLabel(`Add a card to ${columnName}`);
  await field.fill(title);
  await field.press("Enter");
}
