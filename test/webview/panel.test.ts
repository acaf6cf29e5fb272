import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'mocha';
import type { Browser } from 'playwright-core';
import type { Comparison } from '../../src/domain/comparison.ts';
import { openBrowser } from '../harness/browser.ts';
import { churnFive, churnPair } from './churn.ts';
import { snapshotOf } from './fixtures.ts';
import { openExported, openPanel, type Stage, type StageWish } from './stage.ts';
import type { CompareSnapshot } from '../../src/protocol/compare.ts';

describe('the compare panel', () => {
  let browser: Browser;
  let stage: Stage;

  before(async () => { browser = await openBrowser(() => undefined); });
  after(async () => { await browser.close(); });
  afterEach(async () => {
    const { complaints } = stage;
    await stage.close();
    assert.deepEqual(complaints, []);
  });

  async function open(shown: Comparison | CompareSnapshot, wish?: StageWish): Promise<Stage> {
    stage = await openPanel(browser, shown, wish);
    return stage;
  }

  const ids = (comparison: Comparison, ...positions: number[]): (string | undefined)[] => positions.map((at) => comparison.versions[at]?.id);

  describe('of two versions', () => {
    it('says what changed, in sections with counts', async () => {
      const { page } = await open(churnPair);
      assert.equal(await page.locator('h1').innerText(), 'churn');
      assert.match(await page.locator('.headline').innerText(), /^lr 1e-3 → 3e-4, .*better/u);
      assert.deepEqual(await page.locator('.sections a').allInnerTexts(), ['Parameters 2', 'Metrics 4 better, 2 worse', 'Curves', 'Code +5 −2', 'Data +2,000 rows', 'Environment 1', 'Artifacts 1']);
      assert.deepEqual(await page.locator('table.metrics tbody tr').first().locator('td').allInnerTexts(), ['0.932', '0.943', '+0.011', 'better', '']);
      assert.equal(await page.locator('.strip').first().getAttribute('aria-label'), 'From the worst, 0.871, to the best, 0.943, of 4 versions: 1.2 at 85 %, 1.3 at 100 %');
    });

    it('ties a parameter to its line of code', async () => {
      const { page } = await open(churnPair);
      await page.locator('tr[data-param="lr"]').hover();
      await page.locator('tr.hovered[data-line-params*="lr"]').waitFor();
      await page.locator('tr[data-param="lr"]').click();
      await page.locator('tr.selected[data-line-params="lr"]').waitFor();
      assert.equal(await page.locator('tr[data-param="lr"]').getAttribute('aria-selected'), 'true');
      assert.match((await page.locator('.tie path').getAttribute('d')) ?? '', /^M/u);
      await page.keyboard.press('Escape');
      await page.locator('tr.selected').first().waitFor({ state: 'detached' });
      assert.equal(await page.locator('.tie path').getAttribute('d'), null);
    });

    it('ties a line of code to its parameter', async () => {
      const { page } = await open(churnPair);
      await page.locator('tr[data-line-params="warmup_steps"]').focus();
      await page.keyboard.press('Enter');
      await page.locator('tr.selected[data-param="warmup_steps"]:focus').waitFor();
    });

    it('shows a line of which the unchanged run is folded', async () => {
      const { page } = await open({ ...churnPair, params: { ...churnPair.params, rows: churnPair.params.rows.map((row) => (row.name === 'epochs' ? { ...row, change: 'changed' } : row)) }, code: { ...churnPair.code, files: churnPair.code.files.map((file) => ({ ...file, lines: (file.lines ?? []).map((line) => (line.after === 9 ? { ...line, params: ['epochs'] } : line)) })) } });
      assert.equal(await page.locator('tr[data-line-params="epochs"]').count(), 0);
      await page.locator('tr[data-param="epochs"]').click();
      await page.locator('tr.selected[data-line-params="epochs"]').waitFor();
    });

    it('unfolds what is the same', async () => {
      const { page } = await open(churnPair);
      assert.equal(await page.locator('tr[data-param]').count(), 2);
      await page.locator('tr[data-fold="params"]').focus();
      await page.keyboard.press('Space');
      await page.locator('tr[data-param="seed"]').waitFor();
      assert.equal(await page.locator('tr[data-param]').count(), 14);
      await page.keyboard.press('Space');
      await page.locator('tr[data-param="seed"]').waitFor({ state: 'detached' });
      await page.getByRole('button', { name: '11 unchanged lines' }).click();
      await page.getByText('import joblib').waitFor();
      await page.getByRole('button', { name: '41 same' }).click();
      await page.getByText('package-40').waitFor();
    });

    it('filters names and values, and types into the field', async () => {
      const { page } = await open(churnPair);
      await page.keyboard.press('/');
      await page.keyboard.type('adamw');
      await page.locator('tr[data-param="optimizer"]').waitFor();
      assert.equal(await page.locator('tr[data-param]').count(), 1);
      await page.keyboard.type('xbcd');
      await page.getByText('No parameter has this').waitFor();
      assert.deepEqual(await stage.calls(), []);
      await page.keyboard.press('Escape');
      await page.locator('tr[data-param="lr"]').waitFor();
    });

    it('asks for other versions', async () => {
      const { page } = await open(churnPair);
      await page.locator('.chip').nth(1).click();
      await page.getByRole('button', { name: 'Add a version' }).click();
      await page.getByRole('button', { name: 'Swap the versions' }).click();
      await page.keyboard.press('x');
      await page.locator('.chip').nth(1).focus();
      await page.keyboard.press('b');
      const swapped = { ids: ids(churnPair, 1, 0), baseline: 0, focus: 1 };
      assert.deepEqual(await stage.calls(), [
        { method: 'chooseVersion', input: { at: 1 } },
        { method: 'chooseVersion', input: { at: null } },
        { method: 'arrange', input: swapped },
        { method: 'arrange', input: swapped },
        { method: 'arrange', input: { ids: ids(churnPair, 0, 1), baseline: 1, focus: 0 } },
      ]);
    });

    it('asks for files, diffs, Markdown and a metric’s good direction', async () => {
      const { page } = await open(churnPair);
      await page.locator('tr[data-param="lr"] td.from .link').click();
      await page.getByRole('button', { name: 'Open in diff editor' }).click();
      await page.keyboard.press('d');
      await page.keyboard.press('c');
      await page.keyboard.press('Control+c');
      await page.getByRole('button', { name: 'accuracy: higher is better; change' }).click();
      assert.deepEqual(await stage.calls(), [
        { method: 'openLink', input: { link: { kind: 'source', version: 1, path: 'train.py', line: 17 } } },
        { method: 'openDiff', input: { path: null } },
        { method: 'openDiff', input: { path: null } },
        { method: 'copyMarkdown', input: null },
        { method: 'setDirection', input: { metric: 'accuracy', direction: 'down' } },
      ]);
    });

    it('goes to sections by their numbers and by links', async () => {
      const { page } = await open(churnPair, { height: 400 });
      await page.keyboard.press('7');
      await page.waitForFunction(() => document.activeElement?.closest('[data-section]')?.getAttribute('data-section') === 'artifacts');
      assert.ok((await page.evaluate(() => window.scrollY)) > 100);
      await page.locator('.summary a', { hasText: 'test.csv' }).click();
      await page.waitForFunction(() => document.activeElement?.closest('[data-section]')?.getAttribute('data-section') === 'data');
      assert.deepEqual(await stage.calls(), []);
    });

    it('has one tab stop a table, with arrows inside', async () => {
      const { page } = await open(churnPair);
      for (const table of await page.locator('table[data-rove]').all()) assert.equal(await table.locator('[tabindex="0"]').count(), 1);
      await page.locator('table.params [tabindex="0"]').focus();
      await page.keyboard.press('ArrowDown');
      assert.equal(await page.evaluate(() => (document.activeElement as HTMLElement).dataset['row']), 'warmup_steps');
      await page.keyboard.press('ArrowRight');
      assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'train.py:18');
      await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('Enter');
      await page.locator('tr.selected[data-line-params="warmup_steps"]').waitFor();
    });

    it('puts the code side by side', async () => {
      const { page } = await open(churnPair);
      await page.getByRole('button', { name: 'Side by side' }).click();
      const row = page.locator('.side tr[data-line-params="lr"]');
      await row.waitFor();
      assert.equal(await row.locator('.line-code').count(), 2);
      await row.click();
      await page.locator('tr.selected[data-param="lr"]').waitFor();
    });

    it('draws curves, and says their last values', async () => {
      const { page } = await open(churnPair);
      await page.locator('curve-chart canvas').waitFor();
      assert.deepEqual(await page.locator('.end-label').allInnerTexts(), ['1.2 0.214', '1.3 0.187']);
      await page.getByRole('button', { name: 'Step' }).click();
      await page.locator('curve-chart').hover();
      assert.match(await page.locator('.readout').innerText(), /^Step [\d.,]+\s+1\.3/u);
      await page.getByLabel('Curve', { exact: true }).selectOption('train_loss');
      await page.getByText('1.2 0.171').waitFor();
    });

    it('keeps its view for a next life', async () => {
      const { page } = await open(churnPair, { height: 500 });
      await page.locator('tr[data-param="lr"]').click();
      await page.locator('tr[data-fold="params"]').click();
      await page.getByRole('button', { name: 'Log' }).click();
      await page.evaluate(() => { window.scrollTo(0, 300); });
      const kept = await stage.kept();
      await stage.close();
      const later = await open(churnPair, { height: 500, kept });
      await later.page.locator('tr.selected[data-param="lr"]').waitFor();
      await later.page.locator('tr[data-param="seed"]').waitFor();
      assert.equal(await later.page.getByRole('button', { name: 'Log' }).getAttribute('aria-pressed'), 'true');
      await later.page.waitForFunction(() => window.scrollY === 300);
    });

    it('keeps selection, focus and scrolling when it is shown anew', async () => {
      const { page } = await open(churnPair, { height: 500 });
      await page.locator('tr[data-param="warmup_steps"]').focus();
      await page.keyboard.press('Enter');
      await page.evaluate(() => { window.scrollTo(0, 120); });
      const rows = [...churnPair.params.rows.slice(0, 1).map((row) => ({ ...row, changeText: '÷ 4' })), ...churnPair.params.rows.slice(1)];
      await stage.show(snapshotOf({ ...churnPair, params: { ...churnPair.params, rows } }));
      await page.getByText('÷ 4').waitFor();
      await page.locator('tr.selected[data-param="warmup_steps"]:focus').waitFor();
      assert.equal(await page.evaluate(() => window.scrollY), 120);
    });

    it('says why there is nothing to compare', async () => {
      const snapshot = { ...snapshotOf(churnPair), comparison: null, problem: { message: 'Both versions were deleted.', hint: 'Compare others.' } };
      const { page } = await open(snapshot);
      assert.equal(await page.locator('main p').innerText(), 'Both versions were deleted. Compare others.');
      await stage.show(snapshotOf(churnPair));
      await page.locator('tr[data-param="lr"]').waitFor();
    });
  });

  describe('of many versions', () => {
    it('has one column a version', async () => {
      const { page } = await open(churnFive);
      assert.deepEqual(await page.locator('.column-head').allInnerTexts(), ['1.0', '1.1', '1.2', '1.3', '2.0']);
      assert.deepEqual(await page.locator('tr[data-row="metric accuracy"] td').allInnerTexts(), ['', '0.871\n−0.061 worse', '0.914\n−0.018 worse', '0.932\nbaseline', 'best,\n0.943\n+0.011 better', '0.938\n+0.006 better']);
      assert.deepEqual(await page.locator('tr[data-param="warmup_steps"] td').allInnerTexts(), ['=', '=', 'not set', '200', '200']);
      assert.equal(await page.getByText('5 points: too few to fit a line').count(), 1);
    });

    it('asks for another arrangement', async () => {
      const { page } = await open(churnFive);
      await page.locator('.chip').first().click();
      await page.locator('.chip').nth(1).click();
      await page.getByRole('button', { name: 'Remove 1.0 from the comparison' }).click();
      await page.locator('.column-head').nth(3).focus();
      await page.keyboard.press('b');
      await page.getByLabel('Version whose code is shown').selectOption('2.0');
      assert.deepEqual(await stage.calls(), [
        { method: 'chooseVersions', input: null },
        { method: 'chooseBaseline', input: null },
        { method: 'arrange', input: { ids: ids(churnFive, 1, 2, 3, 4), baseline: 1, focus: 2 } },
        { method: 'arrange', input: { ids: ids(churnFive, 0, 1, 2, 3, 4), baseline: 3, focus: 2 } },
        { method: 'arrange', input: { ids: ids(churnFive, 0, 1, 2, 3, 4), baseline: 2, focus: 4 } },
      ]);
    });

    it('draws its curves anew when the theme changes', async () => {
      const { page } = await open(churnFive);
      const ink = (): Promise<string> => page.locator('curve-chart canvas').evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
      await page.locator('.end-label').first().waitFor();
      const light = await ink();
      await page.evaluate(() => {
        document.documentElement.style.setProperty('--vscode-charts-blue', '#00ff00');
        document.body.className = 'vscode-dark';
      });
      await stage.settled();
      assert.notEqual(await ink(), light);
    });

    it('ties parameters and lines too', async () => {
      const { page } = await open(churnFive);
      await page.locator('tr[data-param="lr"]').focus();
      await page.keyboard.press('Enter');
      await page.locator('tr.selected[data-line-params^="lr"]').waitFor();
    });

    it('has one block a metric where it is narrow', async () => {
      const { page } = await open(churnFive, { width: 523 });
      assert.equal(await page.locator('table.blocks .block-head', { hasText: 'higher is better' }).count(), 3);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 523);
    });
  });

  describe('saved as one file', () => {
    it('needs no editor', async () => {
      stage = await openExported(browser, churnPair, { scheme: 'dark' });
      const { page } = stage;
      assert.equal(await page.getByRole('button', { name: 'Add a version' }).count(), 0);
      assert.equal(await page.getByText('Open in diff editor').count(), 0);
      assert.equal(await page.locator('td.from').first().innerText(), 'train.py:17');
      assert.deepEqual(await page.locator('.end-label').allInnerTexts(), ['1.2 0.214', '1.3 0.187']);
      assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), 'rgb(31, 31, 31)');
      await page.locator('tr[data-param="lr"]').click();
      await page.locator('tr.selected[data-line-params="lr"]').waitFor();
    });
  });
});
