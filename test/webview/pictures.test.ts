import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import type { Browser } from 'playwright-core';
import { openBrowser } from '../harness/browser.ts';
import { awkwardPair, emptyPair, twelveVersions } from './awkward.ts';
import { churnFive, churnPair } from './churn.ts';
import { openExported, openPanel } from './stage.ts';

const folder = process.env['MODELTRAIL_PANEL_PICTURES'];
const widths = [1235, 760, 523, 400];

/** Pictures to look at, in the folder that `MODELTRAIL_PANEL_PICTURES` names; without it there is nothing to do. */
if (folder !== undefined) describe('pictures of the compare panel', () => {
  let browser: Browser;
  const cases = { two: churnPair, five: churnFive, awkward: awkwardPair, empty: emptyPair, twelve: twelveVersions };

  before(async () => {
    await mkdir(folder, { recursive: true });
    browser = await openBrowser(() => undefined);
  });

  after(async () => { await browser.close(); });

  for (const [name, comparison] of Object.entries(cases)) {
    for (const theme of ['light', 'dark', 'contrast', 'contrastLight'] as const) {
      for (const width of widths) {
        it(`${name} ${theme} ${String(width)}`, async () => {
          const stage = await openPanel(browser, comparison, { theme, width });
          if (name === 'two') await stage.page.locator('tr[data-param="lr"]').click();
          await stage.page.mouse.move(0, 0);
          await stage.settled();
          await stage.page.screenshot({ path: join(folder, `${name}-${theme}-${String(width)}.png`), fullPage: name !== 'twelve' });
          await stage.close();
        });
      }
    }
  }

  it('exported', async () => {
    const stage = await openExported(browser, churnPair, { scheme: 'dark' });
    await stage.page.screenshot({ path: join(folder, 'exported-dark.png'), fullPage: true });
    await stage.close();
  });
});
