import assert from 'node:assert/strict';
import { AxeBuilder } from '@axe-core/playwright';
import { after, before, describe, it } from 'mocha';
import type { Browser } from 'playwright-core';
import { openBrowser } from '../harness/browser.ts';
import { awkwardPair, emptyPair, longCode, twelveVersions } from './awkward.ts';
import { churnFive, churnPair } from './churn.ts';
import { openPanel, type Stage, type StageWish } from './stage.ts';
import type { Comparison } from '../../src/domain/comparison.ts';

describe('the compare panel at its limits', () => {
  let browser: Browser;

  before(async () => { browser = await openBrowser(() => undefined); });
  after(async () => { await browser.close(); });

  async function within(shown: Comparison, wish: StageWish, body: (stage: Stage) => Promise<void>): Promise<void> {
    const stage = await openPanel(browser, shown, wish);
    try {
      await body(stage);
      assert.deepEqual(stage.complaints, []);
    } finally {
      await stage.close();
    }
  }

  it('shows a stranger’s text as text', async () => {
    for (const width of [1235, 400]) {
      await within(awkwardPair, { width }, async ({ page }) => {
        assert.equal(await page.evaluate(() => 'injected' in window), false);
        assert.equal(await page.locator('#app img, #app script').count(), 0);
        assert.match(await page.locator('h1').innerText(), /^<img src=x/u);
        assert.match(await page.locator('.headline').innerText(), /\\u202Egpj\.exe\\u202C.*a↵b\\tc\\0d\\u200Be/u);
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
      });
    }
  });

  it('shows a long value whole when it is asked to', async () => {
    await within(awkwardPair, {}, async ({ page }) => {
      const row = page.locator('tr[data-param^="long "]');
      const folded = (await row.boundingBox())?.height ?? 0;
      assert.ok(folded > 0);
      await row.focus();
      await page.keyboard.press('Space');
      await page.locator('tr.whole').waitFor();
      assert.ok(((await row.boundingBox())?.height ?? 0) > 2 * folded);
    });
  });

  it('says what there is not', async () => {
    await within(emptyPair, {}, async ({ page }) => {
      const sentences = await page.locator('.nothing').allInnerTexts();
      assert.deepEqual(sentences, ['Neither version has parameters.', 'Neither version has metrics.', 'Neither version has code.', 'Neither version has data.', 'Neither version recorded its environment.', 'Neither version has artifacts.']);
    });
  });

  it('keeps only the rows near the window', async () => {
    await within(twelveVersions, {}, async (stage) => {
      const { page } = stage;
      const count = (): Promise<number> => page.locator('table.versions tbody tr').count();
      assert.ok((await count()) < 120);
      assert.equal(await page.locator('table.versions').getAttribute('aria-rowcount'), '607');
      await page.keyboard.press('2');
      await page.locator('tr:focus[data-section="params"]').waitFor();
      await page.keyboard.press('ArrowDown');
      assert.equal(await page.evaluate(() => (document.activeElement as HTMLElement).dataset['param']), 'group.sub.param_000');
      for (let times = 0; times < 60; times++) {
        await page.keyboard.press('ArrowDown');
        if (times % 5 === 0) await stage.settled();
      }
      assert.equal(await page.evaluate(() => (document.activeElement as HTMLElement).dataset['param']), 'group.sub.param_060');
      assert.ok((await count()) < 140);
      await page.evaluate(() => { window.scrollTo(0, document.documentElement.scrollHeight); });
      await page.getByRole('rowheader', { name: 'group.sub.param_499' }).waitFor();
      assert.equal(await page.evaluate(() => (document.activeElement as HTMLElement).dataset['param']), 'group.sub.param_060');
    });
  });

  it('finds a line deep in a long file', async () => {
    await within(longCode, {}, async ({ page }) => {
      assert.ok((await page.locator('.code-lines tr').count()) < 150);
      await page.locator('tr[data-param="deep"]').focus();
      await page.keyboard.press('Enter');
      const line = page.locator('tr.selected[data-line-params="deep"]');
      await line.waitFor();
      await page.waitForFunction(() => {
        const box = document.querySelector('tr.selected[data-line-params]')?.getBoundingClientRect();
        return box !== undefined && box.top > 0 && box.bottom < window.innerHeight;
      });
    });
  });

  for (const [name, comparison] of Object.entries({ two: churnPair, five: churnFive, awkward: awkwardPair, empty: emptyPair })) {
    for (const theme of ['light', 'dark', 'contrast', 'contrastLight'] as const) {
      it(`${name} can be used by everyone: ${theme}`, async () => {
        // What is where, and what it is called, no theme changes: the others are asked for their colours.
        const isFirst = theme === 'light';
        for (const width of isFirst ? [1235, 523] : [1235]) {
          await within(comparison, { theme, width }, async ({ page }) => {
            const param = page.locator('tr[data-param]').first();
            if ((await param.count()) > 0) await param.click();
            const axe = new AxeBuilder({ page });
            const { violations } = await (isFirst ? axe : axe.withRules(['color-contrast', 'link-in-text-block'])).analyze();
            assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target, any }) => `${target.join(' ')} ${any[0]?.message ?? ''}`).slice(0, 3).join('; ')}`), [], String(width));
          });
        }
      });
    }
  }
});
