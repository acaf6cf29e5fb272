import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { captureModel } from '../../../src/trail/captureModel.ts';
import { openTrail } from '../../../src/trail/openTrail.ts';
import { planSave } from '../../../src/trail/planSave.ts';
import { saveVersion } from '../../../src/trail/saveVersion.ts';
import type { Trail } from '../../../src/trail/trail.ts';
import type { Version } from '../../../src/domain/version.ts';

export const trained = Date.UTC(2026, 0, 31, 10);

/** A repository in which the test says what time it is. */
export class TrainedWorkspace {
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
