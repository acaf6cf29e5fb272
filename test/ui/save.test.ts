import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withWorkbench } from './fixture.ts';
import { trainAgain } from './sampleProject.ts';

describe('saving a version in the workbench', () => {
  it('asks once, says why the label, and shows the version and its change', withWorkbench({ sample: true, prepare: (folder) => trainAgain(folder, 0.975) }, async ({ workbench }) => {
    await workbench.openViewContainer('ModelTrail');
    await workbench.row(/^2\.1/u).waitFor();
    await workbench.runCommand('ModelTrail: Save Version…');
    await workbench.quickInput.waitForMessage(/2\.2, a minor step: tensors and features are those of 2\.1\./u);
    await workbench.quickInput.type('2.2 One more epoch');
    await workbench.quickInput.waitForMessage(/Note: “One more epoch”\. Enter saves 2 files \(151 kB\) with 14 parameters, 6 metrics, code, data and environment\./u);
    await workbench.quickInput.accept();
    assert.match(await workbench.notifications.waitFor(/^Saved digits 2\.2/u), /^Saved digits 2\.2: accuracy 0\.975 \(\+0\.031, better than 2\.1\)\.$/u);
    await workbench.row(/^2\.2, 0\.975 \+0\.031 · best · now/u).waitFor();
  }));

  it('lets the person choose among several models, and go back', withWorkbench({ prepare: twoModels }, async ({ workbench }) => {
    await workbench.runCommand('ModelTrail: Save Version…');
    const options = await workbench.quickInput.options();
    assert.equal(options.filter((option) => /churn\.pkl|demand\.onnx/u.test(option)).length, 2, options.join('\n'));
    assert.ok(!options.some((option) => option.includes('.venv')), options.join('\n'));
    await workbench.quickInput.pick('models/demand.onnx');
    await workbench.quickInput.waitForMessage(/1\.0, the first version of demand/u);
    assert.match(await workbench.quickInput.title(), /\(2\/2\)/u);
    await workbench.quickInput.widget.getByRole('button', { name: /back/iu }).click();
    await workbench.quickInput.pick('models/churn.pkl');
    await workbench.quickInput.waitForMessage(/1\.0, the first version of churn/u);
    await workbench.quickInput.accept();
    await workbench.notifications.waitFor(/^Saved churn 1\.0/u);
  }));

  it('refuses a label that can’t be one, before Enter', withWorkbench({ sample: true, prepare: (folder) => trainAgain(folder, 0.9) }, async ({ workbench }) => {
    await workbench.runCommand('ModelTrail: Save Version…');
    await workbench.quickInput.waitForMessage(/2\.2/u);
    await workbench.quickInput.type('latest of all');
    await workbench.quickInput.waitForMessage(/latest can’t be a label/u);
    await workbench.quickInput.accept();
    assert.equal(await workbench.quickInput.value(), 'latest of all');
    await workbench.quickInput.type('2.1 taken');
    await workbench.quickInput.waitForMessage(/2\.1 is taken by another version of digits/u);
    await workbench.quickInput.accept();
    assert.equal(await workbench.quickInput.value(), '2.1 taken');
  }));

  it('says when a version has these bytes, and records another only when asked', withWorkbench({ sample: true }, async ({ workbench }) => {
    await workbench.openViewContainer('ModelTrail');
    await workbench.inlineAction(/^digits/u, 'Save Version');
    await workbench.quickInput.option('Record a new version all the same').waitFor();
    assert.match(await workbench.quickInput.widget.innerHTML(), /These are digits 2\.1’s bytes/u);
    await workbench.quickInput.pick('Record a new version all the same');
    await workbench.quickInput.waitForMessage(/2\.2/u);
    await workbench.quickInput.accept();
    await workbench.notifications.waitFor(/^Saved digits 2\.2/u);
  }));

  it('saves from the Explorer’s menu', withWorkbench({ prepare: twoModels }, async ({ workbench }) => {
    await workbench.expandRow(/^models/u);
    await workbench.contextMenu(/^churn\.pkl/u, 'Save Version…');
    await workbench.quickInput.waitForMessage(/1\.0, the first version of churn/u);
    await workbench.quickInput.accept();
    await workbench.notifications.waitFor(/^Saved churn 1\.0/u);
  }));

  it('shows a welcome with one button where nothing was saved yet', withWorkbench({ prepare: oneModel }, async ({ workbench }) => {
    await workbench.openViewContainer('ModelTrail');
    await workbench.page.locator('.part.sidebar .welcome-view-content .monaco-button', { hasText: 'Save First Version' }).click();
    await workbench.quickInput.waitForMessage(/1\.0, the first version of churn/u);
    await workbench.quickInput.accept();
    await workbench.row(/^1\.0/u).waitFor();
  }));

  it('is not to be seen in a folder without models', withWorkbench({ prepare: (folder) => writeFile(join(folder, 'notes.md'), '# Notes\n') }, async ({ workbench }) => {
    await workbench.row(/^notes\.md/u).waitFor();
    await workbench.host.run(async (api) => api.extensions.getExtension('modeltrail.modeltrail')?.activate());
    await workbench.page.waitForTimeout(1500);
    assert.equal(await workbench.page.locator('.activitybar a[aria-label^="ModelTrail"]').count(), 0);
  }));

  it('leaves writing for when the folder is trusted', withWorkbench({ prepare: oneModel, restricted: true }, async ({ workbench }) => {
    await workbench.openViewContainer('ModelTrail');
    await workbench.page.locator('.part.sidebar .welcome-view-content', { hasText: 'waits until the folder is trusted' }).waitFor();
    await workbench.trustWorkspace();
    await workbench.page.locator('.part.sidebar .welcome-view-content .monaco-button', { hasText: 'Save First Version' }).waitFor();
  }));
});

async function oneModel(folder: string): Promise<void> {
  await mkdir(join(folder, 'models'), { recursive: true });
  await writeFile(join(folder, 'models/churn.pkl'), randomBytes(2000));
}

async function twoModels(folder: string): Promise<void> {
  await oneModel(folder);
  await writeFile(join(folder, 'models/demand.onnx'), randomBytes(3000));
  await mkdir(join(folder, '.venv/lib'), { recursive: true });
  await writeFile(join(folder, '.venv/lib/other.pkl'), randomBytes(100));
}
