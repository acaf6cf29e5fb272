import assert from 'node:assert/strict';
import { appendFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withWorkbench } from './fixture.ts';
import { modeltrail } from './programs.ts';
import { sha256Of, trainAgain } from './sampleProject.ts';

/** How many notes lie in the store. */
async function notes(folder: string): Promise<number> {
  return (await readdir(join(folder, '.git/modeltrail/captures')).catch(() => [])).length;
}

async function waitForNote(folder: string): Promise<void> {
  for (let tries = 0; (await notes(folder)) === 0 && tries < 200; tries++) await new Promise((resolve) => setTimeout(resolve, 100));
  assert.ok((await notes(folder)) > 0, 'nothing was noted');
}

describe('a model file that is written', () => {
  it('is saved with the script as it was then, whatever was typed since', withWorkbench({ sample: true }, async ({ workbench, folder }) => {
    await workbench.openViewContainer('ModelTrail');
    await workbench.row(/^2\.1,/u).waitFor();
    const trained = await sha256Of(folder, 'train.py');
    await trainAgain(folder, 0.98);
    await waitForNote(folder);
    await appendFile(join(folder, 'train.py'), '\nprint("typed after the training")\n');
    await workbench.inlineAction(/^Working files/u, 'Save Version');
    await workbench.quickInput.waitForMessage(/All is as it was when the file was written/u);
    await workbench.quickInput.accept();
    await workbench.notifications.waitFor(/^Saved digits 2\.2/u);
    const { version } = JSON.parse(modeltrail(folder, 'show', 'digits@2.2', '--json')) as { version: { code: { files: { path: string; sha256: string }[] } } };
    assert.equal(version.code.files.find(({ path }) => path === 'train.py')?.sha256, trained);
  }));

  it('is not noted where the settings say so', withWorkbench({ sample: true, settings: { 'modeltrail.capture.enabled': false } }, async ({ workbench, folder }) => {
    await workbench.openViewContainer('ModelTrail');
    await workbench.row(/^2\.1,/u).waitFor();
    await trainAgain(folder, 0.98);
    await workbench.row(/^Working files/u).waitFor();
    await workbench.page.waitForTimeout(5000);
    assert.equal(await notes(folder), 0);
    await workbench.host.run((api) => api.workspace.getConfiguration('modeltrail').update('capture.enabled', true));
    await writeFile(join(folder, 'models/other.pkl'), 'a first file of its name');
    await waitForNote(folder);
  }));

  it('is saved by itself where that was chosen, once its results are there', withWorkbench({ sample: true }, async ({ workbench, folder }) => {
    await workbench.openViewContainer('ModelTrail');
    await workbench.row(/^2\.1,/u).waitFor();
    await workbench.contextMenu(/^digits/u, 'Save by Itself…');
    await workbench.quickInput.pick('Save it where accuracy is better than ever');
    await workbench.quickInput.type('0.005');
    await workbench.quickInput.accept();
    await workbench.quickInput.widget.waitFor({ state: 'hidden' });
    await trainAgain(folder, 0.985);
    await workbench.notifications.waitFor(/^Saved digits 2\.2: accuracy 0\.985/u, 50_000);
    await workbench.row(/^2\.2,/u).waitFor();
  }));
});
