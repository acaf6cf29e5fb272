import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { Terminal, type VersionDocument } from './terminal.ts';

interface RunDocument {
  readonly status: number;
  readonly versions: readonly (VersionDocument & { readonly run: { readonly command: readonly string[]; readonly exitCode: number; readonly seed: number | null; readonly variables: object; readonly startedAt: string; readonly endedAt: string } | null; readonly capturedAt: string | null })[];
}

/** Trains, in a shell that stands for Python: the file is a script by its name, and its text what a reader of Python sees. */
const trainer = `import joblib
model = fit()
joblib.dump(model, "models/churn.joblib")
`;

describe('modeltrail run', () => {
  let terminal: Terminal;
  beforeEach(() => {
    terminal = new Terminal({ git: true });
    terminal.write('train.py', trainer);
    terminal.write('params.yaml', 'lr: 0.1\nepochs: 3\n');
  });
  afterEach(() => { terminal.dispose(); });

  /** The command of a run: `sh -c SCRIPT train.py ARGUMENTS`, in which the script is what the interpreter would do. */
  function training(script: string, ...args: string[]): string[] {
    return ['--', 'sh', '-c', script, 'train.py', ...args];
  }

  async function ran(...args: string[]): Promise<RunDocument> {
    return JSON.parse((await terminal.run('--json', 'run', ...args)).stdout) as RunDocument;
  }

  const writeModel = 'mkdir -p models && head -c 3000 /dev/urandom > models/churn.joblib';

  it('saves what the command wrote, with its arguments, results, and the code as it began', async () => {
    const code = terminal.sha256('train.py');
    const script = `echo "seed: 42"; echo 'typed meanwhile' >> train.py; ${writeModel}; printf 'epoch 1 loss: 0.9\\nTest accuracy: 0.93\\ntime: 3.5\\n'; echo '{"f1": 0.8}' > metrics.json`;
    const { status, versions: [version] } = await ran('-m', 'by a run', ...training(script, '--lr', '0.3', '--amp', '--api-key=sk-proj-abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGH'));
    assert.ok(version !== undefined);
    assert.deepEqual([status, version.model, version.label, version.note], [0, 'churn', '1.0', 'by a run']);
    assert.deepEqual(version.params, { lr: 0.3, epochs: 3, amp: true });
    assert.deepEqual(version.metrics, { loss: 0.9, test_accuracy: 0.93, f1: 0.8 });
    assert.deepEqual([version.run?.exitCode, version.run?.seed, version.run?.command.at(-1)], [0, 42, '--api-key=…']);
    assert.ok(!JSON.stringify(version).includes('sk-proj-'), 'no secret is kept');
    assert.ok(version.remarks.some(({ code: remark, text }) => remark === 'params-conflict' && /^lr is 0\.1 in params\.yaml:1 and 0\.3 on the command line/u.test(text)));
    assert.ok(JSON.stringify(version.code?.files).includes(code), 'what was typed meanwhile is not in it');
    assert.ok(version.capturedAt === version.run?.startedAt && version.run !== null && version.run.startedAt <= version.run.endedAt);
    assert.match((await terminal.run('show', 'churn@1.0')).stdout, /Run\n {2}command {2}sh -c .*\n {2}time .*\n {2}seed +42/u);
  });

  it('shows what the command prints, passes on how it ended, and saves nothing of a failure unless it is asked to', async () => {
    const failing = training(`${writeModel}; echo out; echo err >&2; exit 3`);
    const failed = await terminal.run('run', ...failing);
    assert.deepEqual([failed.code, failed.stdout], [3, 'out\n']);
    assert.match(failed.stderr, /^err\nThe command failed \(3\); nothing was saved\./u);
    assert.deepEqual((await terminal.json<{ versions: unknown[] }>('list')).versions, []);
    const kept = await terminal.run('run', '--keep-failed', ...failing);
    assert.deepEqual([kept.code, /Saved churn@1\.0/u.test(kept.stdout)], [3, true]);
    const killed = await terminal.run('run', ...training('kill -9 $$'));
    assert.equal(killed.code, 137);
  });

  it('keeps a burst of checkpoints as the last of them, and nothing of an earlier run', async () => {
    terminal.write('metrics.json', '{"accuracy": 0.1}');
    terminal.shell('touch -d 2020-01-01 metrics.json');
    const script = 'mkdir -p out; for n in 1 2 3; do head -c 2000 /dev/urandom > out/epoch-$n.pt; sleep 0.1; done';
    const { versions } = await ran(...training(script));
    assert.deepEqual(versions.map(({ artifacts, metrics }) => [artifacts.map(({ path }) => path), metrics]), [[['out/epoch-3.pt'], {}]]);
  });

  it('says what is wrong in one sentence', async () => {
    const missing = await terminal.run('run', '--', 'no-such-program');
    assert.deepEqual([missing.code, missing.stderr.trim()], [2, 'no-such-program can\'t be run: there is no such program. Give the command as you would type it: modeltrail run -- python train.py']);
    const nothing = await terminal.run('run', '--', 'true');
    assert.deepEqual([nothing.code, nothing.stderr.trim().split('\n').length], [2, 1]);
  });
});
