import assert from 'node:assert/strict';
import { withWorkbench } from './fixture.ts';

describe('changing what is said of a version in the workbench', () => {
  it('renames a label, edits a note, moves an alias', withWorkbench({ sample: true }, async ({ workbench }) => {
    await workbench.openViewContainer('ModelTrail');
    await workbench.contextMenu(/^2\.1,/u, 'Rename Label…');
    await workbench.quickInput.type('experiment');
    await workbench.quickInput.accept();
    await workbench.row(/^experiment,/u).waitFor();
    await workbench.contextMenu(/^experiment,/u, 'Edit Note…');
    await workbench.quickInput.type('Weight decay was too strong');
    await workbench.quickInput.accept();
    await workbench.expandRow(/^experiment,/u);
    await workbench.row(/^Weight decay was too strong/u).waitFor();
    await workbench.contextMenu(/^2\.0,/u, 'Set Alias…');
    await workbench.quickInput.pick('production');
    await workbench.row(/^2\.0,.*production/u).waitFor();
    await workbench.row(/^1\.2,.*production/u).waitFor({ state: 'detached' });
  }));

  it('deletes with undo, shows what was deleted, and brings it back', withWorkbench({ sample: true }, async ({ workbench }) => {
    await workbench.openViewContainer('ModelTrail');
    await workbench.contextMenu(/^1\.1,/u, 'Delete Version');
    await workbench.notifications.waitFor(/^Deleted digits 1\.1/u);
    await workbench.row(/^1\.1,/u).waitFor({ state: 'detached' });
    await workbench.notifications.click(/^Deleted digits 1\.1/u, 'Undo');
    await workbench.row(/^1\.1,/u).waitFor();
    await workbench.contextMenu(/^1\.1,/u, 'Delete Version');
    await workbench.row(/^1\.1,/u).waitFor({ state: 'detached' });
    await workbench.runCommand('ModelTrail: Show Deleted Versions');
    await workbench.row(/^1\.1,.*deleted/u).waitFor();
    await workbench.contextMenu(/^1\.1,.*deleted/u, 'Undelete Version');
    await workbench.row(/^1\.1, 0\.925 \+0\.053 · 3 wk$/u).waitFor();
  }));

  it('asks before it deletes a version that an alias stands on', withWorkbench({ sample: true }, async ({ workbench }) => {
    await workbench.openViewContainer('ModelTrail');
    await workbench.contextMenu(/^1\.2,/u, 'Delete Version');
    assert.match(await workbench.dialogText(), /Delete digits 1\.2\?\s+It is production/u);
    await workbench.clickDialogButton('Cancel');
    await workbench.row(/^1\.2,.*production/u).waitFor();
  }));
});
