import { join } from 'node:path';
import { withWorkbench } from './fixture.ts';

const folder = '/tmp/shots';
describe('look', () => {
  it('look', withWorkbench({ sample: true, folderName: 'digits' }, async ({ workbench }) => {
    await workbench.setSize(1400, 1000);
    await workbench.openViewContainer('ModelTrail');
    await workbench.row(/^1\.0,/u).waitFor();
    await workbench.inlineAction(/^1\.2,/u, 'Compare with Previous');
    await workbench.webview().locator('h1, h2').first().waitFor({ timeout: 20000 }).catch((error: unknown) => { console.log(String(error)); });
    await workbench.page.waitForTimeout(1500);
    for (const [name, theme] of [['dark', 'Dark Modern'], ['light', 'Light Modern'], ['hc', 'Dark High Contrast']] as const) {
      await workbench.setTheme(theme);
      await workbench.page.waitForTimeout(400);
      await workbench.screenshot(join(folder, `two-${name}.png`));
    }
    await workbench.clickRow(/^1\.0,/u);
    await workbench.row(/^2\.1,/u).click({ modifiers: ['Shift'] });
    await workbench.contextMenu(/^1\.1,/u, 'Compare Selected Versions');
    await workbench.page.waitForTimeout(2000);
    await workbench.setTheme('Dark Modern');
    await workbench.page.waitForTimeout(400);
    await workbench.screenshot(join(folder, 'five-dark.png'));
  }));
});
