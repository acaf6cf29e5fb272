import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { fileUses, type FileUses } from '../../../src/capture/python/fileUses.ts';
import { noModules, readModule } from '../../../src/capture/python/module.ts';
import type { PathUse } from '../../../src/capture/python/pathUse.ts';
import { assertCost } from '../../harness/cost.ts';

function usesOf(source: string, path = 'train.py'): FileUses {
  const script = readModule(path, source);
  assert.ok(script);
  return fileUses({ script, modules: noModules, root: '/home/ann/churn' });
}

function shown(uses: readonly PathUse[]): string[] {
  return uses.map((use) => `${use.path}${use.isPattern ? ' (pattern)' : ''} ${use.call}:${String(use.line)}`);
}

function writes(source: string): string[] {
  return shown(usesOf(source).writes);
}

function reads(source: string): string[] {
  return shown(usesOf(source).reads);
}

describe('paths that a script writes models to', () => {
  const forms: [string, string, string[]][] = [
    ['torch.save', 'import torch\ntorch.save(m.state_dict(), "models/m.pt")', ['models/m.pt torch.save:2']],
    ['a keyword', 'import torch as t\nt.save(obj=m, f="m.pt")', ['m.pt torch.save:2']],
    ['an imported name', 'from joblib import dump as d\nd(m, "m.joblib")', ['m.joblib joblib.dump:2']],
    ['pickle into an opened file', 'import pickle\nwith open("m.pkl", "wb") as f:\n    pickle.dump(m, f)', ['m.pkl pickle.dump:3']],
    ['pickle into open() itself', 'import pickle\npickle.dump(m, open("out/m.dat", mode="wb"))', ['out/m.dat pickle.dump:2']],
    ['pickle into Path.open', 'import pickle\nfrom pathlib import Path\nP = Path("m.pkl")\nwith P.open("wb") as f:\n    pickle.dump(m, f)', ['m.pkl pickle.dump:5']],
    ['brackets round with', 'import pickle\nwith (open("m.pkl", "wb") as f):\n    pickle.dump(m, f)', ['m.pkl pickle.dump:3']],
    ['cloudpickle', 'import cloudpickle\nf = open("m.pkl", "wb")\ncloudpickle.dump(m, f)', ['m.pkl cloudpickle.dump:3']],
    ['dill', 'import dill\ndill.dump(m, open("m.dill", "wb"))', ['m.dill dill.dump:2']],
    ['safetensors', 'from safetensors.torch import save_file\nsave_file(t, filename="m.safetensors")', ['m.safetensors safetensors.torch.save_file:2']],
    ['keras save', 'model.save("m.keras")', ['m.keras model.save:1']],
    ['keras folder', 'model.save("out/model")', ['out/model model.save:1']],
    ['another save', 'fig.save("plot.png")\nmodel_plot.savefig("x.png")', []],
    ['tf.keras', 'import tensorflow as tf\ntf.keras.models.save_model(m, "m.h5")', ['m.h5 tensorflow.keras.models.save_model:2']],
    ['save_weights', 'net.save_weights(filepath="w.weights.h5")', ['w.weights.h5 net.save_weights:1']],
    ['save_pretrained', 'model.save_pretrained("out/bert")', ['out/bert model.save_pretrained:1']],
    ['xgboost JSON', 'booster.save_model("m.json")', ['m.json booster.save_model:1']],
    ['onnx.save', 'import onnx\nonnx.save(m, "m.onnx")', ['m.onnx onnx.save:2']],
    ['torch.onnx.export', 'import torch\ntorch.onnx.export(m, x, "m.onnx", opset_version=17)', ['m.onnx torch.onnx.export:2']],
    ['torch.onnx.export keyword', 'import torch.onnx\ntorch.onnx.export(m, x, f="m.onnx")', ['m.onnx torch.onnx.export:2']],
    ['np.save adds its extension', 'import numpy as np\nnp.save("w", a)\nnp.savez("x.npz", a=a)', ['w.npy numpy.save:2', 'x.npz numpy.savez:3']],
    ['to_onnx', 'model.to_onnx("m.onnx", x)', ['m.onnx model.to_onnx:1']],
    ['skops', 'import skops.io as sio\nsio.dump(m, "m.skops")', ['m.skops skops.io.dump:2']],
    ['write_bytes', 'from pathlib import Path\nPath("m.onnx").write_bytes(b)', ['m.onnx Path.write_bytes:2']],
    ['a renamed temporary file', 'import os, torch\ntorch.save(m, tmp)\nos.replace(tmp, "m.pt")', ['** (pattern) torch.save:2', 'm.pt os.replace:3']],
    ['Lightning checkpoints', 'from lightning.pytorch.callbacks import ModelCheckpoint\nModelCheckpoint(dirpath="ckpt", filename="{epoch}-{val_loss:.2f}")', ['ckpt/*-*.ckpt (pattern) ModelCheckpoint:2']],
    ['trainer.save_checkpoint', 'trainer.save_checkpoint("last.ckpt")', ['last.ckpt trainer.save_checkpoint:1']],
    ['Keras checkpoints', 'import keras\nkeras.callbacks.ModelCheckpoint("ckpt/best.keras")', ['ckpt/best.keras keras.callbacks.ModelCheckpoint:2']],
    ['TrainingArguments', 'from transformers import TrainingArguments\nTrainingArguments(output_dir="out")', ['out transformers.TrainingArguments:2']],
  ];
  for (const [name, source, expected] of forms) {
    it(name, () => {
      assert.deepEqual(writes(source), expected);
    });
  }
});

