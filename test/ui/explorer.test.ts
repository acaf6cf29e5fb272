import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withWorkbench } from './fixture.ts';

describe('the workbench with the packaged extension', () => {
  it('opens a folder in the Explorer', withWorkbench({ prepare: writeScript }, async ({ workbench }) => {
    await workbench.row('train.py').waitFor();
    assert.equal(await workbench.host.run((api) => api.extensions.getExtension('modeltrail.modeltrail')?.id), 'modeltrail.modeltrail');
  }));
});

async function writeScript(folder: string): Promise<void> {
  await writeFile(join(folder, 'train.py'), 'learning_rate = 3e-4\n');
}
