import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'mocha';
import { isTrailError } from '../../../src/base/errors.ts';
import { findCandidates, type Candidate } from '../../../src/capture/candidates.ts';
import { captureContext, makeWorkspace, put, removeWorkspaces } from './workspace.ts';

after(removeWorkspaces);

const day = 86_400_000;

async function find(files: Record<string, string>, times: Record<string, number> = {}): Promise<Candidate[]> {
  const root = makeWorkspace(files);
  for (const [path, age] of Object.entries(times)) put(root, path, files[path] ?? '', Date.UTC(2024, 0, 10) - age * day);
  return findCandidates({ root, folder: root }, captureContext());
}

describe('save candidates', () => {
  it('are those that scripts write, then the newest', async () => {
    const found = await find(
      { 'train.py': 'import torch\ntorch.save(m, "m/named.pt")\ntorch.save(m, f"m/epoch-{e}.dat")', 'm/named.pt': 'a', 'm/old.pt': 'a', 'm/new.onnx': 'a', 'm/epoch-1.dat': 'a', 'm/notes.txt': 'a', '.gitignore': 'm/\n' },
      { 'm/named.pt': 5, 'm/old.pt': 9, 'm/new.onnx': 1, 'm/epoch-1.dat': 6 },
    );
    assert.deepEqual(found.map(({ path, namedIn }) => [path, namedIn?.line]), [['m/named.pt', 2], ['m/epoch-1.dat', 3], ['m/new.onnx', undefined], ['m/old.pt', undefined]]);
  });

  it('are not in environments or caches, nor vague, nor empty', async () => {
    const found = await find({ '.venv/x.pt': 'a', 'tools/pyvenv.cfg': '', 'tools/x.pt': 'a', 'node_modules/x.onnx': 'a', 'data/x.npy': 'a', 'tokenizer.model': 'a', 'empty.pt': '', 'm.pt': 'a' });
    assert.deepEqual(found.map(({ path }) => path), ['m.pt']);
  });

  it('may be folders', async () => {
    const found = await find({
      'train.py': 'model.save_pretrained("out/named")',
      'out/named/model.safetensors': 'abc', 'out/named/notes.txt': 'ab',
      'bert/config.json': '{}', 'bert/model.safetensors': 'abc', 'bert/tokenizer.json': '{}',
      'tf/saved_model.pb': 'a', 'tf/variables/variables.index': 'a',
      'plain/config.json': '{}', 'plain/x.txt': 'a',
    });
    assert.deepEqual(found.map(({ path, isFolder, size }) => [path, isFolder, size]).sort(), [['bert', true, 7], ['out/named', true, 5], ['tf', true, 2]]);
  });

  it('are not reached through links out of the folder', async () => {
    const outside = makeWorkspace({ 'x.pt': 'a', 'd/y.pt': 'a' });
    const root = makeWorkspace({ 'm.pt': 'a' });
    symlinkSync(join(outside, 'x.pt'), join(root, 'x.pt'));
    symlinkSync(join(outside, 'd'), join(root, 'd'));
    symlinkSync(root, join(root, 'self'));
    symlinkSync('m.pt', join(root, 'latest.pt'));
    const found = await findCandidates({ root, folder: root }, captureContext());
    assert.deepEqual(found.map(({ path }) => path).sort(), ['latest.pt', 'm.pt']);
  });

  it('end when cancelled', async () => {
    const controller = new AbortController();
    controller.abort();
    await assert.rejects(findCandidates({ root: makeWorkspace(), folder: makeWorkspace() }, captureContext(controller.signal)), (error) => isTrailError(error, 'cancelled'));
  });
});