describe('expressions that make a path', () => {
  const save = (setup: string, expression: string): string[] =>
    writes(`import os, torch, glob\nimport os.path as osp\nfrom pathlib import Path\n${setup}\ntorch.save(m, ${expression})`).map((line) => line.replace(/ torch\.save:\d+$/u, ''));
  const forms: [string, string, string, string[]][] = [
    ['joined by /', 'D = Path("models")', 'D / "a" / "m.pt"', ['models/a/m.pt']],
    ['Path with parts', '', 'Path("models", "m.pt")', ['models/m.pt']],
    ['joinpath', '', 'Path("models").joinpath("x", "m.pt")', ['models/x/m.pt']],
    ['os.path.join', 'D = "models"', 'os.path.join(D, "x", "m.pt")', ['models/x/m.pt']],
    ['an alias of os.path', '', 'osp.join("models", "m.pt")', ['models/m.pt']],
    ['an absolute part', '', 'os.path.join("models", "/home/ann/churn/out/m.pt")', ['out/m.pt']],
    ['implicit concatenation', '', '("models/" "m" ".pt")', ['models/m.pt']],
    ['a raw string', '', 'r"models/m.pt"', ['models/m.pt']],
    ['escapes', '', '"models/\\x6d\\u002ept"', ['models/m.pt']],
    ['an f-string over a constant', 'NAME = "churn"\nV = 3', 'f"models/{NAME}-v{V}.pt"', ['models/churn-v3.pt']],
    ['an f-string over what is unknown', '', 'f"models/epoch-{epoch:03d}.pt"', ['models/epoch-*.pt (pattern)']],
    ['doubled braces', '', 'f"models/{{m}}.pt"', ['models/{m}.pt']],
    ['format', '', '"models/{}-{name}.pt".format(epoch, name="a")', ['models/*-a.pt (pattern)']],
    ['percent', '', '"models/%s-%03d.pt" % ("a", n)', ['models/a-*.pt (pattern)']],
    ['addition', 'D = "models/"', 'D + "m" + ".pt"', ['models/m.pt']],
    ['str()', 'D = Path("models")', 'str(D / "m.pt")', ['models/m.pt']],
    ['with_suffix', 'P = Path("models/m.csv")', 'P.with_suffix(".pt")', ['models/m.pt']],
    ['with_name', 'P = Path("models/m.csv")', 'P.with_name("n.pt")', ['models/n.pt']],
    ['the stem', 'P = Path("data/a.csv")', 'f"models/{P.stem}.pt"', ['models/a.pt']],
    ['the script\'s folder', 'HERE = Path(__file__).resolve().parent', 'HERE / "m.pt"', ['m.pt']],
    ['a folder further up', 'ROOT = Path(__file__).resolve().parents[0]', 'ROOT / "m.pt"', ['m.pt']],
    ['dirname of __file__', 'HERE = os.path.dirname(os.path.abspath(__file__))', 'os.path.join(HERE, "..", "churn", "m.pt")', ['m.pt']],
    ['a class attribute', 'class Config:\n    out = "models"\n    name: str = "m"', 'f"{Config.out}/{Config.name}.pt"', ['models/m.pt']],
    ['an instance\'s attribute', 'class Config:\n    out = "models"\ncfg = Config()', 'cfg.out + "/m.pt"', ['models/m.pt']],
    ['a dictionary', 'P = {"best": "models/best.pt"}', 'P["best"]', ['models/best.pt']],
    ['a list', 'P = ["a.pt", "b.pt"]', 'P[1]', ['b.pt']],
    ['tuple assignment', 'a, b = "x", "y"', 'f"{a}/{b}.pt"', ['x/y.pt']],
    ['chained assignment', 'a = b = "m.pt"', 'b', ['m.pt']],
    ['an annotated assignment', 'P: Path = Path("m.pt")', 'P', ['m.pt']],
    ['+=', 'p = "models"\np += "/m.pt"', 'p', ['models/m.pt']],
    ['reassignment from itself', 'p = Path("models")\np = p / "m.pt"', 'p', ['models/m.pt']],
    ['the last of two assignments', 'p = "a.pt"\np = "b.pt"', 'p', ['b.pt']],
    ['a branch', 'p = "a.pt"\nif x:\n    p = "b.pt"', 'p', ['b.pt', 'a.pt']],
    ['a conditional', '', '"a.pt" if x else "b.pt"', ['a.pt', 'b.pt']],
    ['a function\'s result', 'def where(n):\n    return Path("models") / f"{n}.pt"', 'where("m")', ['models/m.pt']],
    ['cwd', '', 'Path.cwd() / "m.pt"', ['m.pt']],
    ['a path inside given absolutely', '', '"/home/ann/churn/models/m.pt"', ['models/m.pt']],
    ['the command line\'s default', 'import argparse\np = argparse.ArgumentParser()\np.add_argument("--out-dir", default="models")\nargs = p.parse_args()', 'os.path.join(args.out_dir, "m.pt")', ['models/m.pt']],
    ['the command line without a default', 'import argparse\np = argparse.ArgumentParser()\np.add_argument("--out")\nargs = p.parse_args()', 'os.path.join(args.out, "m.pt")', ['**/m.pt (pattern)']],
    ['an environment variable', '', 'os.environ.get("OUT", "models") + "/m.pt"', ['models/m.pt']],
    ['an address', '', '"s3://bucket/m.pt"', []],
  ];
  for (const [name, setup, expression, expected] of forms) {
    it(name, () => {
      assert.deepEqual(save(setup, expression), expected);
    });
  }

  it('says what was assumed', () => {
    const assumed = (source: string): (string | null)[] => usesOf(source).writes.map((use) => use.assumed);
    assert.deepEqual(assumed('import os, torch\ntorch.save(m, os.getenv("OUT", "m.pt"))'), ['the default where OUT is not set']);
    assert.deepEqual(assumed('import torch\np.add_argument("--out", default="m.pt")\ntorch.save(m, args.out)'.replace('torch.save', 'args = p.parse_args()\ntorch.save')), ['the default of --out']);
    assert.deepEqual(assumed('import torch\ntorch.save(m, "m.pt")'), [null]);
  });

  it('takes __file__ from where the module stands', () => {
    const uses = usesOf('from pathlib import Path\nimport torch\nROOT = Path(__file__).parent.parent\ntorch.save(m, ROOT / "models" / "m.pt")', 'src/train.py');
    assert.deepEqual(uses.writes.map(({ path, base }) => [path, base]), [['models/m.pt', 'root']]);
  });

  it('does not take a folder above for this one', () => {
    const placed = (expression: string): unknown[] => usesOf(`import os, torch\nfrom pathlib import Path\ntorch.save(m, ${expression})`).writes.map(({ path, base }) => [path, base]);
    assert.deepEqual(placed('Path(__file__).parent.parent / "m.pt"'), [['/home/ann/churn/../m.pt', 'outside']]);
    assert.deepEqual(placed('Path(__file__).resolve().parents[2] / "m.pt"'), [['/home/ann/churn/../../m.pt', 'outside']]);
    assert.deepEqual(placed('Path.cwd().parent / "m.pt"'), [['./../m.pt', 'run']]);
    assert.deepEqual(placed('os.path.dirname(os.getcwd()) + "/m.pt"'), [['./../m.pt', 'run']]);
    assert.deepEqual(placed('Path("m.csv").parent / "m.pt"'), [['m.pt', 'run']]);
  });

  it('tells paths outside the root', () => {
    assert.deepEqual(usesOf('import pandas as pd\npd.read_csv("/data/x.csv")\npd.read_csv("~/y.csv")').reads.map(({ path, base }) => [path, base]), [['/data/x.csv', 'outside'], ['~/y.csv', 'outside']]);
  });
});

