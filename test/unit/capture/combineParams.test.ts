import assert from 'node:assert/strict';
import { copyFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'mocha';
import { captureProvenance, remarksOf, type Provenance } from '../../../src/capture/provenance.ts';
import { provenanceOfRun, type EndedRun } from '../../../src/capture/runProvenance.ts';
import { sourceText } from '../../../src/domain/sourceText.ts';
import type { RecordedValue } from '../../../src/domain/version.ts';
import { captureContext, makeWorkspace, removeWorkspaces } from './workspace.ts';

after(removeWorkspaces);

const trained = Date.now() - 60_000;

/** What is told of a model that the script writes; `file` is one that a real framework wrote. */
async function capture(files: Readonly<Record<string, string>>, model: string, file?: string): Promise<Provenance> {
  const root = makeWorkspace({ ...files, ...(file === undefined ? { [model]: 'bytes' } : {}) });
  if (file !== undefined) copyFileSync(join(import.meta.dirname, '../../fixtures/formats', file), join(root, model));
  utimesSync(join(root, model), trained / 1000, trained / 1000);
  return captureProvenance({ root, folder: root, models: [{ path: model, modifiedAt: trained }], script: null, git: false, data: [], code: [], environment: 'unknown' }, captureContext());
}

function told({ params }: Provenance): Record<string, string> {
  return Object.fromEntries([...params].map(([name, { value, text, source }]) => [name, `${text ?? String(value)} (${source.kind}, ${sourceText(source)})`]));
}

const said = (provenance: Provenance, code: string): string[] => remarksOf(provenance).filter((remark) => remark.code === code).map(({ text }) => text);

const script = 'import argparse, joblib, yaml\nparser = argparse.ArgumentParser()\nparser.add_argument("--lr", type=float, default=1e-3)\nparser.add_argument("--epochs", type=int, default=5)\nargs = parser.parse_args()\nDROPOUT = 0.1\nconfig = yaml.safe_load(open("params.yaml"))\njoblib.dump(fit(), "m.joblib")\n';

describe('parameters from several places', () => {
  it('are the settings’, and where these say nothing the script’s', async () => {
    const found = await capture({ 'train.py': script, 'params.yaml': 'DROPOUT: 0.2\nseed: 7\n' }, 'm.joblib');
    assert.deepEqual(told(found), { DROPOUT: '0.2 (file, params.yaml:1)', seed: '7 (file, params.yaml:2)', lr: '1e-3 (default, train.py:3)', epochs: '5 (default, train.py:4)' });
    assert.deepEqual(said(found, 'params-conflict'), ['DROPOUT is 0.1 in train.py:6 and 0.2 in a file of settings, which counts.']);
    assert.deepEqual(said(found, 'defaults-assumed'), ['How train.py was started is not known: lr and epochs are its defaults.']);
  });

  it('are those that the model file holds before all others', async () => {
    const found = await capture({ 'train.py': 'import joblib\nclf = LogisticRegression(C=10, max_iter=100)\njoblib.dump(clf, "m.joblib")\n' }, 'm.joblib', 'logistic.joblib');
    assert.equal(told(found)['C'], '1 (model, m.joblib)');
    assert.equal(told(found)['max_iter'], '100 (model, m.joblib)');
    assert.deepEqual(said(found, 'params-conflict'), ['C is 10 in train.py:2 and 1 in the model file, which counts.']);
    const pipeline = await capture({ 'train.py': 'import joblib\nscale = StandardScaler(with_mean=True)\njoblib.dump(pipe, "m.joblib")\n' }, 'm.joblib', 'pipeline.joblib');
    assert.equal(told(pipeline)['pre__num__with_mean'], 'true (model, m.joblib)');
    assert.equal(told(pipeline)['with_mean'], undefined, 'one parameter, not two');
  });

  it('are the command line’s before those of files, and then nothing is assumed', async () => {
    const now = await capture({ 'train.py': script, 'params.yaml': 'lr: 0.5\n' }, 'm.joblib');
    const given: ReadonlyMap<string, RecordedValue> = new Map([['lr', { value: 0.3, source: { kind: 'command' } }], ['epochs', { value: 9, source: { kind: 'command' } }]]);
    const record: EndedRun['record'] = { command: ['python', 'train.py'], folder: '', startedAt: new Date(trained).toISOString(), endedAt: new Date(trained).toISOString(), exitCode: 0, variables: {}, seed: null };
    const found = provenanceOfRun(now, { record, before: now, params: given, metrics: new Map() });
    assert.deepEqual([found.params.get('lr')?.value, found.params.get('epochs')?.value], [0.3, 9]);
    assert.deepEqual(said(found, 'params-conflict'), ['lr is 0.5 in params.yaml:1 and 0.3 on the command line, which counts.']);
    assert.deepEqual(said(found, 'defaults-assumed'), []);
  });

  it('are no tokens that stand in a script', async () => {
    const found = await capture({ 'train.py': `import joblib\nTOKEN = "ghp_${'a1B2c3D4e5'.repeat(4).slice(0, 36)}"\nlr = 0.1\njoblib.dump(fit(), "m.joblib")\n` }, 'm.joblib');
    assert.deepEqual(Object.keys(told(found)), ['lr']);
  });

  it('are Hydra’s, as its run was composed, in the place of other files', async () => {
    const found = await capture({ 'train.py': 'import hydra, torch\ntorch.save(model, "outputs/2024-01-02/11-00-00/m.pt")\n', 'params.yaml': 'lr: 1\n', 'outputs/2024-01-02/11-00-00/.hydra/config.yaml': 'optimizer:\n  lr: 3e-4\n' }, 'outputs/2024-01-02/11-00-00/m.pt');
    assert.deepEqual(told(found), { 'optimizer.lr': '3e-4 (file, outputs/2024-01-02/11-00-00/.hydra/config.yaml:2)' });
  });

  it('are those of the config.json of a folder of Hugging Face', async () => {
    const root = makeWorkspace({ 'bert/config.json': '{\n  "model_type": "bert",\n  "hidden_size": 32,\n  "_name_or_path": "x",\n  "id2label": {"0": "no"}\n}', 'bert/model.safetensors': 'bytes' });
    const found = await captureProvenance({ root, folder: root, models: [{ path: 'bert', modifiedAt: trained }], script: null, git: false, data: [], code: [], environment: 'unknown' }, captureContext());
    assert.deepEqual(told(found), { model_type: 'bert (model, bert/config.json:2)', hidden_size: '32 (model, bert/config.json:3)' });
  });
});
