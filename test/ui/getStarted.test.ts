import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { withWorkbench } from './fixture.ts';
import type { Theme, Workbench } from './workbench.ts';

const pictures = process.env['MODELTRAIL_PICTURES'] ?? join(import.meta.dirname, '../../out/pictures');
const looks: readonly (readonly [string, Theme])[] = [['light', 'Light Modern'], ['dark', 'Dark Modern'], ['high-contrast', 'Dark High Contrast'], ['high-contrast-light', 'Light High Contrast']];
const titles = ['Start a trail', 'Browse the trail', 'Compare versions', 'Hover over a model’s path', 'Bring a version back'];

/** VS Code's page of the walkthrough. */
class GetStartedPage {
  readonly #workbench: Workbench;

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
  }

  async open(): Promise<void> {
    await this.#workbench.runCommand('ModelTrail: Get Started');
    await this.#steps.first().waitFor();
  }

  /** Comes back to it from what a step opened. */
  async show(): Promise<void> {
    await this.#workbench.page.locator('.part.editor .tab', { hasText: 'Welcome' }).click();
    await this.#steps.first().waitFor();
  }

  async titles(): Promise<string[]> {
    return (await this.#steps.locator('.step-title').allInnerTexts()).map((title) => title.trim());
  }

  async select(title: string): Promise<void> {
    await this.#step(title).locator('.step-title').click();
    await this.#step(title).locator('.step-description-container, .monaco-button').first().waitFor();
  }

  async click(title: string, button: string): Promise<void> {
    await this.select(title);
    await this.#step(title).getByRole('button', { name: button, exact: true }).click();
  }

  async isDone(title: string): Promise<boolean> {
    return (await this.#step(title).locator('.codicon.complete').count()) > 0;
  }

  async waitUntilDone(title: string): Promise<void> {
    await this.#step(title).locator('.codicon.complete').first().waitFor();
  }

  get #steps(): Locator {
    return this.#workbench.page.locator('.gettingStartedSlideDetails .getting-started-step');
  }

  #step(title: string): Locator {
    return this.#steps.filter({ has: this.#workbench.page.locator('.step-title', { hasText: title }) });
  }
}

async function projectWithModel(folder: string): Promise<void> {
  await mkdir(join(folder, 'models'), { recursive: true });
  await writeFile(join(folder, 'models/churn.pkl'), randomBytes(2000));
  await writeFile(join(folder, 'train.py'), 'import pickle\n\nmodel = {"weights": [1, 2]}\n\nwith open("models/churn.pkl", "wb") as file:\n    pickle.dump(model, file)\n');
}

describe('getting started', () => {
  it('leads through five steps on the person’s own files, each done when it was really done', withWorkbench({ prepare: projectWithModel, settings: { 'workbench.editor.enablePreview': true } }, async ({ workbench }) => {
    const page = new GetStartedPage(workbench);
    await workbench.row(/^train\.py/u).waitFor();
    await page.open();
    assert.deepEqual(await page.titles(), titles);

    await page.click('Start a trail', 'Save Version');
    await workbench.quickInput.waitForMessage(/1\.0, the first version of churn/u);
    await workbench.quickInput.dismiss();
    assert.equal(await page.isDone('Start a trail'), false);
    await page.click('Start a trail', 'Save Version');
    await workbench.quickInput.waitForMessage(/1\.0, the first version of churn/u);
    await workbench.quickInput.accept();
    await workbench.notifications.waitFor(/^Saved churn 1\.0/u);
    await page.waitUntilDone('Start a trail');

    await page.click('Browse the trail', 'Show Versions');
    await workbench.row(/^1\.0/u).waitFor();
    await page.waitUntilDone('Browse the trail');

    await page.click('Compare versions', 'Compare Versions');
    for (const label of ['churn 1.0', 'Working files']) await workbench.quickInput.option(label).click();
    await workbench.quickInput.accept();
    await workbench.webview().locator('.headline').waitFor({ timeout: 20_000 });
    await page.show();
    await page.waitUntilDone('Compare versions');

    await page.click('Hover over a model’s path', 'Show in My Code');
    await workbench.page.locator('.monaco-hover:visible', { hasText: 'churn 1.0' }).first().waitFor();
    await page.show();
    await page.waitUntilDone('Hover over a model’s path');

    await page.click('Bring a version back', 'Restore Version');
    await workbench.quickInput.pick('churn 1.0');
    await workbench.notifications.waitFor(/^Restored models\/churn\.pkl/u);
    await page.waitUntilDone('Bring a version back');
  }));

  it('says where nothing was saved what to do first', withWorkbench({ prepare: (folder) => writeFile(join(folder, 'notes.md'), '# Notes\n') }, async ({ workbench }) => {
    const page = new GetStartedPage(workbench);
    await workbench.row(/^notes\.md/u).waitFor();
    assert.deepEqual(await workbench.tabs(), []);
    await page.open();
    for (const [title, button] of [['Compare versions', 'Compare Versions'], ['Bring a version back', 'Restore Version']] as const) {
      await page.click(title, button);
      await workbench.notifications.waitFor(/^No version was saved yet/u);
      await workbench.notifications.dismissAll();
      assert.equal(await page.isDone(title), false);
    }
  }));

  it('pictures of the walkthrough', withWorkbench({ prepare: projectWithModel }, async ({ workbench }) => {
    const page = new GetStartedPage(workbench);
    await workbench.setSize(1500, 860);
    await page.open();
    for (const [at, title] of titles.entries()) {
      await page.select(title);
      for (const [look, theme] of looks) {
        await workbench.setTheme(theme);
        await workbench.page.waitForTimeout(700);
        await workbench.screenshot(join(pictures, `get-started-${String(at + 1)}-${look}.png`));
      }
    }
  }));
});
