import type { Browser, BrowserContext, Page } from 'playwright-core';

const size = { width: 1400, height: 900 };

/**
 * The page in which every test on a server opens its first window. A browser that has just compiled VS Code's sources opens the
 * next window in half the time, so the page stays, and what the browser remembers goes.
 */
export class FirstPage {
  static readonly #byOrigin = new Map<string, FirstPage>();
  readonly #origin: string;
  readonly context: BrowserContext;
  readonly page: Page;

  private constructor(origin: string, context: BrowserContext, page: Page) {
    this.#origin = origin;
    this.context = context;
    this.page = page;
  }

  static async of(browser: Browser, origin: string): Promise<FirstPage> {
    const present = this.#byOrigin.get(origin);
    if (present !== undefined) return present;
    const context = await browser.newContext({ viewport: size, deviceScaleFactor: 2 });
    const first = new FirstPage(origin, context, await context.newPage());
    // A window that has something unsaved would otherwise not be left.
    first.page.on('dialog', (dialog) => void dialog.accept());
    this.#byOrigin.set(origin, first);
    return first;
  }

  /** Leaves the window, and the next one finds the browser as a new one. */
  async forget(): Promise<void> {
    const { context, page } = this;
    await Promise.all(context.pages().filter((other) => other !== page).map((other) => other.close()));
    page.removeAllListeners('console');
    page.removeAllListeners('pageerror');
    await page.goto(`${this.#origin}/version`);
    await page.setViewportSize(size);
    // Where a pointer rests, VS Code explains what is below it.
    await page.mouse.move(0, 0);
    await context.clearPermissions();
    const session = await context.newCDPSession(page);
    await session.send('Storage.clearDataForOrigin', { origin: this.#origin, storageTypes: 'all' });
    await session.detach();
  }

  /** After a failure nobody knows what state the page is in. */
  async discard(): Promise<void> {
    FirstPage.#byOrigin.delete(this.#origin);
    await this.context.close();
  }
}
