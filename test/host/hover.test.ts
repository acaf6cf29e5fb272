import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { folder, fresh, hoverIn, hoverOn, model, modeltrail, open, ours, put, saveChurn, textOf, type Saved } from './hoverSupport.ts';

describe('hovers', () => {
  let second: Saved;

  before(async function () {
    this.timeout(60_000);
    second = await saveChurn();
    put('models/bert/config.json', '{}', 60);
    put('models/bert/pytorch_model.bin', randomBytes(100), 60);
    modeltrail('save', 'models/bert', '--model', 'bert', '--label', '1.0');
    await vscode.commands.executeCommand('modeltrail.refresh');
  });

  it('are there at once', async function () {
    const path = fresh('py');
    put(path, `import joblib\njoblib.load("${model}")\n`);
    const document = await vscode.workspace.openTextDocument(vscode.Uri.file(join(folder, path)));
    const start = performance.now();
    const hover = await hoverOn(document, 'churn/model');
    const time = performance.now() - start;
    assert.match(hover, /same bytes/u);
    if (this.test !== undefined) this.test.title += `: the first took ${time.toFixed(1)} ms`;
  });

  it('say which version the bytes are, and what became of it', async () => {
    const hover = await hoverIn(fresh('py'), `import joblib\njoblib.dump(m, "${model}")\n`, 'churn/model');
    assert.match(hover, /\*\*churn 1\.2\*\* · best, production .*same bytes/u);
    assert.match(hover, /\| accuracy \| 0\.943 \| \+0\.029 \| better \|/u);
    assert.match(hover, /\| ece \| 0\.034 \| \+0\.005 \| worse \|/u);
    assert.match(hover, /Compare with 1\.1\]\(command:_modeltrail\.compareIds\?/u);
    assert.match(hover, /3\.00 kB/u);
    assert.ok(hover.trim().split('\n').filter((line) => line !== '' && line !== '---').length <= 12);
  });

  it('leave what was recorded no markup, no link and no icon', async () => {
    const hover = await hoverIn(fresh('py'), `joblib.dump(m, "${model}")\n`, 'churn/model');
    const noteLine = hover.split('\n').find((line) => line.includes('Lower')) ?? '';
    assert.ok(noteLine !== '');
    for (const marks of ['<b>', '](', '![', '$(', 'me@churn', '://', '`', ' | ']) assert.ok(!noteLine.includes(marks), `${marks} in ${noteLine}`);
    const commands = [...hover.matchAll(/command:([\w.]+)/gu)].map(([, id]) => id ?? '');
    assert.deepEqual(commands.filter((id) => !id.startsWith('_modeltrail.') && id !== 'workbench.action.quit'), []);
  });

  const forms: readonly (readonly [string, string, string, string])[] = [
    ['the variable', 'py', 'from pathlib import Path\nOUT = Path("models/churn")\nTARGET = OUT / "model.joblib"\nprint(f"to {TARGET}!")\n', '{TARGET'],
    ['the name that is assigned', 'py', 'from pathlib import Path\nTARGET = Path("models/churn") / "model.joblib"\n', 'TARGET'],
    ['a keyword', 'py', 'P = "models/churn/" + "model.joblib"\ngo(filename=P)', 'filename'],
    ['__file__', 'py', 'from pathlib import Path\nHERE = Path(__file__).parent.parent\nx = HERE / "models/churn/model.joblib"', 'churn/model'],
    ['an option’s default', 'py', 'import argparse\np = argparse.ArgumentParser()\np.add_argument("--out", default="models/churn/model.joblib")\na = p.parse_args()\ndump(m, a.out)', 'a.out'],
    ['a method', 'py', 'class T:\n    def __init__(self):\n        self.path = "models/churn" + "/model.joblib"\n    def go(self):\n        dump(self.path)', 'dump(self.pa'],
    ['a syntax error nearby', 'py', 'def (:\n  x = [\njoblib.load("models/churn/model.joblib")\n', 'churn/model'],
    ['YAML in quotes', 'yml', 'out: ["a", "models/churn/model.joblib"]\n', 'churn/model'],
    ['an option of the shell', 'sh', 'python eval.py --model=models/churn/model.joblib\n', 'churn/model'],
    ['quotes of the shell', 'sh', "MODEL='models/churn/model.joblib'\n", 'churn/model'],
    ['a link', 'md', 'See [the model](../models/churn/model.joblib).\n', 'churn/model'],
    ['a fenced block', 'md', '# x\n\n```sh\nls models/churn/model.joblib\n```\n', 'churn/model'],
  ];
  for (const [what, ending, text, cursor] of forms) {
    it(`are on ${what}`, async () => {
      assert.match(await hoverIn(fresh(ending), text, cursor), /\*\*churn 1\.2\*\*/u);
    });
  }

  it('are on a constant of another module', async () => {
    put('hovered/places.py', 'from pathlib import Path\nMODEL = Path("models") / "churn" / "model.joblib"\n');
    assert.match(await hoverIn(fresh('py'), 'from places import MODEL\nsave(m, MODEL)\n', 'm, MODEL'), /\*\*churn 1\.2\*\*/u);
  });

  it('are on folders', async () => {
    const path = fresh('py');
    await hoverIn(path, 'AutoModel.from_pretrained("models/bert")\n', 'models/bert');
    assert.match(await hoverIn(fresh('py'), 'AutoModel.from_pretrained("models/bert/")\n', 'models/bert'), /\*\*bert 1\.0\*\*.*same bytes/u);
  });

  it('are on cells of notebooks', async () => {
    const path = fresh('ipynb');
    const cell = (source: string): object => ({ cell_type: 'code', source, metadata: {}, outputs: [], execution_count: null });
    put(path, JSON.stringify({ cells: [cell('%matplotlib inline\nfrom pathlib import Path\nOUT = Path("models")'), cell('joblib.dump(m, OUT / "churn" / "model.joblib")')], metadata: {}, nbformat: 4, nbformat_minor: 5 }));
    const notebook = await vscode.workspace.openNotebookDocument(vscode.Uri.file(join(folder, path)));
    assert.match(await hoverOn(notebook.cellAt(1).document, '"churn"'), /\*\*churn 1\.2\*\*/u);
  });

  it('are on pointers of Git LFS and files of DVC', async () => {
    const digest = second.version.artifacts[0]?.sha256 ?? '';
    assert.match(await hoverIn(fresh('joblib'), `version https://git-lfs.github.com/spec/v1\noid sha256:${digest}\nsize 3000\n`, 'sha256:'), /\*\*churn 1\.2\*\*/u);
    assert.match(await hoverIn('models/churn/model.joblib.dvc', 'outs:\n- md5: 0123456789abcdef0123456789abcdef\n  size: 3000\n  path: model.joblib\n', 'md5'), /\*\*churn 1\.2\*\*/u);
  });

  it('tell what a hyperparameter was in the versions', async () => {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.file(join(folder, 'params.yaml')));
    const hover = await hoverOn(document, 'lr: 3e-4');
    assert.match(hover, /\*\*optimizer\.lr\*\* = 3e-4, as in \*\*churn 1\.2\*\*/u);
    assert.match(hover, /\| \*\*1\.2\*\* \| 3e-4 \| 0\.943 \| \+0\.029 better \| hidden \|/u);
    assert.match(hover, /\| 1\.0 \| 1e-2 \| 0\.871 \|/u);
    assert.match(hover, /accuracy over versions/u);
    assert.match(hover, /data:image\/svg\+xml;base64,/u);
    assert.match(hover, /Compare all 3/u);
  });

  const parameters: readonly (readonly [string, string, string, RegExp])[] = [
    ['an assignment', 'lr = 0.001', 'lr =', /\*\*optimizer\.lr\*\* = 0\.001, as in \*\*churn 1\.1\*\*/u],
    ['a keyword', 'opt = Adam(m.parameters(), lr=3e-4, eps=1)', 'lr=', /as in \*\*churn 1\.2\*\*/u],
    ['an option', 'p.add_argument("--lr", type=float,\n    default=1e-2)', 'default', /as in \*\*churn 1\.0\*\*/u],
    ['a field', 'class C:\n    hidden: int = 256', 'hidden', /as in \*\*churn 1\.1\*\* and 1\.0/u],
    ['what is looked up', 'x = p["optimizer"]["lr"]', '"lr"', /\*\*optimizer\.lr\*\* of \*\*churn\*\*/u],
    ['a value of no version', 'lr = 5', 'lr', /in no version of \*\*churn\*\*/u],
  ];
  for (const [what, line, cursor, expected] of parameters) {
    it(`know a hyperparameter in ${what}`, async () => {
      const document = await vscode.workspace.openTextDocument(vscode.Uri.file(join(folder, 'fit.py')));
      const edit = new vscode.WorkspaceEdit();
      edit.insert(document.uri, new vscode.Position(document.lineCount, 0), `${line}\n`);
      await vscode.workspace.applyEdit(edit);
      try {
        const at = document.positionAt(document.getText().indexOf(line) + line.indexOf(cursor) + 1);
        const found = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, at);
        assert.match(textOf(found), expected);
      } finally {
        await vscode.window.showTextDocument(document);
        await vscode.commands.executeCommand('workbench.action.files.revert');
      }
    });
  }

  it('say that a file was changed, and which version it was', async () => {
    const before = readFileSync(join(folder, model));
    put(model, randomBytes(3001), 240);
    try {
      const hover = await hoverIn(fresh('py'), `joblib.load("${model}")\n`, 'churn/model');
      assert.match(hover, /\*\*churn\*\* .*changed since 1\.2, 4 minutes ago/u);
      assert.match(hover, /Not saved in any version\. Last saved: 1\.2, accuracy 0\.943\./u);
      assert.match(hover, /_modeltrail\.hoverSave/u);
      put(model, randomBytes(3000), 240);
      assert.match(await hoverIn(fresh('py'), `joblib.load("${model}")\n`, 'churn/model'), /checking the bytes|changed since/u);
      await new Promise((resolve) => setTimeout(resolve, 1500));
      assert.match(await hoverIn(fresh('py'), `joblib.load("${model}")\n`, 'churn/model'), /changed since 1\.2/u);
    } finally {
      put(model, before, 60);
    }
    await hoverIn(fresh('py'), `joblib.load("${model}")\n`, 'churn/model');
    await new Promise((resolve) => setTimeout(resolve, 1500));
    assert.match(await hoverIn(fresh('py'), `joblib.load("${model}")\n`, 'churn/model'), /\*\*churn 1\.2\*\*/u);
  });

  /** Turns settings on, or as given, for a while. */
  async function withSettings(names: Readonly<Record<string, boolean>>, run: () => Promise<void>): Promise<void> {
    const settings = vscode.workspace.getConfiguration('modeltrail');
    for (const [name, value] of Object.entries(names)) await settings.update(name, value);
    try {
      await run();
    } finally {
      for (const name of Object.keys(names)) await settings.update(name, undefined);
    }
  }

  async function lensesIn(document: vscode.TextDocument): Promise<string[]> {
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri);
    return lenses.filter(({ command }) => command?.command.startsWith('_modeltrail.')).map(({ range, command }) => `${String(range.start.line)} ${command?.title ?? ''}`);
  }

  async function hintsIn(document: vscode.TextDocument): Promise<string[]> {
    const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>('vscode.executeInlayHintProvider', document.uri, new vscode.Range(0, 0, document.lineCount, 0));
    return hints.map(({ position, label }) => `${String(position.line)}:${String(position.character)} ${String(label)}`);
  }

  it('are silent where the setting says so, and lenses and hints are there where theirs does', async () => {
    const document = await open(fresh('py'), `import joblib\njoblib.dump(m, "${model}")\n`);
    assert.deepEqual([await lensesIn(document), await hintsIn(document)], [[], []]);
    await withSettings({ 'codeLens.enabled': true, 'inlayHints.enabled': true, 'hover.enabled': false }, async () => {
      assert.deepEqual(await lensesIn(document), ['1 churn 1.2 · same bytes']);
      assert.deepEqual(await hintsIn(document), [`1:${String(16 + model.length + 1)} churn 1.2`]);
      assert.ok(!ours(await hoverOn(document, 'churn/model')));
    });
  });

  it('have lenses above every call that writes or loads a tracked model', async () => {
    const calls: readonly string[] = [
      `torch.save(m, "${model}")`,
      `torch.load("${model}")`,
      `joblib.dump(m, "${model}")`,
      `joblib.load("${model}")`,
      `save_file(tensors, "${model}")`,
      `load_file("${model}")`,
      `model.save("${model}")`,
      `keras.models.load_model("${model}")`,
      `booster.save_model("${model}")`,
      `booster.load_model("${model}")`,
      `pickle.dump(m, open("${model}", "wb"))`,
      `pickle.load(open("${model}", "rb"))`,
      `onnx.save(m, "${model}")`,
      'm.save_pretrained("models/bert")',
      'AutoModel.from_pretrained("models/bert")',
    ];
    const none: readonly string[] = ['joblib.dump(m, "models/other.joblib")', `print("${model}")`, `torch.save(m, base + "${model}")`];
    const imports = 'import torch, joblib, pickle, onnx, keras\nfrom safetensors.torch import save_file, load_file\nfrom transformers import AutoModel\n';
    const document = await open(fresh('py'), `${imports}${[...calls, ...none].join('\n')}\n`);
    await withSettings({ 'codeLens.enabled': true }, async () => {
      const lines = (await lensesIn(document)).map((each) => Number(each.split(' ')[0]) - 3).sort((one, other) => one - other);
      assert.deepEqual(lines, calls.map((_, at) => at));
    });
  });

  it('have lenses and hints for hyperparameters, in the files that trained or configured the model alone', async () => {
    const settings = await vscode.workspace.openTextDocument(vscode.Uri.file(join(folder, 'params.yaml')));
    const script = await vscode.workspace.openTextDocument(vscode.Uri.file(join(folder, 'fit.py')));
    const edit = new vscode.WorkspaceEdit();
    edit.insert(script.uri, new vscode.Position(script.lineCount, 0), 'opt = Adam(lr=1e-3, eps=1)\nhidden = 300\nlr = "lr" * 2\n');
    await vscode.workspace.applyEdit(edit);
    try {
      await withSettings({ 'codeLens.enabled': true, 'inlayHints.enabled': true }, async () => {
        assert.deepEqual(await lensesIn(settings), ['1 optimizer.lr: 3e-4 in 1.2 · 1e-3 in 1.1 · 1e-2 in 1.0', '3 model.hidden: 512 in 1.2 · 256 in 1.1']);
        assert.deepEqual(await hintsIn(settings), ['1:10 as in 1.2', '3:13 as in 1.2']);
        const last = script.lineCount - 4;
        assert.deepEqual((await lensesIn(script)).slice(-2), [`${String(last)} optimizer.lr: 3e-4 in 1.2 · 1e-3 in 1.1 · 1e-2 in 1.0`, `${String(last + 1)} model.hidden: 512 in 1.2 · 256 in 1.1`]);
        assert.deepEqual((await hintsIn(script)).slice(-2), [`${String(last)}:18 as in 1.1`, `${String(last + 1)}:12 512 in 1.2`]);
        const stranger = await open(fresh('py'), 'lr = 3e-4\nhidden = 512\n');
        assert.deepEqual([await lensesIn(stranger), await hintsIn(stranger)], [[], []]);
      });
    } finally {
      await vscode.window.showTextDocument(script);
      await vscode.commands.executeCommand('workbench.action.files.revert');
    }
  });
});