describe('files that a script reads', () => {
  const forms: [string, string, string[]][] = [
    ['pandas', 'import pandas as pd\npd.read_csv("a.csv")\npd.read_parquet(path="b.parquet")', ['a.csv pandas.read_csv:2', 'b.parquet pandas.read_parquet:3']],
    ['polars', 'import polars as pl\npl.scan_csv("a.csv")', ['a.csv polars.scan_csv:2']],
    ['databases are no files', 'import pandas as pd\npd.read_sql("select 1", c)', []],
    ['numpy', 'import numpy as np\nnp.load("a.npz")\nnp.genfromtxt("b.csv")', ['a.npz numpy.load:2', 'b.csv numpy.genfromtxt:3']],
    ['datasets', 'from datasets import load_dataset\nload_dataset("csv", data_files={"train": "a.csv", "test": ["b.csv"]})', ['a.csv datasets.load_dataset:2', 'b.csv datasets.load_dataset:2']],
    ['csv over an opened file', 'import csv\nwith open("a.csv") as f:\n    for row in csv.reader(f): pass', ['a.csv open:2']],
    ['read_text', 'from pathlib import Path\nPath("a.txt").read_text()', ['a.txt Path.read_text:2']],
    ['a loop over names', 'import pandas as pd\nfor s in ("train", "test"):\n    pd.read_csv(f"data/{s}.csv")', ['data/train.csv pandas.read_csv:3', 'data/test.csv pandas.read_csv:3']],
    ['a comprehension over files', 'import glob\nimport pandas as pd\npd.concat([pd.read_csv(p) for p in sorted(glob.glob("data/*.csv"))])', ['data/*.csv (pattern) pandas.read_csv:3']],
    ['a generator as the only argument', 'from pathlib import Path\nimport pandas as pd\npd.concat(pd.read_csv(p) for p in Path("data").glob("*.csv"))', ['data/*.csv (pattern) pandas.read_csv:3']],
    ['two loops over one name', 'import pandas as pd\nfor p in ["a.csv"]:\n    pass\nfor p in ["b.csv"]:\n    pd.read_csv(p)', ['b.csv pandas.read_csv:5']],
    ['what only a run knows', 'import pandas as pd\ndef main(path):\n    pd.read_csv(path)\nmain(sys.argv[1])', []],
    ['xgboost from a file', 'import xgboost as xgb\nxgb.DMatrix("train.csv?format=csv&label_column=0")', ['train.csv xgboost.DMatrix:2']],
    ['xgboost from memory', 'import xgboost as xgb\nxgb.DMatrix(X, y)', []],
    ['image folders', 'from torchvision.datasets import ImageFolder\nImageFolder("data/images")', ['data/images torchvision.datasets.ImageFolder:2']],
  ];
  for (const [name, source, expected] of forms) {
    it(name, () => {
      assert.deepEqual(reads(source), expected);
    });
  }

  it('tells data, settings and models apart', () => {
    const source = [
      'import json, yaml, torch, pandas as pd',
      'cfg = yaml.safe_load(open("params.yaml"))',
      'json.load(open("labels.json"))',
      'torch.load("base.pt")',
      'pd.read_json("rows.json")',
      'open("notes.md").read()',
    ].join('\n');
    assert.deepEqual(usesOf(source).reads.map(({ path, kind }) => [path, kind]), [['params.yaml', 'config'], ['labels.json', 'config'], ['base.pt', 'model'], ['rows.json', 'data']]);
  });

  it('marks whether all matches are meant', () => {
    const [all] = usesOf('import pandas as pd, glob\nfor p in glob.glob("d/*.csv"): pd.read_csv(p)').reads;
    const [one] = usesOf('import pandas as pd\ndef load(n): return pd.read_csv(f"d/{n}.csv")\nload(x)').reads;
    assert.equal(all?.all, true);
    assert.deepEqual([one?.path, one?.isPattern, one?.all], ['d/*.csv', true, false]);
  });
});

