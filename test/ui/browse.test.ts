import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withWorkbench } from './fixture.ts';

describe('browsing versions in the workbench', () => {
  it('lists a model with its main metric, and versions newest first', withWorkbench({ sample: true }, async ({ workbench }) => {
    await workbench.openViewContainer('ModelTrail');
    await workbench.row(/^1\.0/u).waitFor();
    assert.deepEqual(await workbench.rows(), [
      'digits, accuracy ↑ · 5 versions',
      '2.1, 0.944 −0.028 · 3 h',
      '2.0, 0.972 +0.011 · best, staging · 2 d',
      '1.2, 0.961 +0.036 · production · 9 d',
      '1.1, 0.925 +0.053 · 3 wk',
      '1.0, 0.872 · 5 wk',
    ]);
  }));

  it('follows what is chosen in config.yaml, and does without where that can’t be read', withWorkbench({ sample: true }, async ({ workbench, folder }) => {
    await workbench.openViewContainer('ModelTrail');
    await workbench.row(/^digits, accuracy ↑/u).waitFor();
    const choose = async (text: string): Promise<void> => {
      await mkdir(join(folder, '.modeltrail'), { recursive: true });
      await writeFile(join(folder, '.modeltrail', 'config.yaml'), text);
    };
    await choose('models: {digits: {mainMetric: worst_class_recall, directions: {worst_class_recall: down}}}\n');
    await workbench.row(/^digits, worst_class_recall ↓/u).waitFor();
    await workbench.row(/^1\.0, 0\.4\d* · best/u).waitFor();
    await choose('models: [');
    await workbench.row(/^digits, accuracy ↑/u).waitFor();
    await workbench.row(/^2\.0, .* · best/u).waitFor();
  }));

  it('opens what produced a version: parameters, metrics, code, data, environment, artifacts', withWorkbench({ sample: true }, async ({ workbench }) => {
    await workbench.openViewContainer('ModelTrail');
    await workbench.expandRow(/^1\.2,/u);
    for (const section of [/^Parameters/u, /^Metrics/u, /^Code/u, /^Data/u, /^Environment/u, /^Artifacts/u]) await workbench.row(section).waitFor();
    await workbench.expandRow(/^Parameters, 3 of 14 changed since 1\.1/u);
    await workbench.row(/^optimizer\.lr, 0\.003 → 0\.02/u).waitFor();
    await workbench.row(/warmup_epochs, not set → 3/u).waitFor();
    await workbench.row(/^start_factor, not set → 0\.1/u).waitFor();
    await workbench.row(/^11 unchanged/u).waitFor();
    await workbench.expandRow(/^Code, train\.py/u);
    await workbench.row(/^train\.py, training script/u).waitFor();
  }));

  it('shows the training script as it was, read-only', withWorkbench({ sample: true }, async ({ workbench }) => {
    await workbench.openViewContainer('ModelTrail');
    await workbench.expandRow(/^1\.0,/u);
    await workbench.expandRow(/^Code, train\.py/u);
    await workbench.clickRow(/^train\.py/u);
    await workbench.page.locator('.part.editor .view-line', { hasText: 'import' }).first().waitFor();
    const opened = await workbench.host.run((api) => {
      const document = api.window.activeTextEditor?.document;
      return { scheme: document?.uri.scheme, text: document?.getText() ?? '', writable: api.workspace.fs.isWritableFileSystem('modeltrail') };
    });
    assert.equal(opened.scheme, 'modeltrail');
    assert.equal(opened.writable, false);
    assert.doesNotMatch(opened.text, /warmup/u);
    assert.match(opened.text, /save_file/u);
  }));

  it('filters by words and says when nothing matches', withWorkbench({ sample: true }, async ({ workbench }) => {
    await workbench.openViewContainer('ModelTrail');
    await workbench.row(/^1\.0,/u).waitFor();
    await workbench.runCommand('ModelTrail: Filter Versions…');
    await workbench.quickInput.type('residual');
    await workbench.quickInput.accept();
    await workbench.row(/^1\.0,/u).waitFor({ state: 'detached' });
    assert.equal((await workbench.rows()).length, 2);
    await workbench.runCommand('ModelTrail: Filter Versions…');
    await workbench.quickInput.type('nothing has these words');
    await workbench.quickInput.accept();
    await workbench.page.locator('.part.sidebar .welcome-view-content .monaco-button', { hasText: 'Clear Filter' }).click();
    await workbench.row(/^1\.0,/u).waitFor();
  }));

  it('keeps what is selected and open when a version comes from elsewhere', withWorkbench({ sample: true }, async ({ workbench }) => {
    await workbench.openViewContainer('ModelTrail');
    await workbench.expandRow(/^1\.2,/u);
    await workbench.clickRow(/^1\.1,/u);
    await workbench.terminal.open();
    await workbench.terminal.type('modeltrail note digits@1.1 "seen from the terminal"');
    await workbench.terminal.waitForText(/note of digits@1\.1 was changed/u);
    await workbench.terminal.type('modeltrail save models/digits/model.safetensors models/digits/encoder.joblib -m again');
    await workbench.row(/^2\.2,/u).waitFor({ timeout: 5000 });
    assert.equal(await workbench.row(/^1\.1,/u).getAttribute('aria-selected'), 'true');
    assert.equal(await workbench.row(/^1\.2,/u).getAttribute('aria-expanded'), 'true');
  }));
});
