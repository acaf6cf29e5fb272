import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openTrail } from '../../src/trail/openTrail.ts';
import { planSave } from '../../src/trail/planSave.ts';
import { saveVersion } from '../../src/trail/saveVersion.ts';
import { withWorkbench } from './fixture.ts';
import { trainAgain } from './sampleProject.ts';

describe('further gestures in the workbench', () => {
  it('asks once which of two scripts trained a model, and remembers it', withWorkbench({ prepare: twoScripts }, async ({ workbench, folder }) => {
    await workbench.runCommand('ModelTrail: Save Version…');
    await workbench.quickInput.pick('second.py');
    await workbench.quickInput.waitForMessage(/1\.0, the first version/u);
    await workbench.quickInput.accept();
    await workbench.notifications.waitFor(/^Saved churn 1\.0/u);
    assert.match(await readFile(join(folder, '.modeltrail/config.yaml'), 'utf8'), /script: second\.py/u);
    await writeFile(join(folder, 'models/churn.joblib'), randomBytes(1000));
    await workbench.runCommand('ModelTrail: Save Version…');
    await workbench.quickInput.waitForMessage(/1\.1/u);
  }));

  it('saves a model file that is dropped onto the tree', withWorkbench({ sample: true, prepare: (folder) => trainAgain(folder, 0.9) }, async ({ workbench }) => {
    await workbench.openViewContainer('ModelTrail');
    await workbench.host.command('vscode.moveViews', { viewIds: ['modeltrail.versions'], destinationId: 'workbench.view.explorer' });
    await workbench.openViewContainer('Explorer');
    await workbench.row(/^2\.1,/u).waitFor();
    for (const name of ['models', 'digits']) await workbench.row(name).first().click();
    await workbench.row(/^model\.safetensors/u).dragTo(workbench.row(/^2\.1,/u));
    await workbench.quickInput.waitForMessage(/2\.2, a minor step/u);
    await workbench.quickInput.accept();
    await workbench.notifications.waitFor(/^Saved digits 2\.2/u);
  }));

  it('shows 200 versions, and the rest when asked', withWorkbench({ prepare: manyVersions }, async ({ workbench }) => {
    await workbench.openViewContainer('ModelTrail');
    await workbench.row(/^churn, 203 versions/u).waitFor();
    await workbench.row(/^churn, 203/u).click();
    await workbench.expandRow(/^churn, 203/u);
    await workbench.page.keyboard.press('End');
    await workbench.row(/^Show more versions, 3 not shown/u).click();
    await workbench.row(/^Show more/u).waitFor({ state: 'detached' });
    await workbench.page.keyboard.press('End');
    await workbench.row(/^1\.0,/u).waitFor();
  }));
});

async function oneModel(folder: string): Promise<void> {
  await mkdir(join(folder, 'models'), { recursive: true });
  await writeFile(join(folder, 'models/churn.joblib'), randomBytes(1000));
}

async function twoScripts(folder: string): Promise<void> {
  await oneModel(folder);
  for (const name of ['first.py', 'second.py']) await writeFile(join(folder, name), 'import joblib\njoblib.dump(model, "models/churn.joblib")\n');
}

async function manyVersions(folder: string): Promise<void> {
  await oneModel(folder);
  const trail = await openTrail(folder, { workerScript: new URL('../../src/worker.ts', import.meta.url), trusted: true, author: { name: 'tester', email: null } });
  const request = { paths: ['models/churn.joblib'] };
  const plan = await planSave(trail, request);
  for (let saved = 0; saved < 203; saved++) await saveVersion(trail, request, plan, { label: `1.${String(saved)}`, note: '' });
  trail.dispose();
}
