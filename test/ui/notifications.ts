import type { Locator, Page } from 'playwright-core';

/** The toasts in the lower right corner. */
export class Notifications {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  toast(text: string | RegExp): Locator {
    return this.#page.locator('.notifications-toasts .notification-list-item').filter({
      has: this.#page.locator('.notification-list-item-message', { hasText: text }),
    });
  }

  /** Waits for a toast and answers with its words. */
  async waitFor(text: string | RegExp, timeout = 15_000): Promise<string> {
    const toast = this.toast(text).first();
    await toast.waitFor({ timeout });
    return (await toast.locator('.notification-list-item-message').innerText()).trim();
  }

  /** Waits for a toast and clicks one of its buttons. */
  async click(text: string | RegExp, button: string): Promise<void> {
    const toast = this.toast(text).first();
    await toast.waitFor();
    await toast.getByRole('button', { name: button, exact: true }).click();
  }

  /** The buttons of a toast, without those that every toast has. */
  async buttons(text: string | RegExp): Promise<string[]> {
    const buttons = this.toast(text).first().locator('.notification-list-item-buttons-container .monaco-button');
    return (await buttons.allInnerTexts()).map((label) => label.trim());
  }

  /** What the toasts say now. */
  async texts(): Promise<string[]> {
    const texts = await this.#page.locator('.notifications-toasts .notification-list-item-message').allInnerTexts();
    return texts.map((text) => text.trim());
  }

  async dismissAll(): Promise<void> {
    const toasts = this.#page.locator('.notifications-toasts .notification-list-item');
    for (let left = await toasts.count(); left > 0; left--) {
      await toasts.first().hover();
      await toasts.first().locator('.codicon-notifications-clear').click();
      await toasts.nth(left - 1).waitFor({ state: 'detached' });
    }
  }
}
