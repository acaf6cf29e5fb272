import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ComparePanelPage } from './comparePanel.ts';
import { withWorkbench, type UiContext } from './fixture.ts';
import { trainAgain } from './sampleProject.ts';
import type { Workbench } from './workbench.ts';

async function openTree(workbench: Workbench): Promise<ComparePanelPage> {
  await workbench.openViewContainer('ModelTrail');
  await workbench.row(/^1\.0,/u).waitFor();
  return new ComparePanelPage(workbench);
}

async function openPair({ workbench }: UiContext): Promise<ComparePanelPage> {
  const panel = await openTree(workbench);
  await workbench.inlineAction(/^1\.2,/u, 'Compare with Previous');
  await panel.waitFor('1.1', '1.2');
  return panel;
}

function git(folder: string, ...args: readonly string[]): void {
  execFileSync('git', ['-C', folder, '-c', 'user.name=Someone', '-c', 'user.email=someone@example.com', ...args], { stdio: 'ignore' });
}

describe('comparing versions', () => {
  it('starts from a row: with the previous, with one selected before, with the files as they are', withWorkbench({ sample: true }, async ({ workbench, folder }) => {
    const panel = await openTree(workbench);
    await workbench.inlineAction(/^1\.2,/u, 'Compare with Previous');
    await panel.waitFor('1.1', '1.2');
    assert.match(await panel.headline(), /^optimizer\.lr 0\.003 → 0\.02, start_factor added \(0\.1\) and training\.warmup_epochs added \(3\): accuracy 0\.925 → 0\.961 \(\+0\.036, better\)/u);
    assert.deepEqual(await workbench.tabs(), ['digits: 1.1 ↔ 1.2']);

    await workbench.contextMenu(/^1\.0,/u, 'Select for Compare');
    await workbench.contextMenu(/^2\.0,/u, 'Compare with Selected');
    await panel.waitFor('1.0', '2.0');

    await writeFile(join(folder, 'params.yaml'), (await readFile(join(folder, 'params.yaml'), 'utf8')).replace('epochs: 20', 'epochs: 25'));
    await workbench.contextMenu(/^2\.1,/u, 'Compare with Working Files');
    await panel.waitFor('2.1', 'working files');
    assert.match(await panel.headline(), /training\.epochs 20 → 25/u);
    assert.match(await panel.summary(), /not saved as a version/u);
  }));

  it('starts from several selected rows, and from one dropped onto another', withWorkbench({ sample: true }, async ({ workbench }) => {
    const panel = await openTree(workbench);
    await workbench.row(/^1\.1,/u).dragTo(workbench.row(/^2\.0,/u));
    await panel.waitFor('1.1', '2.0');
    await workbench.clickRow(/^2\.1,/u);
    await workbench.row(/^1\.2,/u).click({ modifiers: ['ControlOrMeta'] });
    await workbench.row(/^1\.1,/u).click({ modifiers: ['ControlOrMeta'] });
    await workbench.contextMenu(/^1\.1,/u, 'Compare Selected Versions');
    await panel.waitFor('1.1', '1.2', '2.1');
  }));

  it('starts from the palette, and from the message after a save', withWorkbench({ sample: true, prepare: (folder) => trainAgain(folder, 0.975) }, async ({ workbench }) => {
    const panel = await openTree(workbench);
    await workbench.runCommand('ModelTrail: Compare Versions…');
    await workbench.quickInput.type('residual');
    await workbench.quickInput.option('digits 2.0').click();
    await workbench.quickInput.type('0.872');
    await workbench.quickInput.option('digits 1.0').click();
    await workbench.quickInput.accept();
    await panel.waitFor('1.0', '2.0');
    await workbench.runCommand('ModelTrail: Save Version…');
    await workbench.quickInput.waitForMessage(/2\.2/u);
    await workbench.quickInput.accept();
    await workbench.notifications.waitFor(/^Saved digits 2\.2/u);
    await workbench.notifications.click(/^Saved digits 2\.2/u, 'Compare');
    await panel.waitFor('2.1', '2.2');
    assert.match(await panel.headline(), /accuracy 0\.944 → 0\.975/u);
  }));

  it('exchanges, adds and removes versions, and switches the baseline', withWorkbench({ sample: true }, async (context) => {
    const { workbench } = context;
    const panel = await openPair(context);
    await panel.frame.getByRole('button', { name: 'Swap the versions' }).click();
    await panel.waitFor('1.2', '1.1');
    assert.match(await panel.headline(), /accuracy 0\.961 → 0\.925 \(−0\.036, worse\)/u);
    await panel.frame.locator('.chip').nth(1).click();
    await workbench.quickInput.pick('digits 2.0');
    await panel.waitFor('1.2', '2.0');
    await panel.frame.getByRole('button', { name: 'Add a version' }).click();
    await workbench.quickInput.pick('digits 1.0');
    await panel.waitFor('1.2', '2.0', '1.0');
    await panel.frame.locator('.chip').nth(1).click();
    await workbench.quickInput.pick('digits 1.0');
    await panel.frame.locator('.chip').nth(1).locator('strong', { hasText: '1.0' }).waitFor();
    await panel.frame.locator('.chip').nth(0).click();
    await workbench.quickInput.option('digits 2.0').click();
    await workbench.quickInput.accept();
    await panel.waitFor('1.0', '1.2');
    assert.deepEqual(await workbench.tabs(), ['digits: 1.0 ↔ 1.2']);
  }));

  it('ties a parameter to its line of code and the line to the parameter', withWorkbench({ sample: true }, async (context) => {
    const panel = await openPair(context);
    await panel.param('optimizer.lr').click();
    await panel.frame.locator('tr.selected[data-line-params="optimizer.lr"]').first().waitFor();
    assert.equal(await panel.param('optimizer.lr').getAttribute('aria-selected'), 'true');
    await panel.lineOf('training.warmup_epochs').focus();
    await context.workbench.page.keyboard.press('Enter');
    await panel.frame.locator('tr.selected[data-param="training.warmup_epochs"]').waitFor();
    await panel.lineOf('optimizer.lr').hover();
    await panel.frame.locator('tr.hovered[data-param="optimizer.lr"]').waitFor();
    await panel.param('optimizer.lr').locator('.from .link').click();
    await context.workbench.page.locator('.monaco-editor[data-uri*="params.yaml"] .view-line', { hasText: 'lr: 0.02' }).waitFor();
  }));

  it('opens VS Code’s own diff of one file and of all', withWorkbench({ sample: true }, async (context) => {
    const { workbench } = context;
    const panel = await openPair(context);
    await panel.frame.getByRole('button', { name: 'Open in diff editor: train.py' }).click();
    await workbench.page.locator('.monaco-diff-editor').waitFor();
    assert.ok((await workbench.tabs()).some((tab) => tab.startsWith('train.py (1.1 ↔ 1.2)')), (await workbench.tabs()).join());
    await workbench.page.locator('.tab', { hasText: 'digits: 1.1' }).click();
    await panel.waitFor('1.1', '1.2');
    await workbench.runCommand('ModelTrail: Open Compared Code in Diff Editor');
    await workbench.page.locator('.multi-diff-root-view, .multiDiffEntry').first().waitFor();
  }));

  it('survives a reload of the window, with what was selected', withWorkbench({ sample: true }, async (context) => {
    const { workbench } = context;
    const panel = await openPair(context);
    await panel.frame.getByRole('button', { name: 'Swap the versions' }).click();
    await panel.waitFor('1.2', '1.1');
    await panel.param('optimizer.lr').click();
    await workbench.reload();
    await panel.waitFor('1.2', '1.1');
    await panel.frame.locator('tr.selected[data-param="optimizer.lr"]').waitFor();
  }));

  it('follows the theme, and what is said of a version meanwhile', withWorkbench({ sample: true }, async (context) => {
    const { workbench } = context;
    const panel = await openPair(context);
    const ground = (): Promise<string> => panel.frame.locator('body').evaluate((body) => getComputedStyle(body).backgroundColor);
    const dark = await ground();
    await workbench.setTheme('Light Modern');
    await panel.frame.locator('body.vscode-light').waitFor();
    assert.notEqual(await ground(), dark);
    await workbench.contextMenu(/^1\.1,/u, 'Set Alias…');
    await workbench.quickInput.type('candidate');
    await workbench.quickInput.accept();
    await panel.frame.locator('.chip', { hasText: 'candidate' }).waitFor();
    await workbench.terminal.open();
    await workbench.terminal.type('modeltrail delete 1.1');
    await panel.frame.locator('.chip', { hasText: 'deleted' }).waitFor({ timeout: 10_000 });
  }));

  it('is copied as Markdown', withWorkbench({ sample: true }, async (context) => {
    const { workbench } = context;
    await workbench.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await openPair(context);
    await workbench.runCommand('ModelTrail: Copy Comparison as Markdown');
    await workbench.statusBarItem(/copied as Markdown/u).waitFor();
    await workbench.runCommand('File: New Untitled Text File');
    await workbench.page.keyboard.press('ControlOrMeta+V');
    await workbench.page.locator('.monaco-editor[data-uri^="untitled:"] .view-line', { hasText: 'digits' }).first().waitFor();
    const pasted = await workbench.host.run((api) => api.window.activeTextEditor?.document.getText());
    assert.match(pasted ?? '', /optimizer\.lr.*0\.003.*0\.02/u);
    assert.match(pasted ?? '', /```diff\n[^]*\+ {2}lr: 0\.02/u);
  }));

  it('remembers which way a metric is good, everywhere', withWorkbench({ sample: true }, async (context) => {
    const { workbench, folder } = context;
    const panel = await openPair(context);
    await panel.frame.getByRole('button', { name: /^ece: lower is better/u }).click();
    await panel.metric('ece').getByText('worse').waitFor();
    assert.match(await readFile(join(folder, '.modeltrail/config.yaml'), 'utf8'), /digits:\s+directions:\s+ece: up/u);
    await panel.frame.getByRole('button', { name: /^accuracy: higher is better/u }).click();
    await workbench.row(/^digits, accuracy ↓/u).waitFor();
    await workbench.row(/^1\.0, .*best/u).waitFor();
  }));

  it('is used by the keyboard alone', withWorkbench({ sample: true }, async (context) => {
    const { workbench } = context;
    const { keyboard } = workbench.page;
    const panel = await openTree(workbench);
    await workbench.runCommand('ModelTrail: Focus on Versions View');
    for (let step = 0; step < 3; step++) await keyboard.press('ArrowDown');
    await keyboard.press('Control+Enter');
    await panel.waitFor('1.2', '2.0');
    await panel.frame.locator('body').press('1');
    await keyboard.press('Tab');
    await panel.frame.locator(':focus').waitFor();
    await keyboard.press('4');
    await panel.frame.locator('[data-section="code"] :focus, [data-section="code"]:focus').waitFor();
    const before = await panel.headline();
    await keyboard.press('x');
    await panel.frame.locator('.headline').filter({ hasNotText: before }).waitFor();
    await keyboard.press('/');
    await keyboard.type('warmup');
    assert.equal(await panel.frame.locator('tr[data-param]').count(), 1);
    await keyboard.press('Escape');
    await keyboard.press('d');
    await workbench.page.locator('.monaco-diff-editor, .multi-diff-root-view').first().waitFor();
  }));

  it('shows the code of both versions after the script was deleted and Git’s history rewritten', withWorkbench({ sample: true }, async (context) => {
    const { folder } = context;
    await rm(join(folder, 'train.py'));
    git(folder, 'checkout', '-q', '--orphan', 'fresh');
    git(folder, 'commit', '-qam', 'Start anew');
    git(folder, 'branch', '-D', 'main');
    git(folder, 'reflog', 'expire', '--expire=now', '--all');
    git(folder, 'gc', '-q', '--prune=now');
    const panel = await openPair(context);
    await panel.frame.getByRole('grid', { name: 'Code of train.py' }).getByText('LinearLR').waitFor();
    await panel.frame.getByRole('grid', { name: 'Code of params.yaml' }).getByText('lr: 0.003').waitFor();
  }));

  it('reads in Restricted Mode, and changes nothing there', withWorkbench({ sample: true, restricted: true }, async (context) => {
    const { workbench, folder } = context;
    const panel = await openPair(context);
    await panel.frame.getByRole('button', { name: /^ece: lower is better/u }).click();
    await workbench.notifications.waitFor(/waits until this workspace is trusted/u);
    await assert.rejects(readFile(join(folder, '.modeltrail/config.yaml')));
  }));

  it('is exported as one page that needs nothing else', withWorkbench({ sample: true }, async (context) => {
    const { workbench, folder } = context;
    await openPair(context);
    await workbench.runCommand('ModelTrail: Export Comparison as HTML…');
    await workbench.quickInput.type(join(folder, 'comparison.html'));
    await workbench.quickInput.accept();
    await workbench.statusBarItem(/comparison\.html/u).waitFor();
    const page = await workbench.page.context().newPage();
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(`file://${join(folder, 'comparison.html')}`);
    await page.locator('.headline', { hasText: 'optimizer.lr' }).waitFor();
    await page.locator('tr[data-param="optimizer.lr"]').click();
    await page.locator('tr.selected[data-line-params="optimizer.lr"]').first().waitFor();
    assert.deepEqual(requests.filter((url) => !url.startsWith('file:') && !url.startsWith('data:')), []);
  }));
});
