import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'mocha';
import { ModuleLoader } from '../../../src/capture/localImports.ts';
import { fileUses } from '../../../src/capture/python/fileUses.ts';
import { findTrainingScript, type TrainingScript } from '../../../src/capture/trainingScript.ts';
import { makeWorkspace, removeWorkspaces } from './workspace.ts';

after(removeWorkspaces);

const saves = (path: string): string => `import torch\nif __name__ == "__main__":\n    torch.save(m, ${path})\n`;

async function find(files: Record<string, string>, ...models: string[]): Promise<TrainingScript> {
  const root = makeWorkspace(files);
  return findTrainingScript({ root, folder: root }, models);
}

function told({ script, candidates }: TrainingScript): [string | null, string[]] {
  return [script === null ? null : `${script.path}:${String(script.line)} ${script.certainty}`, candidates.map(({ path }) => path)];
}

async function modulesOf(files: Record<string, string>, script: string, folder = ''): Promise<string[]> {
  const root = makeWorkspace(files);
  const loaded = await new ModuleLoader(root, join(root, folder)).load(script);
  assert.ok(loaded !== null && !('code' in loaded));
  return loaded.files.map(({ path }) => path);
}

describe('the script that wrote a model', () => {
  it('is the one that names it', async () => {
    const found = await find({ 'train.py': saves('"m/a.pt"'), 'other.py': saves('"m/b.pt"'), 'evaluate.py': 'import torch\ntorch.load("m/a.pt")' }, 'm/a.pt');
    assert.deepEqual(told(found), ['train.py:3 exact', ['train.py', 'other.py']]);
  });

  it('is a question where two name it', async () => {
    const found = await find({ 'train.py': saves('"m/a.pt"'), 'tune.py': saves('"m/a.pt"'), 'other.py': saves('"m/b.pt"') }, 'm/a.pt');
    assert.deepEqual(told(found), [null, ['train.py', 'tune.py']]);
  });

  it('is the one that writes all of several models', async () => {
    const found = await find({ 'train.py': `${saves('"a.pt"')}    torch.save(n, "b.pt")\n`, 'half.py': saves('"a.pt"') }, 'a.pt', 'b.pt');
    assert.deepEqual(told(found)[0], 'train.py:3 exact');
  });

  it('may name a part of it', async () => {
    const found = await find({ 'train.py': saves('f"m/epoch-{e}.pt"'), 'any.py': saves('sys.argv[1]') }, 'm/epoch-07.pt');
    assert.deepEqual(told(found)[0], 'train.py:3 pattern');
  });

  it('may save under a name given when it runs', async () => {
    assert.deepEqual(told(await find({ 'train.py': saves('sys.argv[1]') }, 'm/a.pt'))[0], 'train.py:3 anywhere');
    assert.deepEqual(told(await find({ 'train.py': saves('sys.argv[1]'), 'b.py': saves('x') }, 'm/a.pt')), [null, ['b.py', 'train.py']]);
  });

  it('is not decided by a shared folder alone', async () => {
    assert.deepEqual(told(await find({ 'train.py': saves('"m/b.pt"') }, 'm/a.pt')), [null, ['train.py']]);
  });

  it('is the script, not the library that it calls', async () => {
    const files = {
      'train.py': 'from lib.io import store\nif __name__ == "__main__":\n    store(m, "m/a.pt")\n',
      'lib/__init__.py': '',
      'lib/io.py': 'import torch\ndef store(m, path):\n    torch.save(m, path)\n',
    };
    assert.deepEqual(told(await find(files, 'm/a.pt')), ['train.py:3 exact', ['train.py']]);
  });

  it('is the script, not what starts it', async () => {
    const files = { 'train.py': 'import torch\ndef main():\n    torch.save(m, "a.pt")\nif __name__ == "__main__":\n    main()\n', 'all.py': 'from train import main\nmain()\n' };
    assert.deepEqual(told(await find(files, 'a.pt')), ['train.py:3 exact', ['train.py']]);
  });

  it('is no test where a script does the same', async () => {
    assert.deepEqual(told(await find({ 'train.py': saves('"a.pt"'), 'tests/test_train.py': saves('"a.pt"') }, 'a.pt'))[0], 'train.py:3 exact');
  });

  it('may be a notebook, which has no lines', async () => {
    const cell = (source: string[]): object => ({ cell_type: 'code', source });
    const notebook = JSON.stringify({ cells: [cell(['%load_ext x\n', 'import torch']), { cell_type: 'markdown', source: ['torch.save(m, "x.pt")'] }, cell(['torch.save(m, "a.pt")'])] });
    assert.deepEqual(told(await find({ 'train.ipynb': notebook, 'broken.ipynb': '{"cells": [save' }, 'a.pt')), ['train.ipynb:null exact', ['train.ipynb']]);
  });

  it('may stand in a folder and write from there, or from the root', async () => {
    assert.equal(told(await find({ 'src/train.py': saves('"m/a.pt"') }, 'm/a.pt'))[0], 'src/train.py:3 exact');
    assert.equal(told(await find({ 'src/train.py': saves('"m/a.pt"') }, 'src/m/a.pt'))[0], 'src/train.py:3 exact');
    assert.equal(told(await find({ 'src/train.py': saves('"../m/a.pt"') }, 'm/a.pt'))[0], 'src/train.py:3 exact');
  });

  it('may write the folder of a model, or a file of it', async () => {
    const folder = 'model.save_pretrained("out/bert")\n';
    assert.equal(told(await find({ 'train.py': folder }, 'out/bert'))[0], 'train.py:1 exact');
    assert.equal(told(await find({ 'train.py': folder }, 'out/bert/model.safetensors'))[0], 'train.py:1 exact');
    assert.equal(told(await find({ 'train.py': saves('"out/m/a.pt"') }, 'out/m'))[0], 'train.py:3 exact');
  });

  it('is not looked for in environments', async () => {
    assert.deepEqual(told(await find({ '.venv/lib/x.py': saves('"a.pt"'), 'conda2/conda-meta/history': '', 'conda2/y.py': saves('"a.pt"') }, 'a.pt')), [null, []]);
  });
});

