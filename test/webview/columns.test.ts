import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import type { Browser, Page } from 'playwright-core';
import type { Comparison } from '../../src/domain/comparison.ts';
import { openBrowser } from '../harness/browser.ts';
import { churnFive, churnPair } from './churn.ts';
import { param } from './fixtures.ts';
import { openPanel, type StageWish } from './stage.ts';

const nested: Comparison = {
  ...churnPair,
  params: { rows: [param('training.warmup_epochs', ['10', '25'], 0, '× 2.5', 12), param('model.very.deeply.nested.hidden_units', ['0.000125', 'not a number at all'], 0, 'number → text', 1234)], changed: 2, omitted: 0 },
  metrics: { ...churnPair.metrics, rows: churnPair.metrics.rows.map((row, at) => ({ ...row, name: ['train_cpu_seconds', 'worst_class_recall'][at] ?? row.name })) },
};

const widths = [400, 523, 640, 760, 960, 1045, 1240, 1600];

describe('the columns of the compare panel', () => {
  let browser: Browser;

  before(async () => { browser = await openBrowser(() => undefined); });
  after(async () => { await browser.close(); });

  async function within(shown: Comparison, wish: StageWish, body: (page: Page) => Promise<void>): Promise<void> {
    const stage = await openPanel(browser, shown, wish);
    await body(stage.page).finally(() => stage.close());
  }

  /** Texts of cells that are cut. */
  async function cut(page: Page, cells: string): Promise<string[]> {
    return page.locator(cells).evaluateAll((all) => all.filter((cell) => cell.scrollWidth > cell.clientWidth + 1 || cell.scrollHeight > cell.clientHeight + 4).map((cell) => cell.textContent.trim()));
  }

  it('never cut a number, a source or the end of a name', async () => {
    for (const width of widths) {
      await within(nested, { width }, async (page) => {
        assert.deepEqual(await cut(page, 'table.metrics td:not(.strip-cell)'), [], String(width));
        assert.deepEqual(await cut(page, 'table.params tr[data-param="training.warmup_epochs"] td, td.from, .from-below'), [], String(width));
        assert.deepEqual(await cut(page, 'tr[data-param="training.warmup_epochs"] :is(.dotted-end, .wrapped-name)'), [], String(width));
        assert.equal(await page.getByRole('rowheader', { name: 'training.warmup_epochs' }).getAttribute('title'), 'training.warmup_epochs');
      });
    }
  });

  it('leave a long name its room before the range', async () => {
    await within(nested, { width: 1045 }, async (page) => {
      assert.deepEqual(await cut(page, '.metric-name'), []);
      assert.ok(((await page.locator('.strip').first().boundingBox())?.width ?? 0) >= 70);
    });
  });

  it('of many versions are all there, beside the charts or above them', async () => {
    for (const [count, width] of [[5, 1240], [5, 1045], [5, 760], [3, 640], [8, 960]] as const) {
      const all = Array.from({ length: count }, (_, at) => at);
      const spread = <Cell,>(cells: readonly Cell[]): Cell[] => all.map((at) => cells[at % cells.length] as Cell);
      const shown: Comparison = {
        ...churnFive,
        versions: spread(churnFive.versions),
        params: { ...churnFive.params, rows: churnFive.params.rows.map((row) => ({ ...row, cells: spread(row.cells) })) },
        metrics: { ...churnFive.metrics, rows: churnFive.metrics.rows.map((row) => ({ ...row, cells: spread(row.cells) })) },
        data: { ...churnFive.data, rows: [] },
        environment: { ...churnFive.environment, rows: [] },
        artifacts: { ...churnFive.artifacts, rows: [] },
      };
      await within(shown, { width }, async (page) => {
        const [table, box] = await Promise.all([page.locator('table.versions').boundingBox(), page.locator('.many-scroll').boundingBox()]);
        assert.ok((table?.width ?? Infinity) <= (box?.width ?? 0) + 1, `${String(count)} at ${String(width)}`);
        assert.equal(await page.locator('.columns.beside').count(), width === 1240 ? 1 : 0);
        assert.deepEqual(await cut(page, 'table.versions .value, table.versions .delta > span'), []);
      });
    }
  });

  it('keep the versions’ heads in sight', async () => {
    await within(churnFive, { width: 960, height: 500 }, async (page) => {
      await page.evaluate(() => { window.scrollTo(0, 300); });
      const head = await page.locator('.column-head').first().boundingBox();
      const bar = await page.locator('.sections').boundingBox();
      assert.ok(head !== null && bar !== null && head.y >= bar.y + bar.height && head.y < 80);
    });
    await within(churnFive, { width: 1240, height: 500 }, async (page) => {
      await page.evaluate(() => { window.scrollTo(0, 300); });
      assert.ok(((await page.locator('.column-head').first().boundingBox())?.y ?? 99) < 20);
    });
  });
});
