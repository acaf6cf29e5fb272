import assert from 'node:assert/strict';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ComparePanelPage } from './comparePanel.ts';
import { withWorkbench } from './fixture.ts';
import { sha256Of, sha256OfStage, trainAgain, weights } from './sampleProject.ts';

/** Of ModelTrail's commands, those that write or start Git. */
const waiting = [
  'Save Version…', 'Adopt Existing Models…', 'Restore Version', 'Restore to Another Place…', 'Rename Label…', 'Edit Note…', 'Set Alias…', 'Remove Alias…',
  'Add Tag…', 'Remove Tag…', 'Delete Version', 'Undelete Version', 'Share History with Git', 'Show Sharing Status',
];

/** Every file with its size and time, but for the index, a cache. */
async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile() && !entry.name.startsWith('index.db')).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(paths.sort().map(async (path) => `${path} ${String((await stat(path)).size)} ${String((await stat(path)).mtimeMs)}`));
}

describe('Restricted Mode', () => {
  it('lets browse, compare and hover, and starts and writes nothing', withWorkbench({ sample: true, restricted: true }, async ({ workbench, folder, gitCalls }) => {
    const before = await filesOf(folder);
    await workbench.openViewContainer('ModelTrail');
    await workbench.expandRow(/^1\.2,/u);
    await workbench.expandRow(/^Code, train\.py/u);
    await workbench.clickRow(/^train\.py, training script/u);
    await workbench.page.locator('.part.editor .view-line', { hasText: 'import' }).first().waitFor();
    await workbench.inlineAction(/^2\.1,/u, 'Compare with Previous');
    const panel = new ComparePanelPage(workbench);
    await panel.waitFor('2.0', '2.1');
    assert.match(await panel.headline(), /accuracy 0\.972 → 0\.944/u);
    await workbench.openFile('train.py', 120);
    await workbench.statusBarItem(/digits 2\.1/u).waitFor();
    const hover = await workbench.restMouse('train.py', 'model.safetensors', /digits 2\.1/u);
    assert.match(await hover.innerText(), /same bytes/u);
    assert.match(await workbench.explorerLabel(/^models/u, /^model\.safetensors/u), /digits 2\.1: the same bytes/u);
    assert.deepEqual(await filesOf(folder), before);

    await trainAgain(folder, 0.98);
    await workbench.statusBarItem(/digits: changed since 2\.1/u).waitFor();
    await workbench.openViewContainer('ModelTrail');
    await workbench.inlineAction(/^Working files/u, 'Compare with Working Files');
    await panel.waitFor('2.1', 'working files');
    assert.deepEqual(await gitCalls(), []);
  })).timeout(120_000);

  it('says in a sentence what waits for trust, and does it all once that is given', withWorkbench({ sample: true, restricted: true, prepare: (folder) => trainAgain(folder, 0.98) }, async ({ workbench, folder, gitCalls }) => {
    const before = await filesOf(folder);
    await workbench.openViewContainer('ModelTrail');
    await workbench.row(/^1\.0,/u).waitFor();
    for (const command of waiting) {
      await workbench.runCommand(`ModelTrail: ${command}`);
      assert.equal(await workbench.notifications.waitFor(/not trusted/u), 'This folder is not trusted yet. Versions can be browsed and compared; saving, restoring and changing them, and starting Git, wait for trust.', command);
      await workbench.notifications.dismissAll();
    }
    await workbench.inlineAction(/^2\.1,/u, 'Compare with Previous');
    const panel = new ComparePanelPage(workbench);
    await panel.waitFor('2.0', '2.1');
    await workbench.runCommand('ModelTrail: Export Comparison as HTML…');
    await workbench.notifications.waitFor(/^Exporting waits until this workspace is trusted\. Trust the workspace, then try again\.$/u);
    await panel.metric('accuracy').getByRole('button').first().click();
    await workbench.notifications.waitFor(/^Remembering which way is good waits until this workspace is trusted\./u);
    assert.deepEqual(await filesOf(folder), before);
    assert.deepEqual(await gitCalls(), []);
    const declared = await workbench.host.run((api) => (api.extensions.getExtension('modeltrail.modeltrail')?.packageJSON as { capabilities: { untrustedWorkspaces: unknown } }).capabilities.untrustedWorkspaces);
    assert.deepEqual(declared, { supported: 'limited', description: 'Versions can be browsed, compared and hovered over. Saving, restoring, changing and sharing them, and starting Git, wait until the workspace is trusted.' });

    await workbench.notifications.dismissAll();
    await workbench.inlineAction(/^1\.0,/u, 'Restore Version');
    await workbench.notifications.click(/not trusted/u, 'Manage Trust');
    await workbench.trustInEditor();
    await workbench.inlineAction(/^Working files/u, 'Save Version');
    await workbench.quickInput.waitForMessage(/Enter saves/u);
    await workbench.quickInput.accept();
    await workbench.notifications.waitFor(/^Saved digits 2\.2/u);
    assert.ok((await gitCalls()).some((call) => call.includes('--get user.name')));
    await workbench.inlineAction(/^1\.0,/u, 'Restore Version');
    await workbench.notifications.waitFor(/^Restored 2 files from digits 1\.0/u);
    assert.equal(await sha256Of(folder, weights), await sha256OfStage('1-first-model', weights));
  })).timeout(150_000);
});
