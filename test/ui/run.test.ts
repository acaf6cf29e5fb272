import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withWorkbench } from './fixture.ts';
import { modeltrail } from './programs.ts';
import { otherWeights, weights } from './sampleProject.ts';

/** A training run that takes no time: it puts other weights in place and writes what they are worth. */
async function prepareTraining(folder: string): Promise<void> {
  await writeFile(join(folder, 'next.bin'), await otherWeights(folder));
  await writeFile(join(folder, 'retrain.sh'), `cp next.bin ${weights}\necho '{"accuracy": 0.98}' > metrics.json\necho seed: 7\nexit $1\n`);
}

describe('running a command', () => {
  it('saves what it wrote, with the command, and says what became of the metric', withWorkbench({ sample: true, prepare: prepareTraining }, async ({ workbench, folder }) => {
    await workbench.openFile('train.py');
    await workbench.statusBarItem(/digits 2\.1/u).waitFor();
    await workbench.runCommand('ModelTrail: Run and Save Version…');
    await workbench.quickInput.waitForMessage(/Runs in a terminal/u);
    assert.equal(await workbench.quickInput.value(), 'python train.py');
    await workbench.quickInput.type('sh retrain.sh 0 && sh other.sh');
    await workbench.quickInput.waitForMessage(/One command is recorded: put what belongs to “&&” into a script/u);
    await workbench.quickInput.type('sh retrain.sh 0');
    await workbench.quickInput.accept();
    await workbench.notifications.waitFor(/^Saved digits 2\.2: accuracy 0\.98\d* \(\+0\.0\d+, better than 2\.1\)/u);
    await workbench.openViewContainer('ModelTrail');
    await workbench.row(/^2\.2,/u).waitFor();
    const { version } = JSON.parse(modeltrail(folder, 'show', 'digits@2.2', '--json')) as { version: { run: { command: string[]; exitCode: number; seed: number | null } } };
    assert.deepEqual(version.run.command, ['sh', 'retrain.sh', '0']);
    assert.equal(version.run.exitCode, 0);
    assert.equal(Number(version.run.seed), 7);
  }));

  it('saves nothing of a run that failed, and says where to look', withWorkbench({ sample: true, prepare: prepareTraining }, async ({ workbench }) => {
    await workbench.openViewContainer('ModelTrail');
    await workbench.row(/^2\.1,/u).waitFor();
    await workbench.runCommand('ModelTrail: Run and Save Version…');
    await workbench.quickInput.type('sh retrain.sh 3');
    await workbench.quickInput.accept();
    await workbench.notifications.waitFor(/^The run ended with exit code 3; nothing was saved\. The terminal shows why\./u);
    await workbench.terminal.waitForText(/The command failed \(3\); nothing was saved/u);
    assert.equal(await workbench.row(/^2\.2,/u).count(), 0);
    await workbench.runCommand('ModelTrail: Run and Save Version…');
    await workbench.quickInput.waitForMessage(/Runs in a terminal/u);
    assert.equal(await workbench.quickInput.value(), 'sh retrain.sh 3');
  }));
});
