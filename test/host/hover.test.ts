import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';

const extension = vscode.extensions.getExtension('modeltrail.modeltrail');
const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
const cli = join(extension?.extensionPath ?? '', 'dist', 'cli.cjs');
const model = 'models/churn/model.joblib';
const note = 'Lower <b>rate</b> [run](command:workbench.action.quit) $(rocket) `x` ![i](http://127.0.0.1/p.png) | *see* me@churn.org';

interface Saved {
  readonly version: { readonly id: string; readonly artifacts: readonly { readonly sha256: string }[] };
}

function modeltrail(...args: string[]): Saved {
  const text = execFileSync(process.execPath, [cli, '-C', folder, ...args, '--json'], { encoding: 'utf8', env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } });
  return JSON.parse(text) as Saved;
}

function put(path: string, content: string | Buffer, age = 10): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
  const time = Date.now() / 1000 - age;
  utimesSync(join(folder, path), time, time);
}

/** The texts of all hovers with the cursor in the middle of `cursor`, in a document with this text. */
async function hoverIn(path: string, text: string, cursor: string): Promise<string> {
  put(path, text);
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(join(folder, path)));
  return hoverOn(document, cursor);
}

async function hoverOn(document: vscode.TextDocument, cursor: string): Promise<string> {
  const offset = document.getText().indexOf(cursor);
  assert.ok(offset >= 0, `${cursor} is not in the document`);
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, document.positionAt(offset + Math.floor(cursor.length / 2)));
  return textOf(hovers);
}

/** Without what only sets columns apart. */
function textOf(hovers: readonly vscode.Hover[]): string {
  return hovers.flatMap(({ contents }) => contents.map((each) => (typeof each === 'string' ? each : each.value))).join('\n').replaceAll('&emsp;', '');
}

let files = 0;
function fresh(extension_: string): string {
  return `hovered/h${String(++files)}.${extension_}`;
}

function ours(hover: string): boolean {
  return hover.includes('command:_modeltrail');
}

