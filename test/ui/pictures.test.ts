import { join } from 'node:path';
import { ComparePanelPage } from './comparePanel.ts';
import { withWorkbench } from './fixture.ts';
import { trainAgain } from './sampleProject.ts';
import type { Theme, Workbench } from './workbench.ts';

/** `npm run pictures` lets them land where README shows them. */
const folder = process.env['MODELTRAIL_PICTURES'] ?? join(import.meta.dirname, '../../out/pictures');
const looks: readonly (readonly [string, Theme])[] = [['light', 'Light Modern'], ['dark', 'Dark Modern'], ['high-contrast', 'Dark High Contrast']];

async function inEachTheme(workbench: Workbench, name: string): Promise<void> {
  for (const [look, theme] of looks) {
    await workbench.setTheme(theme);
    await workbench.page.waitForTimeout(300);
    await workbench.screenshot(join(folder, `${name}-${look}.png`));
  }
}

async function arrange(workbench: Workbench): Promise<void> {
  await workbench.setSize(1280, 800);
  await workbench.openFile('train.py', 1);
  await workbench.openViewContainer('ModelTrail');
  await workbench.row(/^1\.0,/u).waitFor();
  await widenSidebar(workbench, 380);
}

async function widenSidebar({ page }: Workbench, width: number): Promise<void> {
  const sash = await page.locator('.part.sidebar').boundingBox();
  if (sash === null) return;
  await page.mouse.move(sash.x + sash.width + 1, 400);
  await page.mouse.down();
  await page.mouse.move(sash.x + width, 400, { steps: 5 });
  await page.mouse.up();
}

describe('pictures of the workbench', () => {
  it('of the tree of versions', withWorkbench({ sample: true, folderName: 'digits' }, async ({ workbench }) => {
    await arrange(workbench);
    await workbench.clickRow(/^2\.0,/u);
    for (const row of [/^2\.0,/u, /^Parameters,/u, /^Metrics,/u, /^Code,/u]) await workbench.expandRow(row);
    await inEachTheme(workbench, 'versions');
  }));

  it('of two versions compared, and of five', withWorkbench({ sample: true, folderName: 'digits' }, async ({ workbench }) => {
    const panel = new ComparePanelPage(workbench);
    await workbench.setSize(1440, 960);
    await workbench.openViewContainer('ModelTrail');
    await workbench.row(/^1\.0,/u).waitFor();
    await workbench.inlineAction(/^1\.2,/u, 'Compare with Previous');
    await panel.waitFor('1.1', '1.2');
    await workbench.clickRow(/^1\.0,/u);
    await workbench.row(/^2\.1,/u).click({ modifiers: ['Shift'] });
    await workbench.contextMenu(/^1\.1,/u, 'Compare Selected Versions');
    await panel.waitFor('1.0', '1.1', '1.2', '2.0', '2.1');
    await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
    await inEachTheme(workbench, 'compare-five');
    await workbench.setSize(520, 1200);
    await inEachTheme(workbench, 'compare-five-narrow');
    await workbench.page.locator('.tab', { hasText: 'digits: 1.1' }).click();
    await panel.waitFor('1.1', '1.2');
    await inEachTheme(workbench, 'compare-two-narrow');
    await workbench.setSize(1440, 960);
    await panel.param('optimizer.lr').click();
    await inEachTheme(workbench, 'compare-two');
  }));

  it('of a save', withWorkbench({ sample: true, folderName: 'digits', prepare: (path) => trainAgain(path, 0.975) }, async ({ workbench }) => {
    await arrange(workbench);
    await workbench.runCommand('ModelTrail: Save Version…');
    await workbench.quickInput.waitForMessage(/2\.2/u);
    await workbench.quickInput.type('2.2 Weight decay back to 0.01');
    await workbench.quickInput.waitForMessage(/Weight decay/u);
    await inEachTheme(workbench, 'save');
    await workbench.quickInput.accept();
    await workbench.notifications.waitFor(/^Saved digits 2\.2/u);
    await inEachTheme(workbench, 'saved');
  }));

  it('of the choice among models, a restore, and a narrow window', withWorkbench({ sample: true, folderName: 'digits', prepare: (path) => trainAgain(path, 0.5) }, async ({ workbench }) => {
    await arrange(workbench);
    await workbench.inlineAction(/^1\.2,/u, 'Restore Version');
    await workbench.notifications.waitFor(/^Restored 2 files/u);
    await inEachTheme(workbench, 'restored');
    await workbench.notifications.dismissAll();
    await workbench.setSize(560, 800);
    await inEachTheme(workbench, 'narrow');
  }));
});
