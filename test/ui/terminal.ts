import type { Workbench } from './workbench.ts';

/** VS Code's terminal. It draws with elements only without GPU acceleration, which the fixture's settings turn off. */
export class Terminal {
  readonly #workbench: Workbench;

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
  }

  async open(): Promise<void> {
    await this.#workbench.runCommand('Terminal: Create New Terminal');
    await this.#rows.first().waitFor();
    await this.waitForText(/[$#%>]\s*$/m);
  }

  /** Types a line and Enter. */
  async type(line: string): Promise<void> {
    await this.#workbench.page.locator('.terminal.xterm .xterm-screen').last().click();
    await this.#workbench.page.keyboard.type(line);
    await this.#workbench.page.keyboard.press('Enter');
  }

  /** What the terminal shows now; long lines are broken where it breaks them. */
  async text(): Promise<string> {
    const rows = await this.#rows.allTextContents();
    return rows.map((row) => row.replaceAll('\u00a0', ' ').trimEnd()).join('\n').trimEnd();
  }

  /** Waits until the terminal shows something, and answers with all that it shows. */
  async waitForText(wanted: RegExp, timeout = 15_000): Promise<string> {
    const deadline = Date.now() + timeout;
    for (;;) {
      const text = await this.text();
      if (wanted.test(text)) {
        return text;
      }
      if (Date.now() > deadline) {
        throw new Error(`The terminal did not show ${wanted} but:\n${text}`);
      }
      await this.#workbench.page.waitForTimeout(100);
    }
  }

  get #rows() {
    return this.#workbench.page.locator('.terminal.xterm').last().locator('.xterm-rows > div');
  }
}
