import type { Locator, Page } from 'playwright-core';

/** The box at the top: the palette, quick picks and input boxes alike. */
export class QuickInput {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  get widget(): Locator {
    return this.#page.locator('.quick-input-widget:visible');
  }

  get input(): Locator {
    return this.widget.locator('.quick-input-filter input');
  }

  /** Replaces what is in the input. */
  async type(text: string): Promise<void> {
    await this.input.waitFor();
    // A box that is just opening puts its initial value over what was typed too early.
    do {
      await this.input.fill(text);
      await this.#page.waitForTimeout(80);
    } while ((await this.input.inputValue()) !== text);
  }

  async accept(): Promise<void> {
    await this.input.press('Enter');
  }

  async dismiss(): Promise<void> {
    await this.#page.keyboard.press('Escape');
    await this.widget.waitFor({ state: 'hidden' });
  }

  /** An option by its whole label. */
  option(label: string): Locator {
    const exactly = new RegExp(`^\\s*${label.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*$`);
    return this.widget.locator('.quick-input-list .monaco-list-row').filter({
      has: this.#page.locator('.quick-input-list-row .monaco-icon-label .label-name').getByText(exactly),
    });
  }

  async pick(label: string): Promise<void> {
    await this.option(label).first().click();
  }

  /** Clicks a button at the end of an option's row. */
  async itemButton(label: string, button: string): Promise<void> {
    const row = this.option(label).first();
    await row.hover();
    await row.getByRole('button', { name: button }).click();
  }

  /** Ticks an option of a list of many, or takes its tick away. */
  async tick(label: string): Promise<void> {
    await this.option(label).first().getByRole('checkbox').click();
  }

  /** The options as a screen reader says them. */
  async options(): Promise<string[]> {
    await this.settle();
    const rows = await this.widget.locator('.quick-input-list .monaco-list-row').all();
    return Promise.all(rows.map(async (row) => (await row.getAttribute('aria-label')) ?? ''));
  }

  /** Waits until the list follows what was typed. */
  async settle(): Promise<void> {
    await this.widget.locator('.quick-input-list .monaco-list-row').first().waitFor();
    await this.widget.locator('.quick-input-progress.active').waitFor({ state: 'hidden' });
    await this.#page.waitForTimeout(150);
  }

  /** What stands below the input: the prompt, or what validation says of the value. */
  async message(): Promise<string> {
    return (await this.widget.locator('.quick-input-message').innerText()).trim();
  }

  /** Waits for a prompt or validation message. */
  async waitForMessage(text: string | RegExp): Promise<void> {
    await this.widget.locator('.quick-input-message').filter({ hasText: text }).waitFor();
  }

  async title(): Promise<string> {
    return (await this.widget.locator('.quick-input-title').innerText()).trim();
  }

  async value(): Promise<string> {
    return this.input.inputValue();
  }
}
