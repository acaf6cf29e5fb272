import assert from 'node:assert/strict';
import { copyFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withWorkbench } from './fixture.ts';
import { trainAgain, weights } from './sampleProject.ts';

describe('the state of model files', () => {
  it('follows training, saving and restoring', withWorkbench({ sample: true }, async ({ workbench, folder }) => {
    await workbench.openFile('train.py');
    await workbench.statusBarItem(/digits 2\.1/u).waitFor();
    assert.match(await workbench.explorerLabel(/^models/u, /^model\.safetensors/u), /digits 2\.1: the same bytes/u);
    await workbench.openViewContainer('ModelTrail');
    await workbench.row(/^2\.1,/u).waitFor();
    assert.equal(await workbench.row(/^Working files/u).count(), 0);

    await trainAgain(folder, 0.98);
    await workbench.row(/^Working files, changed just now, not saved/u).waitFor({ timeout: 10_000 });
    await workbench.statusBarItem(/digits: changed since 2\.1/u).waitFor();
    await workbench.page.locator('.activitybar .action-item:has(> a[aria-label*="digits changed and is not saved"]) .badge-content', { hasText: '1' }).waitFor();
    assert.match(await workbench.explorerLabel(/^models/u, /^model\.safetensors/u), /digits: changed since 2\.1/u);

    await workbench.openViewContainer('ModelTrail');
    await workbench.inlineAction(/^Working files/u, 'Save Version');
    await workbench.quickInput.waitForMessage(/2\.2/u);
    await workbench.quickInput.accept();
    await workbench.notifications.waitFor(/^Saved digits 2\.2/u);
    await workbench.row(/^Working files/u).waitFor({ state: 'detached' });
    await workbench.statusBarItem(/digits 2\.2/u).waitFor();
    await workbench.inlineAction(/^1\.2,/u, 'Restore Version');
    await workbench.statusBarItem(/digits 1\.2/u).waitFor();
  }));

  it('stands below a notebook’s cell that loads the model', withWorkbench({ sample: true }, async ({ workbench, folder }) => {
    const cell = { cell_type: 'code', execution_count: null, metadata: {}, outputs: [], source: ['from safetensors.numpy import load_file\n', `state = load_file("${weights}")`] };
    await writeFile(join(folder, 'look.ipynb'), JSON.stringify({ cells: [cell], metadata: { language_info: { name: 'python' } }, nbformat: 4, nbformat_minor: 5 }));
    await workbench.clickRow(/^look\.ipynb/u);
    const item = workbench.page.locator('.notebookOverlay .cell-status-item', { hasText: 'digits 2.1' });
    await item.click();
    await workbench.row(/^2\.1,/u).waitFor();
    await trainAgain(folder, 0.98);
    await workbench.page.locator('.notebookOverlay .cell-status-item', { hasText: 'digits: changed since 2.1' }).waitFor();
  }));

  it('marks no files where the settings say so', withWorkbench({ sample: true, settings: { 'modeltrail.decorations.enabled': false } }, async ({ workbench }) => {
    await workbench.openFile('train.py');
    await workbench.statusBarItem(/digits 2\.1/u).waitFor();
    assert.doesNotMatch(await workbench.explorerLabel(/^models/u, /^model\.safetensors/u), /same bytes/u);
    await workbench.host.run((api) => api.workspace.getConfiguration('modeltrail').update('decorations.enabled', true));
    await workbench.row(/^model\.safetensors/u).locator('.monaco-icon-label[aria-label*="the same bytes"]').waitFor();
  }));

  it('is shown from a file: its trail, and the comparison with what was saved', withWorkbench({ sample: true, prepare: (folder) => trainAgain(folder, 0.98) }, async ({ workbench, folder }) => {
    await workbench.openViewContainer('ModelTrail');
    await workbench.inlineAction(/^Working files/u, 'Compare with Working Files');
    await workbench.webview().locator('.headline', { hasText: 'accuracy 0.944 → 0.980' }).waitFor({ timeout: 20_000 });
    await workbench.openFile('train.py');
    await workbench.clickRow(/^1\.0,/u);
    await workbench.openViewContainer('Explorer');
    await workbench.statusBarItem(/digits: changed since 2\.1/u).click();
    await workbench.page.locator('.part.sidebar').getByRole('treeitem', { name: /^2\.1,/u, selected: true }).waitFor();
    await copyFile(join(folder, 'train.py'), join(folder, 'other.py'));
    await workbench.openViewContainer('Explorer');
    await workbench.contextMenu(/^other\.py/u, 'Show Trail of This File');
    await workbench.notifications.waitFor(/^No version has other\.py/u);
    await rm(join(folder, weights));
    await workbench.openFile('README.md');
    await workbench.statusBarItem(/digits/u).waitFor({ state: 'detached' });
  }));

  it('appears in a second window, and what the terminal does appears in both', withWorkbench({ sample: true }, async ({ workbench, folder, openWindow }) => {
    await workbench.openViewContainer('ModelTrail');
    await workbench.row(/^2\.1,/u).waitFor();
    const second = await openWindow();
    await second.openViewContainer('ModelTrail');
    await second.row(/^2\.1,/u).waitFor();
    await trainAgain(folder, 0.98);
    await Promise.all([workbench, second].map((window) => window.row(/^Working files/u).waitFor({ timeout: 10_000 })));
    await workbench.terminal.open();
    await workbench.terminal.type('modeltrail save models/digits/model.safetensors models/digits/encoder.joblib -m again');
    await Promise.all([workbench, second].map((window) => window.row(/^2\.2,/u).waitFor({ timeout: 10_000 })));
    await Promise.all([workbench, second].map((window) => window.row(/^Working files/u).waitFor({ state: 'detached' })));
  }));

  it('is silent where no model is', withWorkbench({ prepare: async () => Promise.resolve() }, async ({ workbench }) => {
    await workbench.page.waitForTimeout(1500);
    assert.equal(await workbench.page.locator('.activitybar a[aria-label^="ModelTrail"]').count(), 0);
    assert.equal(await workbench.statusBarItem(/ModelTrail|digits/u).count(), 0);
  }));
});