describe('calls through functions', () => {
  it('gives the line where the path is given', () => {
    assert.deepEqual(reads('import pandas as pd\ndef load(path):\n    return pd.read_csv(path)\ndef main():\n    load("a.csv")\n    load(path="b.csv")\nmain()'), ['a.csv pandas.read_csv:5', 'b.csv pandas.read_csv:6']);
  });

  it('goes through several functions', () => {
    assert.deepEqual(reads('import pandas as pd\ndef load(p): return pd.read_csv(p)\ndef prepare(d, n="x"):\n    return load(f"{d}/{n}.csv")\nprepare("data")\nprepare("data", "y")'), ['data/x.csv pandas.read_csv:5', 'data/y.csv pandas.read_csv:6']);
  });

  it('follows classes, their fields and methods', () => {
    const source = [
      'import torch',
      'from pathlib import Path',
      'class Base:',
      '    def save(self, name):',
      '        torch.save(self.m, self.dir / name)',
      'class Trainer(Base):',
      '    def __init__(self, out="models"):',
      '        self.dir = Path(out)',
      '    def fit(self):',
      '        self.save("best.pt")',
      'Trainer().fit()',
      't = Trainer("other")',
      't.fit()',
    ].join('\n');
    assert.deepEqual(writes(source), ['models/best.pt torch.save:10', 'other/best.pt torch.save:10']);
  });

  it('ends at functions that call themselves', () => {
    assert.deepEqual(reads('import pandas as pd\ndef f(p):\n    pd.read_csv(p)\n    g(p)\ndef g(p):\n    f(p)\nf("a.csv")'), ['a.csv pandas.read_csv:7']);
  });

  it('reads nothing in functions that nothing calls', () => {
    assert.deepEqual(reads('import pandas as pd\ndef old():\n    pd.read_csv("old.csv")\npd.read_csv("new.csv")'), ['new.csv pandas.read_csv:4']);
    assert.deepEqual(reads('import pandas as pd\n@task\ndef job():\n    pd.read_csv("job.csv")'), ['job.csv pandas.read_csv:4']);
  });

  it('takes the defaults of click options', () => {
    const source = 'import click, pandas as pd\n@click.command()\n@click.option("--data", default="a.csv")\ndef main(data):\n    pd.read_csv(data)\nmain()';
    assert.deepEqual(usesOf(source).reads.map(({ path, assumed }) => [path, assumed]), [['a.csv', 'the default of --data']]);
  });
});