describe('hovers', () => {
  let second: Saved;

  before(async function () {
    this.timeout(60_000);
    await extension?.activate();
    const script = `import joblib\nimport yaml\np = yaml.safe_load(open("params.yaml"))\njoblib.dump(m, "${model}")\n`;
    put('fit.py', script, 100);
    const versions = [['1.0', '1e-2', 256, 0.871, 0.031], ['1.1', '1e-3', 256, 0.914, 0.029], ['1.2', '3e-4', 512, 0.943, 0.034]] as const;
    for (const [label, rate, hidden, accuracy, ece] of versions) {
      put('params.yaml', `optimizer:\n  lr: ${rate}\nmodel:\n  hidden: ${String(hidden)}\n`, 90);
      put(model, randomBytes(3000), 60);
      put('metrics.json', JSON.stringify({ accuracy, ece }), 50);
      second = modeltrail('save', model, '--model', 'churn', '--label', label, '-m', note);
    }
    modeltrail('alias', 'set', 'production', 'churn@1.2');
    put('models/bert/config.json', '{}', 60);
    put('models/bert/pytorch_model.bin', randomBytes(100), 60);
    modeltrail('save', 'models/bert', '--model', 'bert', '--label', '1.0');
    await vscode.commands.executeCommand('modeltrail.refresh');
    // What was hashed within two seconds of being written is not remembered.
    await new Promise((resolve) => setTimeout(resolve, 2100));
    modeltrail('info', model);
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
    ['Path and a slash', 'py', 'from pathlib import Path\nsave(m, Path("models") / "churn" / "model.joblib")', '"churn"'],
    ['os.path.join', 'py', 'import os\nP = os.path.join("models", "churn", "model.joblib")', '"models"'],
    ['an f-string', 'py', 'name = "churn"\np = f"models/{name}/model.joblib"', '/model'],
    ['the variable', 'py', 'from pathlib import Path\nOUT = Path("models/churn")\nTARGET = OUT / "model.joblib"\nprint(f"to {TARGET}!")\n', '{TARGET'],
    ['the name that is assigned', 'py', 'from pathlib import Path\nTARGET = Path("models/churn") / "model.joblib"\n', 'TARGET'],
    ['a keyword', 'py', 'P = "models/churn/" + "model.joblib"\ngo(filename=P)', 'filename'],
    ['__file__', 'py', 'from pathlib import Path\nHERE = Path(__file__).parent.parent\nx = HERE / "models/churn/model.joblib"', 'churn/model'],
    ['an option’s default', 'py', 'import argparse\np = argparse.ArgumentParser()\np.add_argument("--out", default="models/churn/model.joblib")\na = p.parse_args()\ndump(m, a.out)', 'a.out'],
    ['a method', 'py', 'class T:\n    def __init__(self):\n        self.path = "models/churn" + "/model.joblib"\n    def go(self):\n        dump(self.path)', 'dump(self.pa'],
    ['a syntax error nearby', 'py', 'def (:\n  x = [\njoblib.load("models/churn/model.joblib")\n', 'churn/model'],
    ['an absolute path', 'py', `joblib.load("${folder}/models/churn/model.joblib")`, 'churn/model'],
    ['a path beside the file', 'py', 'joblib.load("../models/churn/model.joblib")', 'churn/model'],
    ['YAML', 'yaml', 'out:\n  model: models/churn/model.joblib # here\n', 'churn/model'],
    ['YAML in quotes', 'yml', 'out: ["a", "models/churn/model.joblib"]\n', 'churn/model'],
    ['JSON', 'json', '{"model": "models/churn/model.joblib"}', 'churn/model'],
    ['TOML', 'toml', 'model = "models/churn/model.joblib"\n', 'churn/model'],
    ['the shell', 'sh', 'cp models/churn/model.joblib /tmp/x && ls\n', 'churn/model'],
    ['an option of the shell', 'sh', 'python eval.py --model=models/churn/model.joblib\n', 'churn/model'],
    ['quotes of the shell', 'sh', "MODEL='models/churn/model.joblib'\n", 'churn/model'],
    ['a code span', 'md', 'See `models/churn/model.joblib` there.\n', 'churn/model'],
    ['a link', 'md', 'See [the model](../models/churn/model.joblib).\n', 'churn/model'],
    ['a fenced block', 'md', '# x\n\n```sh\nls models/churn/model.joblib\n```\n', 'churn/model'],
    ['a reference', 'md', 'Use churn@production there.\n', 'churn@production'],
    ['a registry’s reference', 'py', 'mlflow.load("models:/churn/1.2")\n', 'models:/churn'],
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

  it('claim nothing of what is not told for sure', async () => {
    const silent: readonly (readonly [string, string, string])[] = [
      ['py', 'import os\nx = os.path.join(base, "models/churn/model.joblib")', 'churn/model'],
      ['py', 'x = f"models/{name}/model.joblib"', '/model'],
      ['py', 'from pathlib import Path\nx = Path("other") / "models/churn/model.joblib"', 'churn/model'],
      ['py', 'a = b\nb = a\nsave(a)', 'save(a'],
      ['py', 'lr = 3e-4', 'lr'],
      ['yaml', 'lr: 3e-4', 'lr'],
      ['py', 'x = open("../../../../etc/passwd")', 'passwd'],
      ['py', 'x = load("//host/share/models/churn/model.joblib")', 'churn/model'],
      ['py', String.raw`x = load("\\\\host\\models\\churn\\model.joblib")`, 'churn'],
      ['yaml', 'x: smb://host/models/churn/model.joblib', 'churn/model'],
      ['yaml', 'x: /net/host/models/churn/model.joblib', 'churn/model'],
      ['md', 'Mail ann@production.org or churn@nowhere.', 'churn@nowhere'],
      ['md', 'A bare models/churn/model.joblib stays text.', 'churn/model'],
    ];
    for (const [ending, text, cursor] of silent) {
      const hover = await hoverIn(fresh(ending), text, cursor);
      assert.ok(!ours(hover), `${text}: ${hover}`);
    }
  });

  it('hold nothing up in a file of 200,000 lines', async function () {
    this.timeout(60_000);
    const path = fresh('py');
    put(path, `${'x = {"a": [1, 2, (3, "b")]}\n'.repeat(200_000)}joblib.load("${model}")\ny = q / "${model}"\n`);
    const document = await vscode.workspace.openTextDocument(vscode.Uri.file(join(folder, path)));
    const ticks: number[] = [];
    let last = performance.now();
    const timer = setInterval(() => {
      ticks.push(performance.now() - last);
      last = performance.now();
    }, 5);
    assert.match(await hoverOn(document, `load("${model}`), /\*\*churn 1\.2\*\*/u);
    assert.ok(!ours(await hoverOn(document, `q / "${model}`)));
    clearInterval(timer);
    assert.ok(Math.max(0, ...ticks) < 1000, `the host was held for ${String(Math.max(...ticks))} ms`);
  });

  it('end with a source that is a trap', async () => {
    const deep = `x = ${'('.repeat(20_000)}"models/churn/model.joblib"${')'.repeat(20_000)}\n`;
    const start = performance.now();
    await hoverIn(fresh('py'), `${deep}y = x / "a"\n`, 'y = x');
    assert.ok(performance.now() - start < 3000);
    assert.match(await hoverIn(fresh('py'), 'P = "models/churn/" + "model.joblib"\n', 'P = "m'), /.*/u);
  });

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

  it('are silent where the setting says so, and lenses and hints are there where theirs does', async () => {
    const settings = vscode.workspace.getConfiguration('modeltrail');
    const path = fresh('py');
    put(path, `import joblib\njoblib.dump(m, "${model}")\n`);
    const document = await vscode.workspace.openTextDocument(vscode.Uri.file(join(folder, path)));
    const lenses = async (): Promise<string[]> => (await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri)).map(({ command }) => command?.title ?? '');
    const hints = async (): Promise<unknown[]> =>
      (await vscode.commands.executeCommand<vscode.InlayHint[]>('vscode.executeInlayHintProvider', document.uri, new vscode.Range(0, 0, 2, 0))).map(({ label }) => label);
    assert.deepEqual([await lenses(), await hints()], [[], []]);
    for (const name of ['codeLens.enabled', 'inlayHints.enabled']) await settings.update(name, true);
    await settings.update('hover.enabled', false);
    try {
      assert.deepEqual(await lenses(), ['churn 1.2 · same bytes']);
      assert.deepEqual(await hints(), ['churn 1.2']);
      assert.ok(!ours(await hoverOn(document, 'churn/model')));
    } finally {
      for (const name of ['codeLens.enabled', 'inlayHints.enabled', 'hover.enabled']) await settings.update(name, undefined);
    }
  });
});
