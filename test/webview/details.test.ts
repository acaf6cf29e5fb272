import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'mocha';
import type { Browser } from 'playwright-core';
import type { Comparison } from '../../src/domain/comparison.ts';
import { openBrowser } from '../harness/browser.ts';
import { churnFive, churnPair } from './churn.ts';
import { openPanel, type Stage, type StageWish } from './stage.ts';

describe('the compare panel in its details', () => {
  let browser: Browser;
  let stage: Stage;

  before(async () => { browser = await openBrowser(() => undefined); });
  after(async () => { await browser.close(); });
  afterEach(async () => {
    const { complaints } = stage;
    await stage.close();
    assert.deepEqual(complaints, []);
  });

  async function open(shown: Comparison, wish?: StageWish): Promise<Stage> {
    stage = await openPanel(browser, shown, wish);
    return stage;
  }

  it('keeps the colour of what got worse where it is a link', async () => {
    const worse = { text: 'ece +0.003', tone: 'worse', link: { kind: 'section', section: 'metrics' } } as const;
    const { page } = await open({ ...churnPair, summary: [{ kind: 'warning', parts: [{ text: 'Worse: ' }, worse, { text: ' on ' }, { text: 'test.csv', link: { kind: 'section', section: 'data' } }] }] }, { theme: 'dark' });
    const colour = (text: string): Promise<string> => page.locator('.summary a', { hasText: text }).evaluate((link) => getComputedStyle(link).color);
    assert.equal(await colour('ece'), 'rgb(248, 128, 112)');
    assert.equal(await colour('test.csv'), 'rgb(77, 170, 252)');
  });

  it('folds the later ones of many files, and shows a line in one of them', async () => {
    const [file] = churnPair.code.files;
    assert.ok(file);
    const files = Array.from({ length: 8 }, (_, at) => ({ ...file, path: `part${String(at)}.py`, lines: (file.lines ?? []).map((line) => (at === 7 ? line : { ...line, params: [] })) }));
    const { page } = await open({ ...churnPair, code: { ...churnPair.code, files } });
    assert.equal(await page.locator('.code-lines').count(), 5);
    await page.getByRole('button', { name: 'part6.py', exact: true }).click();
    await stage.settled();
    assert.equal(await page.locator('.code-lines').count(), 6);
    await page.getByRole('button', { name: 'part0.py', exact: true }).click();
    await stage.settled();
    assert.equal(await page.locator('.code-lines').count(), 5);
    await page.locator('tr[data-param="warmup_steps"]').click();
    await page.locator('tr.selected[data-line-params="warmup_steps"]').waitFor();
  });

  it('moves only for those who do not mind', async () => {
    for (const reducedMotion of ['no-preference', 'reduce'] as const) {
      const { page } = await open(churnPair);
      await page.emulateMedia({ reducedMotion });
      await page.evaluate(() => {
        const world = window as unknown as { moved: number[] };
        world.moved = [];
        const animate = Element.prototype.animate;
        Element.prototype.animate = function (frames, options) {
          world.moved.push(Number(options));
          return animate.call(this, frames, options);
        };
      });
      await page.locator('tr[data-param="lr"]').click();
      await page.locator('tr[data-fold="params"]').click();
      await page.locator('tr[data-param="seed"]').waitFor();
      const moved = await page.evaluate(() => [...new Set((window as unknown as { moved: number[] }).moved)]);
      assert.deepEqual(moved, reducedMotion === 'reduce' ? [] : [80, 100]);
      if (reducedMotion === 'no-preference') await stage.close();
    }
  });

  it('says below each version what it changed, by the last part of its name', async () => {
    const rows = churnFive.params.rows.map((row) => ({ ...row, name: `optimizer.${row.name}` }));
    const { page } = await open({ ...churnFive, params: { ...churnFive.params, rows } });
    assert.deepEqual(await page.locator('#section-over .below-line:last-child').allInnerTexts(), ['', '+2,000 rows, +500 rows', 'lr 1e-3, 3 more', 'lr 3e-4, 2 more', 'arch ft_transformer, 4 more']);
  });

  it('fills a long list when somebody turns to it', async () => {
    const many = Array.from({ length: 60 }, (_, at) => ({ ...churnFive.metrics.rows[0], name: `metric_${String(at)}` }) as (typeof churnFive.metrics.rows)[number]);
    const { page } = await open({ ...churnFive, metrics: { ...churnFive.metrics, rows: many } });
    const list = page.getByLabel('Metric over versions');
    assert.equal(await list.locator('option').count(), 1);
    await list.focus();
    assert.equal(await list.locator('option').count(), 60);
    await list.selectOption('metric_59');
    await page.locator('#section-over .aside', { hasText: 'metric_59' }).waitFor();
  });

  it('goes back to the table from its filter', async () => {
    const { page } = await open(churnPair);
    await page.keyboard.press('/');
    await page.keyboard.type('lr');
    await page.keyboard.press('Escape');
    await stage.settled();
    await page.locator('table.params tr:focus').waitFor();
    assert.equal(await page.locator('#param-filter').inputValue(), '');
  });

  it('draws its icons without a font', async () => {
    const { page } = await open(churnFive);
    assert.ok((await page.locator('svg[data-icon="star-full"] path').count()) > 5);
    assert.equal(await page.evaluate(() => document.fonts.size), 0);
  });
});
