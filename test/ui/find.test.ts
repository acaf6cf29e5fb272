import assert from 'node:assert/strict';
import { withWorkbench } from './fixture.ts';
import type { Workbench } from './workbench.ts';

const second = 1000;

/** As a person types: key by key, each of which the list below follows. */
async function typeKeys({ page, quickInput }: Workbench, text: string): Promise<void> {
  await quickInput.input.waitFor();
  await page.keyboard.type(text, { delay: 30 });
}

async function waitForValue({ quickInput }: Workbench, text: string): Promise<void> {
  for (let tries = 0; (await quickInput.value()) !== text && tries < 100; tries++) await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(await quickInput.value(), text);
}

async function waitForFirst({ quickInput }: Workbench, text: RegExp): Promise<void> {
  await quickInput.widget.locator('.quick-input-list .monaco-list-row').first().filter({ hasText: text }).waitFor({ timeout: 10 * second });
}

describe('finding versions', () => {
  it('narrows the tree by an expression, tells how many match, and where a mistake is', withWorkbench({ sample: true }, async (context) => {
    const { workbench } = context;
    await workbench.openViewContainer('ModelTrail');
    await workbench.row(/^1\.0,/u).waitFor();
    await workbench.runCommand('ModelTrail: Filter Versions…');
    await typeKeys(workbench, 'acc>0.95 lr<');
    await waitForFirst(workbench, /After “lr<” there is no value, at column 10/u);
    await workbench.quickInput.accept();
    assert.equal(await workbench.quickInput.value(), 'acc>0.95 lr<', 'a mistake is not applied');
    await typeKeys(workbench, 'abc');
    await waitForFirst(workbench, /“abc” is not a number, at column 13/u);
    for (const _ of 'lr<abc ') await workbench.page.keyboard.press('Backspace');
    await waitForFirst(workbench, /2 versions match/u);
    await workbench.quickInput.accept();
    await workbench.row(/^1\.0,/u).waitFor({ state: 'detached' });
    assert.deepEqual((await workbench.rows()).map((row) => row.split(',')[0]), ['digits', '2.0', '1.2']);
    // Not seen while the view is alone in its container.
    await workbench.page.locator('.part.sidebar .pane-header .description', { hasText: '“acc>0.95”' }).waitFor({ state: 'attached' });
  }));

  it('completes the term that is being typed', withWorkbench({ sample: true }, async ({ workbench }) => {
    await workbench.openViewContainer('ModelTrail');
    await workbench.row(/^1\.0,/u).waitFor();
    await workbench.runCommand('ModelTrail: Filter Versions…');
    await typeKeys(workbench, 'prod');
    await waitForFirst(workbench, /1 version matches/u);
    // A list that is still following what was typed takes the focus back to its first row.
    await workbench.quickInput.settle();
    await workbench.page.keyboard.press('ArrowDown');
    await workbench.quickInput.accept();
    await waitForValue(workbench, 'alias:production ');
    await typeKeys(workbench, 'accur');
    await workbench.quickInput.option('accuracy').click();
    await workbench.quickInput.option('accuracy>').click();
    await waitForFirst(workbench, /After “accuracy>” there is no value/u);
    await waitForValue(workbench, 'alias:production accuracy>');
    await typeKeys(workbench, '0.9');
    await waitForFirst(workbench, /1 version matches/u);
    await workbench.quickInput.accept();
    await workbench.row(/^1\.0,/u).waitFor({ state: 'detached' });
    assert.deepEqual((await workbench.rows()).map((row) => row.split(',')[0]), ['digits', '1.2']);
  }));

  it('goes to a version, also one that the filter had left out', withWorkbench({ sample: true }, async ({ workbench }) => {
    await workbench.openViewContainer('ModelTrail');
    await workbench.row(/^1\.0,/u).waitFor();
    await workbench.runCommand('ModelTrail: Filter Versions…');
    await typeKeys(workbench, 'alias:production');
    await waitForFirst(workbench, /1 version matches/u);
    await workbench.quickInput.accept();
    await workbench.row(/^1\.0,/u).waitFor({ state: 'detached' });
    await workbench.openViewContainer('Explorer');
    await workbench.runCommand('ModelTrail: Go to Version…');
    await waitForFirst(workbench, /digits 2\.1/u);
    assert.equal((await workbench.quickInput.options()).length, 5);
    await typeKeys(workbench, 'acc<0.93 label:1.?');
    await waitForFirst(workbench, /digits 1\.1.*accuracy 0\.925/su);
    assert.equal((await workbench.quickInput.options()).length, 2);
    await workbench.page.keyboard.press('ArrowDown');
    await workbench.quickInput.accept();
    await workbench.page.locator('.part.sidebar').getByRole('treeitem', { name: /^1\.0,/u, selected: true }).waitFor();
    assert.equal((await workbench.rows()).length, 6);
  }));
});
