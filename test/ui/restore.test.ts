import assert from 'node:assert/strict';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withWorkbench } from './fixture.ts';
import { encoder, sha256Of, sha256OfStage, trainAgain, weights } from './sampleProject.ts';

describe('restoring a version in the workbench', () => {
  it('brings the files back byte for byte, and undoes it', withWorkbench({ sample: true }, async ({ workbench, folder }) => {
    const before = [await sha256Of(folder, weights), await sha256Of(folder, encoder)];
    await workbench.openViewContainer('ModelTrail');
    await workbench.inlineAction(/^1\.0,/u, 'Restore Version');
    await workbench.notifications.waitFor(/^Restored 2 files from digits 1\.0\.$/u);
    assert.equal(await sha256Of(folder, weights), await sha256OfStage('1-first-model', weights));
    assert.equal(await sha256Of(folder, encoder), await sha256OfStage('1-first-model', encoder));
    await workbench.notifications.click(/^Restored 2 files/u, 'Undo');
    await workbench.statusBarItem(/files are as they were/u).waitFor();
    assert.deepEqual([await sha256Of(folder, weights), await sha256Of(folder, encoder)], before);
  }));

  it('keeps what is in no version, and gives it back on undo', withWorkbench({ sample: true, prepare: (folder) => trainAgain(folder, 0.5) }, async ({ workbench, folder }) => {
    const unsaved = await readFile(join(folder, weights));
    await workbench.openViewContainer('ModelTrail');
    await workbench.inlineAction(/^2\.0,/u, 'Restore Version');
    await workbench.notifications.waitFor(/^Restored 2 files from digits 2\.0\. What stood there was in no version and is kept for 14 days\.$/u);
    assert.equal(await sha256Of(folder, weights), await sha256OfStage('4-residual-blocks', weights));
    await workbench.notifications.click(/^Restored 2 files/u, 'Undo');
    await workbench.statusBarItem(/files are as they were/u).waitFor();
    assert.deepEqual(await readFile(join(folder, weights)), unsaved);
  }));

  it('removes on undo only what the restore made', withWorkbench({ sample: true }, async ({ workbench, folder }) => {
    await rm(join(folder, weights));
    await workbench.openViewContainer('ModelTrail');
    await workbench.inlineAction(/^1\.1,/u, 'Restore Version');
    await workbench.notifications.waitFor(/^Restored 2 files/u);
    await writeFile(join(folder, encoder), 'written after the restore');
    await workbench.notifications.click(/^Restored 2 files/u, 'Undo');
    await workbench.statusBarItem(/files are as they were/u).waitFor();
    await assert.rejects(readFile(join(folder, weights)));
  }));

  it('restores from the palette what was chosen there', withWorkbench({ sample: true }, async ({ workbench, folder }) => {
    await workbench.openViewContainer('ModelTrail');
    await workbench.row(/^1\.0,/u).waitFor();
    await workbench.runCommand('ModelTrail: Restore Version');
    await workbench.quickInput.pick('digits 2.0');
    await workbench.notifications.waitFor(/^Restored 2 files from digits 2\.0/u);
    assert.equal(await sha256Of(folder, weights), await sha256OfStage('4-residual-blocks', weights));
  }));

  it('restores to another folder, and leaves the model’s own files alone', withWorkbench({ sample: true, prepare: (folder) => mkdir(join(folder, 'elsewhere')).then(() => undefined) }, async ({ workbench, folder }) => {
    const before = await sha256Of(folder, weights);
    await workbench.openViewContainer('ModelTrail');
    await workbench.contextMenu(/^1\.0,/u, 'Restore to Another Place…');
    await workbench.quickInput.type(`${folder}/elsewhere/`);
    await workbench.quickInput.widget.getByRole('button', { name: 'Restore Here' }).click();
    await workbench.notifications.waitFor(/^Restored 2 files from digits 1\.0\.$/u);
    assert.equal(await sha256Of(folder, 'elsewhere/model.safetensors'), await sha256OfStage('1-first-model', weights));
    assert.equal(await sha256Of(folder, weights), before);
  }));
});