describe('sources that are broken or hostile', () => {
  it('reads around errors', () => {
    assert.deepEqual(writes('import torch\nx = (\n\ndef f(:\n  pass\ntorch.save(m, "m.pt")\n'), ['m.pt torch.save:6']);
    assert.deepEqual(writes('%matplotlib inline\n!pip install x\nimport torch\nprint "old"\ntorch.save(m, "m.pt")'), ['m.pt torch.save:5']);
  });

  it('ends with constants that lead in a circle', async () => {
    assert.deepEqual(writes('import torch\nA = B + "x"\nB = A + "y"\ndef f():\n    torch.save(m, A)\nf()').length, 1);
    assert.deepEqual(writes('import torch\ndef f():\n    torch.save(m, A + ".pt")\nA = A\nf()'), ['**.pt (pattern) torch.save:3']);
    const names = Array.from({ length: 30 }, (_, at) => `A${String(at)} = A${String((at + 1) % 30)} + A${String((at + 7) % 30)}`).join('\n');
    await assertCost(40, () => {
      writes(`import torch\n${names}\ndef f():\n    torch.save(m, A0)\nf()`);
    });
  });

  it('bounds what grows', async () => {
    const doubled = Array.from({ length: 60 }, (_, at) => `a${String(at + 1)} = a${String(at)} + a${String(at)}`).join('\n');
    await assertCost(100, () => {
      assert.deepEqual(writes(`import torch\na0 = "xxxxxxxx"\n${doubled}\ntorch.save(m, a60)`).length, 1);
      writes(`import torch\ntorch.save(m, ${'('.repeat(5000)}"m.pt"${')'.repeat(5000)})`);
      writes(`import torch\ntorch.save(m, ${'"a" + '.repeat(20_000)}"m.pt")`);
    });
  });

  it('does not parse what is larger than 2 MB', () => {
    assert.equal(readModule('big.py', 'x = 1\n'.repeat(400_000)), null);
  });

  it('gives up on sources made to take long', async () => {
    await assertCost(200, () => {
      readModule('deep.py', '['.repeat(900_000) + ']'.repeat(900_000));
    });
  });
});