describe('local modules', () => {
  it('are found beside the script, in the folder, the root and src', async () => {
    const files = { 'jobs/train.py': 'import near\nimport folder_mod, root_mod\nfrom pkg.sub import thing\nimport numpy', 'jobs/near.py': '', 'app/folder_mod.py': '', 'root_mod.py': '', 'src/pkg/__init__.py': '', 'src/pkg/sub/thing.py': '' };
    assert.deepEqual((await modulesOf(files, 'jobs/train.py', 'app')).sort(), ['app/folder_mod.py', 'jobs/near.py', 'jobs/train.py', 'root_mod.py', 'src/pkg/__init__.py', 'src/pkg/sub/thing.py']);
  });

  it('are followed through relative imports, and in circles', async () => {
    const files = { 'train.py': 'import pkg.a', 'pkg/__init__.py': 'from . import b', 'pkg/a.py': 'from .b import x\nfrom ..other import y', 'pkg/b.py': 'from pkg import a\nimport train' };
    assert.deepEqual(await modulesOf(files, 'train.py'), ['train.py', 'pkg/__init__.py', 'pkg/a.py', 'pkg/b.py']);
  });

  it('never lie outside the root or in an environment', async () => {
    const outside = makeWorkspace({ 'secret.py': '' });
    const root = makeWorkspace({ 'p/train.py': 'from .... import secret\nimport link\nimport x', 'p/venv/lib/site-packages/x.py': '' });
    symlinkSync(join(outside, 'secret.py'), join(root, 'link.py'));
    const loaded = await new ModuleLoader(root, root).load('p/train.py');
    assert.ok(loaded !== null && !('code' in loaded));
    assert.deepEqual(loaded.files.map(({ path }) => path), ['p/train.py']);
    assert.deepEqual(loaded.remarks.map(({ text }) => text), ['link.py was not read: it leads out of this folder.']);
  });

  it('are bounded in number', async () => {
    const files = Object.fromEntries(Array.from({ length: 260 }, (_, at) => [`m${String(at)}.py`, `import m${String(at + 1)}`]));
    const root = makeWorkspace(files);
    const loaded = await new ModuleLoader(root, root).load('m0.py');
    assert.ok(loaded !== null && !('code' in loaded));
    assert.equal(loaded.files.length, 200);
    assert.equal(loaded.remarks[0]?.code, 'modules-cut');
  });

  it('see the options of the script', async () => {
    const root = makeWorkspace({
      'train.py': 'import argparse\nfrom lib import fit\nparser = argparse.ArgumentParser()\nparser.add_argument("-o", "--out", default="m")\nargs = parser.parse_args()\nfit(args)\n',
      'lib.py': 'import torch\ndef fit(args):\n    torch.save(m, args.out + "/a.pt")\n',
    });
    const loaded = await new ModuleLoader(root, root).load('train.py');
    assert.ok(loaded !== null && !('code' in loaded));
    const { writes } = fileUses({ script: loaded.script, modules: loaded, root });
    assert.deepEqual(writes.map(({ path, assumed }) => [path, assumed]), [['m/a.pt', 'the default of --out']]);
  });

  it('carry constants and functions to the script', async () => {
    const root = makeWorkspace({
      'train.py': 'import digits.data\nfrom digits.paths import DATA as D, MODELS\nimport digits.paths as p\nfrom digits.all import *\nimport torch\ndigits.data.load(D / "train.csv")\ntorch.save(m, MODELS / "a.pt")\ntorch.save(m, p.MODELS / NAME)\ntorch.save(m, p.ROOT / "c.pt")\n',
      'digits/data.py': 'import pandas as pd\ndef load(path, *, sep=","):\n    return pd.read_csv(path, sep=sep)\n',
      'digits/paths.py': 'from pathlib import Path\nROOT = Path(__file__).resolve().parents[1]\nDATA = Path(__file__).parent.parent / "data"\nMODELS = Path("models")\n',
      'digits/all.py': 'NAME = "b.pt"\n',
    });
    const loaded = await new ModuleLoader(root, root).load('train.py');
    assert.ok(loaded !== null && !('code' in loaded));
    const { reads, writes } = fileUses({ script: loaded.script, modules: loaded, root });
    assert.deepEqual(reads.map(({ path, module, line, base }) => [path, module, line, base]), [['data/train.csv', 'train.py', 6, 'root']]);
    assert.deepEqual(writes.map(({ path, line }) => [path, line]), [['models/a.pt', 7], ['models/b.pt', 8], ['c.pt', 9]]);
  });
});
