import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { readModule } from '../../../src/capture/python/module.ts';
import { scriptSettings } from '../../../src/capture/python/scriptSettings.ts';

/** `name = value`, the form that it was written in where that differs, and a mark for what is a default of an argument. */
function settings(...sources: readonly string[]): string[] {
  const modules = sources.flatMap((source, at) => readModule(at === 0 ? 'train.py' : `module${String(at)}.py`, source) ?? []);
  return scriptSettings(modules).map(({ name, value, text, isDefault }) => `${name} = ${text ?? JSON.stringify(value)}${isDefault ? ' by default' : ''}`);
}

describe('the hyperparameters in a script', () => {
  it('are the defaults of its arguments', () => {
    const argparse = 'import argparse\np = argparse.ArgumentParser()\np.add_argument("--learning-rate", "-l", type=float, default=3e-4)\np.add_argument("--amp", action="store_true")\np.add_argument("data")\np.add_argument("--out", default="models/m.pt")\n';
    assert.deepEqual(settings(argparse), ['learning_rate = 3e-4 by default', 'amp = false by default']);
    assert.deepEqual(settings('import click\n@click.command()\n@click.option("--epochs", default=10)\n@click.option("--seed", default=None, type=int)\ndef main(epochs, seed): pass\nmain()\n'), ['epochs = 10 by default', 'seed = null by default']);
    assert.deepEqual(settings('import typer\napp = typer.Typer()\n@app.command()\ndef main(lr: float = 1e-2, depth: int = typer.Option(4, help="levels")): pass\napp()\n'), ['lr = 1e-2 by default', 'depth = 4 by default']);
    assert.deepEqual(settings('import typer\ndef main(lr: float = 0.1): pass\ntyper.run(main)\n'), ['lr = 0.1 by default']);
  });

  it('are constants, also in its main function, and those of a dictionary', () => {
    assert.deepEqual(settings('LR = 3e-4\nEPOCHS: int = 1_000\nNAME = "adamw"\nLAYERS = [64, 32]\nBETAS = (0.9, -0.5)\ndef main():\n    gamma = 0.99\nif __name__ == "__main__":\n    seed = 7\n    main()\n'), [
      'LR = 3e-4', 'EPOCHS = 1_000', 'NAME = "adamw"', 'LAYERS = [64,32]', 'BETAS = [0.9,-0.5]', 'gamma = 0.99', 'seed = 7',
    ]);
    assert.deepEqual(settings('config = {"optimizer": {"lr": 1e-3, "name": "sgd"}, "out": "a/b.pt", **more}\nplain = {"optimizer": {"lr": 1e-3}, "depth": 3}\n'), ['plain.optimizer.lr = 1e-3', 'plain.depth = 3']);
  });

  it('are fields of dataclasses, as the object that is made of them has them', () => {
    const source = 'from dataclasses import dataclass, field\n@dataclass\nclass Config:\n    hidden: int = 128\n    dropout: float = 0.1\n    names: list = field(default_factory=list)\n    width: int = field(default=4)\n';
    assert.deepEqual(settings(`${source}cfg = Config(hidden=256)\n`), ['dropout = 0.1', 'width = 4', 'hidden = 256']);
    assert.deepEqual(settings('from config import Config\ncfg = Config()\n', source), ['hidden = 128', 'dropout = 0.1', 'width = 4']);
    assert.deepEqual(settings(`${source}a = Config(hidden=1)\nb = Config(hidden=2)\n`), [], 'which one counts is not known');
  });

  it('are keywords of the calls that build and train, by their call where one name means two things', () => {
    assert.deepEqual(settings('clf = RandomForestClassifier(n_estimators=200, max_depth=None, n_jobs=-1)\nclf.fit(X, y, epochs=5)\n'), ['n_estimators = 200', 'max_depth = null', 'epochs = 5']);
    assert.deepEqual(settings('a = SGD(m, lr=0.1)\nb = Adam(m, lr=1e-2, eps=1e-8)\n'), ['SGD.lr = 0.1', 'Adam.lr = 1e-2', 'eps = 1e-8']);
    assert.deepEqual(settings('import argparse\np = argparse.ArgumentParser()\np.add_argument("--lr", default=1e-3)\nhead = Adam(m, lr=0.5)\n'), ['lr = 1e-3 by default', 'Adam.lr = 0.5']);
  });

  it('are nothing that a condition decides, that is bound twice, computed, or never called', () => {
    assert.deepEqual(settings('if fast:\n    EPOCHS = 1\nelse:\n    EPOCHS = 10\nN = 1\nN = 2\nM = 2 * 3\nfor k in range(3):\n    pass\nlr = 1e-3 if fast else 1e-2\nif fast:\n    model = Small(hidden=8)\ndef dead():\n    return Dead(alpha=1)\ntry:\n    model.fit(X, epochs=5)\nexcept ValueError:\n    model.fit(X, patience=3)\n'), ['epochs = 5']);
  });

  it('are bounded, whatever the source is', () => {
    const many = Array.from({ length: 5000 }, (_, at) => `c${String(at)} = ${String(at)}\n`).join('');
    assert.equal(settings(many).length, 2000);
    assert.deepEqual(settings(`deep = ${'['.repeat(60)}${']'.repeat(60)}\n`), []);
    assert.deepEqual(settings('x = "unfinished\ny = 3\n').filter((line) => line.startsWith('x')), []);
  });
});
