import type { FrameLocator, Locator } from 'playwright-core';
import type { Workbench } from './workbench.ts';

/** The compare panel that is in front, as a person sees it. */
export class ComparePanelPage {
  readonly workbench: Workbench;

  constructor(workbench: Workbench) {
    this.workbench = workbench;
  }

  get frame(): FrameLocator {
    return this.workbench.webview();
  }

  /** Waits until the panel shows these versions, the baseline first where there are two. */
  async waitFor(...labels: readonly string[]): Promise<void> {
    await this.frame.locator('.headline').waitFor({ timeout: 20_000 });
    if (labels.length > 2) await this.frame.locator('.head', { hasText: `${String(labels.length)} versions` }).waitFor();
    else for (const [at, label] of labels.entries()) await this.frame.locator('.chip').nth(at).locator('strong', { hasText: new RegExp(`^${label.replaceAll('.', '\\.')}$`, 'u') }).waitFor();
  }

  headline(): Promise<string> {
    return this.frame.locator('.headline').innerText();
  }

  /** All sentences of the summary. */
  async summary(): Promise<string> {
    return this.frame.locator('.summary').innerText();
  }

  param(name: string): Locator {
    return this.frame.locator(`tr[data-param="${name}"]`);
  }

  /** The line of code on which a parameter's value stands in the compared version. */
  lineOf(param: string): Locator {
    return this.frame.locator(`tr[data-line-params~="${param}"]`).last();
  }

  metric(name: string): Locator {
    return this.frame.locator('table.metrics tbody tr', { hasText: name });
  }
}
