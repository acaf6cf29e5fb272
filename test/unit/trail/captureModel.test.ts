import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { captureModel } from '../../../src/trail/captureModel.ts';
import { openTrail } from '../../../src/trail/openTrail.ts';
import { planSave } from '../../../src/trail/planSave.ts';
import { saveVersion } from '../../../src/trail/saveVersion.ts';
import type { Trail } from '../../../src/trail/trail.ts';
import type { Version } from '../../../src/domain/version.ts';

const hour = 3_600_000;
const trained = Date.UTC(2026, 0, 31, 10);

/** A repository in which the test says what time it is. */
class Workspace {
  readonly root = mkdtempSync(join(tmpdir(), 'modeltrail-capture-'));
  now = trained;
  trail!: Trail;

  async open(): Promise<void> {
    execFileSync('git', ['init', '--quiet', this.root]);
    this.trail = await openTrail(this.root, { workerScript: new URL('../../../src/worker.ts', import.meta.url), trusted: true, author: { name: 'Ada', email: null }, clock: { now: () => this.now } });
  }

  /** As if it was written now. */
  write(path: string, content: string | Uint8Array = randomBytes(100)): void {
    const file = join(this.root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    utimesSync(file, new Date(this.now), new Date(this.now));
  }

  /** The script and its settings write the model and then the metrics. */
  async train(rate: number, accuracy: number): Promise<void> {
    this.write('params.yaml', `lr: ${String(rate)}\n`);
    this.write('train.py', `import joblib\njoblib.dump(fit(lr=${String(rate)}), "m.joblib")\n`);
    this.now += 60_000;
    this.write('m.joblib');
    await captureModel(this.trail, join(this.root, 'm.joblib'));
    this.now += 60_000;
    this.write('metrics.json', JSON.stringify({ accuracy }));
  }

  async save(script?: string): Promise<Version> {
    const request = { paths: [join(this.root, 'm.joblib')], ...(script === undefined ? {} : { script }) };
    return (await saveVersion(this.trail, request, await planSave(this.trail, request), { note: '' })).version;
  }

  captures(): string[] {
    return readdirSync(join(this.root, '.git/modeltrail/captures'));
  }

  dispose(): void {
    this.trail.dispose();
    rmSync(this.root, { recursive: true, force: true });
  }
}

function recorded({ params, metrics }: Version): unknown[] {
  return [params.get('lr')?.value, metrics.get('accuracy')?.value];
}

describe('a model that is saved later than it was trained', () => {
  let workspace: Workspace;
  beforeEach(async () => {
    workspace = new Workspace();
    await workspace.open();
  });
  afterEach(() => { workspace.dispose(); });

  it('has the code and parameters of the training, and the results that came after it', async () => {
    await workspace.train(0.1, 0.9);
    workspace.now += 2 * hour;
    workspace.write('params.yaml', 'lr: 0.5\n');
    workspace.write('train.py', 'print("something else now")\n');
    const version = await workspace.save();
    assert.deepEqual(recorded(version), [0.1, 0.9]);
    assert.equal(version.code?.script, 'train.py');
    const blob = await workspace.trail.workers.call('readBlob', { storeDir: workspace.trail.place.storeDir, sha256: version.code.files.find(({ path }) => path === 'train.py')?.sha256 ?? '' });
    assert.match(Buffer.from(blob ?? []).toString('utf8'), /fit\(lr=0\.1\)/u);
    assert.equal(version.capturedAt, new Date(trained + 60_000).toISOString());
    assert.deepEqual(version.remarks.filter(({ code, path }) => code === 'changed-after' && path !== undefined), [], 'what was edited since is not in it');
  });

  it('has no results of a later run', async () => {
    await workspace.train(0.1, 0.9);
    await captureModel(workspace.trail, join(workspace.root, 'm.joblib'));
    workspace.now += 2 * hour;
    workspace.write('metrics.json', '{"accuracy": 0.1}');
    assert.deepEqual(recorded(await workspace.save()), [0.1, 0.9]);
  });

  it('says what was edited where nobody saw it being written', async () => {
    await workspace.train(0.1, 0.9);
    workspace.now += hour;
    workspace.write('m.joblib');
    workspace.now += hour;
    workspace.write('params.yaml', 'lr: 0.5\n');
    const version = await workspace.save();
    assert.deepEqual([version.capturedAt, recorded(version)[0]], [null, 0.5]);
    assert.ok(version.remarks.some(({ code, path }) => code === 'changed-after' && path === 'params.yaml'));
  });

  it('is what somebody says it is', async () => {
    await workspace.train(0.1, 0.9);
    workspace.write('other.py', 'import joblib\njoblib.dump(fit(), "m.joblib")\n');
    assert.equal((await workspace.save('other.py')).code?.script, 'other.py');
  });

  it('costs no more than the last few notes, and those go in time', async () => {
    for (let at = 0; at < 6; at++) {
      workspace.now += 1000;
      workspace.write('m.joblib');
      await captureModel(workspace.trail, join(workspace.root, 'm.joblib'));
      await captureModel(workspace.trail, join(workspace.root, 'm.joblib'));
    }
    assert.equal(workspace.captures().length, 3);
    workspace.now += 15 * 24 * hour;
    workspace.write('n.joblib');
    await captureModel(workspace.trail, join(workspace.root, 'n.joblib'));
    assert.equal(workspace.captures().length, 1);
    assert.equal(workspace.trail.place.exists, false, 'a note makes no trail');
  });

  it('is looked at anew where a note can’t be read', async () => {
    await workspace.train(0.1, 0.9);
    for (const name of workspace.captures()) writeFileSync(join(workspace.root, '.git/modeltrail/captures', name), 'damaged');
    assert.deepEqual([(await workspace.save()).capturedAt], [null]);
  });
});
