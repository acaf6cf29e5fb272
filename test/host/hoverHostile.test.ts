import assert from 'node:assert/strict';
import { existsSync, mkdirSync, renameSync, rmSync, statSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { pathsAsked } from '../harness/watchFiles.ts';
import { cellOf, folder, fresh, hoverOn, hoversOn, model, modeltrail, open, openNotebook, ours, put, saveChurn, settled, textOf } from './hoverSupport.ts';

const says12 = /\*\*churn 1\.2\*\*.*same bytes/u;
const own = new Set(['_modeltrail.compareIds', '_modeltrail.hoverRestore', '_modeltrail.hoverSave', '_modeltrail.hoverOpen', '_modeltrail.hoverScript']);

/** Milliseconds that the extension host's thread worked: what else the machine does is not in them. */
async function workOf(run: () => Promise<unknown>): Promise<number> {
  const { threadCpuUsage } = process as { threadCpuUsage?: (before?: NodeJS.CpuUsage) => NodeJS.CpuUsage };
  if (threadCpuUsage === undefined) {
    const before = performance.eventLoopUtilization();
    await run();
    return performance.eventLoopUtilization(before).active;
  }
  const before = threadCpuUsage();
  await run();
  const { user, system } = threadCpuUsage(before);
  return (user + system) / 1000;
}

describe('hovers on hostile input', () => {
  /** The work of a hover in a small file, of one that a line tells and of one that a worker is asked for. */
  let small = 0;

  before(async function () {
    this.timeout(60_000);
    await saveChurn();
    const plain = await open(fresh('py'), `joblib.load("${model}")\n`);
    const built = await open(fresh('py'), 'P = "models/churn/" + "model.joblib"\nsave(m, P)\n');
    const work: number[] = [];
    for (let turn = 0; turn < 5; turn++) {
      work.push(await workOf(async () => {
        assert.match(await hoverOn(plain, 'churn/model'), says12);
        assert.match(await hoverOn(built, ', P)'), says12);
      }));
    }
    small = work.sort((one, other) => one - other)[2] ?? 0;
  });

  /** Holds that a hover on `cursor` is one on churn 1.2, or none of ours, and that it costs no more than a few in a small file. */
  async function holds(document: vscode.TextDocument, cursor: string, expected: 'churn' | 'nothing', times = 25): Promise<void> {
    let hover = '';
    const work = await workOf(async () => { hover = await hoverOn(document, cursor); });
    if (expected === 'churn') assert.match(hover, says12);
    else assert.ok(!ours(hover), `${cursor}: ${hover}`);
    assert.ok(work <= times * small, `${document.fileName} at ${cursor.slice(0, 40)}: ${work.toFixed(1)} ms, where a small file takes ${small.toFixed(1)} ms`);
  }

  it('answer in a generated file of 200,000 lines as in a small one', async function () {
    this.timeout(60_000);
    const document = await open(fresh('py'), `${'x = {"a": [1, 2, (3, "b")]}\n'.repeat(200_000)}joblib.load("${model}")\ny = q / "${model}"\n`);
    await holds(document, `load("${model}`, 'churn');
    await holds(document, `q / "${model}`, 'nothing');
  });

  it('answer in a notebook of 50 MB', async function () {
    this.timeout(90_000);
    const said = { output_type: 'stream', name: 'stdout', text: 'step 1, loss 0.25\n'.repeat(290_000) };
    const cells = Array.from({ length: 10 }, (_, at) => cellOf(at === 0 ? 'OUT = "models/churn"\n' : `print(${String(at)})\n`, [said]));
    const notebook = await openNotebook(fresh('ipynb'), [...cells, cellOf('joblib.dump(m, OUT + "/model.joblib")')]);
    assert.ok(statSync(notebook.uri.fsPath).size > 50_000_000);
    await holds(notebook.cellAt(10).document, 'OUT +', 'churn');
  });

  it('answer in a notebook with more code than anybody wrote, or keep silent', async function () {
    this.timeout(60_000);
    const notebook = await openNotebook(fresh('ipynb'), [cellOf('x = [1, 2, 3, 4]\n'.repeat(130_000)), cellOf(`joblib.load("${model}")\nP = "models/churn" + "/model.joblib"`)]);
    await holds(notebook.cellAt(1).document, 'churn/model', 'churn');
    await holds(notebook.cellAt(1).document, 'P = "models', 'nothing');
  });

  const broken: readonly (readonly [string, string])[] = [
    ['a bracket that is never closed', `x = foo(\njoblib.load("${model}")\n`],
    ['a string that is never closed', `x = """ it's\njoblib.load("${model}")\n`],
    ['what is no Python at all', `}}} def (:\n\t  @@\njoblib.load("${model}")\n<<<<<<< HEAD\n\ud800\n`],
    ['a half typed line', `joblib.load("${model}"\n`],
    ['line ends and a mark of another system', `\ufeffimport joblib\r\njoblib.load("${model}")\r\n`],
  ];
  for (const [what, text] of broken) it(`answer beside ${what}`, async () => holds(await open(fresh('py'), text), 'churn/model', 'churn'));

  it('keep silent where constants lead back to themselves', async () => {
    put('hovered/one.py', 'from two import B\nA = B\n');
    put('hovered/two.py', 'from one import A\nB = A\n');
    const cyclic: readonly (readonly [string, string])[] = [
      ['A = B\nB = A\nsave(m, A)\n', ', A)'],
      ['A = A / "model.joblib"\nsave(m, A)\n', ', A)'],
      ['A = f"{B}/x"\nB = f"{A}/y"\nsave(m, B)\n', ', B)'],
      ['def f():\n    return f() + "model.joblib"\nsave(m, f())\n', 'm, f()'],
      ['class A:\n    p = A.q\n    q = A.p\nsave(m, A.p)\n', 'A.p)'],
      ['from one import A\nsave(m, A)\n', ', A)'],
      ['A = [A]\nA.append(A)\nsave(m, A[0])\n', 'A[0'],
    ];
    for (const [text, cursor] of cyclic) await holds(await open(fresh('py'), text), cursor, 'nothing');
  });

  it('end with sources that are traps, and answer after them', async function () {
    this.timeout(60_000);
    const nested = Array.from({ length: 10_000 }).reduce<string>((inner) => `f"{${inner}}"`, '"x"');
    const traps: readonly (readonly [string, string])[] = [
      [`x = ${nested}\ny = x + "a"\n`, 'y = x'],
      [`x = ${'('.repeat(20_000)}"${model}"${')'.repeat(20_000)}\ny = x / "a"\n`, 'y = x'],
      [`x = ${'"a" + '.repeat(100_000)}"b"\ny = x / "a"\n`, 'y = x'],
      [`x = ${'a.'.repeat(100_000)}b\ny = x / "a"\n`, 'y = x'],
      [`${Array.from({ length: 20_000 }, (_, at) => `v${String(at + 1)} = v${String(at)} + v${String(at)}`).join('\n')}\ny = v20000 / "a"\n`, 'y = v20000'],
    ];
    for (const [text, cursor] of traps) {
      await holds(await open(fresh('py'), text), cursor, 'nothing');
      await holds(await open(fresh('py'), `joblib.load("${model}")\n`), 'churn/model', 'churn');
    }
    const built = await open(fresh('py'), 'P = "models/churn/" + "model.joblib"\n');
    let hover = '';
    for (let tries = 0; tries < 10 && !ours(hover); tries++) {
      await new Promise((resolve) => setTimeout(resolve, 300));
      hover = await hoverOn(built, '"models/ch');
    }
    assert.match(hover, says12);
  });

  /** A document that ModelTrail knows by its name, and no other extension by its language: theirs take seconds for such lines. */
  async function onlyOurs(ending: string, text: string): Promise<vscode.TextDocument> {
    return vscode.languages.setTextDocumentLanguage(await open(fresh(ending), text), 'plaintext');
  }

  it('keep silent on lines of 5 MB', async function () {
    this.timeout(90_000);
    const length = 5 * 1024 * 1024;
    for (const [ending, sign] of [['py', '"a", '], ['json', '"a", '], ['yaml', '- a'], ['md', '`a` ']] as const) {
      await holds(await onlyOurs(ending, `["${model}", ${sign.repeat(length / sign.length)} "END"]\n`), 'churn/model', 'nothing');
    }
  });

  it('read a line of quotes as fast as any other of its length', async function () {
    this.timeout(60_000);
    for (const ending of ['py', 'json', 'yaml', 'md', 'sh', 'toml']) {
      for (const trap of ["'\\", '"a",', '`a', 'a@b ']) await holds(await onlyOurs(ending, `x ${trap.repeat(100_000 / trap.length)}\n`), trap, 'nothing');
    }
  });

  it('claim nothing of what is not told for sure, or lies elsewhere', async function () {
    this.timeout(40_000);
    const silent: readonly (readonly [string, string, string])[] = [
      ['py', `import os\nx = os.path.join(base, "${model}")`, 'churn/model'],
      ['py', 'x = f"models/{name}/model.joblib"', '/model'],
      ['py', `from pathlib import Path\nx = Path("other") / "${model}"`, 'churn/model'],
      ['py', 'lr = 3e-4', 'lr'],
      ['yaml', 'lr: 3e-4', 'lr'],
      ['py', 'x = open("../../../../etc/passwd")', 'passwd'],
      ['py', `x = open("models/../../../${model}")`, 'churn/model'],
      ['json', `{"m": "../../../${model}"}`, 'churn/model'],
      ['json', '{"m": ".git/modeltrail/index.db"}', 'index.db'],
      ['md', 'See [it](..%2f..%2f..%2fetc%2fpasswd).', 'passwd'],
      ['py', `x = load("${model}\\0.txt")`, 'churn/model'],
      ['yaml', `x: /net/host/${model}`, 'churn/model'],
      ['md', 'Mail ann@production.org or churn@nowhere.', 'churn@nowhere'],
      ['md', `A bare ${model} stays text.`, 'churn/model'],
    ];
    for (const [ending, text, cursor] of silent) await holds(await open(fresh(ending), `${text}\n`), cursor, 'nothing');
  });

  it('ask no other machine, and nothing outside of the folder', async function () {
    this.timeout(60_000);
    const outside = await mkdtemp(join(tmpdir(), 'modeltrail-outside-'));
    writeFileSync(join(outside, 'model.joblib'), 'outside');
    symlinkSync(outside, join(folder, 'linked-far-away'));
    const elsewhere = ['\\\\\\\\far-away\\\\share\\\\model.joblib', '\\\\far-away\\share\\model.joblib', `//far-away/${model}`, `file://far-away/${model}`, `file:///far-away/${model}`, `s3://far-away/${model}`, `smb://far-away/${model}`, `https://far-away/${model}`, `/net/far-away/${model}`, `/far-away/${model}`, '\\\\?\\UNC\\far-away\\model.joblib', 'linked-far-away/model.joblib', '~far-away/model.joblib'];
    const write: Readonly<Record<string, (written: string) => string>> = {
      py: (written) => `import joblib\nfrom pathlib import Path\njoblib.load("${written}")\nP = Path("${written}") / "model.joblib"\njoblib.dump(m, P)\nimport far-away\n`,
      yaml: (written) => `model: ${written}\nlink: "${written}"\n`,
      json: (written) => `{"model": "${written}"}\n`,
      toml: (written) => `model = '${written}'\n`,
      sh: (written) => `cp ${written} '${written}'\n`,
      md: (written) => `See \`${written}\` and [it](${written}).\n`,
      dvc: (written) => `outs:\n- path: ${written}\n`,
    };
    const documents: vscode.TextDocument[] = [];
    for (const [ending, text] of Object.entries(write)) for (const written of elsewhere) documents.push(await open(fresh(ending), text(written)));
    const notebook = await openNotebook(fresh('ipynb'), elsewhere.map((written) => cellOf(write['py']?.(written) ?? '')));
    documents.push(...notebook.getCells().map((cell) => cell.document));
    const known = await open(fresh('py'), `joblib.load("${model}")\n`);
    const paths = await pathsAsked(async () => {
      assert.match(await hoverOn(known, 'churn/model'), says12);
      for (const document of documents) {
        for (let at = document.getText().indexOf('far-away'); at >= 0; at = document.getText().indexOf('far-away', at + 1)) {
          const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, document.positionAt(at + 2));
          assert.ok(!ours(textOf(hovers)), textOf(hovers));
        }
      }
    });
    assert.ok(paths.includes(join(folder, model)), 'what is asked is not seen');
    assert.deepEqual(paths.filter((path) => /far-away|modeltrail-outside/u.test(path) || path.startsWith('//') || path.startsWith('\\\\')), []);
    rmSync(join(folder, 'linked-far-away'));
  });

  it('tell a tracked path that became a link by the bytes behind it', async function () {
    this.timeout(30_000);
    const outside = await mkdtemp(join(tmpdir(), 'modeltrail-outside-'));
    put('models/linked.bin', 'the first bytes', 60);
    modeltrail('save', 'models/linked.bin', '--model', 'linked', '--label', '1.0');
    renameSync(join(folder, 'models/linked.bin'), join(outside, 'same.bin'));
    writeFileSync(join(outside, 'other.bin'), 'the OTHER bytes');
    for (const name of ['same.bin', 'other.bin']) utimesSync(join(outside, name), 1_600_000_000, 1_600_000_000);
    const document = await open(fresh('py'), 'torch.load("models/linked.bin")\n');
    for (const [name, expected] of [['same.bin', /\*\*linked 1\.0\*\*.*same bytes/u], ['other.bin', /\*\*linked\*\* .*changed since 1\.0/u]] as const) {
      symlinkSync(join(outside, name), join(folder, 'models/linked.bin'));
      await settled();
      let hover = await hoverOn(document, 'linked.bin');
      for (let tries = 0; tries < 20 && hover.includes('checking the bytes'); tries++) {
        await new Promise((resolve) => setTimeout(resolve, 200));
        hover = await hoverOn(document, 'linked.bin');
      }
      assert.match(hover, expected);
      rmSync(join(folder, 'models/linked.bin'));
    }
    symlinkSync(join(outside, 'gone.bin'), join(folder, 'models/linked.bin'));
    assert.match(await hoverOn(document, 'linked.bin'), /\*\*linked\*\* · models\/linked\.bin is not in the workspace now/u);
  });

  it('let names, notes and paths be text, and links run ModelTrail’s own commands alone', async function () {
    this.timeout(40_000);
    const evil = 'x](command:workbench.action.terminal.new) [y](command:workbench.action.quit) $(rocket) <a href="command:z">';
    const path = 'models/[x](command)/](m$(rocket).pkl';
    put(path, 'evil bytes', 60);
    const version = (label: string, text: string): void => {
      put(path, text, 60);
      put('metrics.json', JSON.stringify({ [`a](command:evil) ${label === '1.0' ? '' : '|'}`]: 1, 'accuracy|`](command:q)': label === '1.0' ? 0.5 : 0.4 }), 50);
      modeltrail('save', path, '--model', evil.slice(0, 90), '--label', label, '-m', evil, '--metric', `](command:workbench.action.quit)|=${label === '1.0' ? '2' : '1'}`);
    };
    version('1.0', 'evil bytes 1');
    version('1.1', 'evil bytes 2');
    await settled(path);
    const document = await open(fresh('json'), `{"m": "${path}", "n": "${path.replace('$', '\\u0024')}"}\n`);
    const cell = await open(fresh('py'), `torch.load("${path}")\n`);
    const contents = [...(await hoversOn(document, 'm$(rocket)')), ...(await hoversOn(cell, 'm$(rocket)'))].flatMap((hover) => hover.contents as vscode.MarkdownString[]).filter(({ value }) => ours(value));
    assert.ok(contents.length > 0);
    for (const { value, isTrusted, supportHtml } of contents) {
      assert.ok(typeof isTrusted === 'object' && isTrusted.enabledCommands.every((command) => own.has(command)), JSON.stringify(isTrusted));
      assert.notEqual(supportHtml, true);
      // What Markdown would read as a link's end, an icon or a tag stands there as an entity.
      const links = [...value.matchAll(/\]\(([^)]*)\)/gu)].map(([, target]) => target ?? '');
      assert.deepEqual(links.filter((target) => !own.has(/^command:([\w.]+)\?/u.exec(target)?.[1] ?? '') && !target.startsWith('data:image/svg')), []);
      assert.deepEqual([...value.matchAll(/\$\(([\w-]+)\)/gu)].map(([, icon]) => icon).filter((icon) => !['check', 'git-compare', 'discard', 'go-to-file', 'save', 'circle-filled', 'cloud'].includes(icon ?? '')), []);
      assert.ok(!value.includes('<a'), value);
    }
  });

  it('run nothing', async () => {
    const marker = join(folder, 'hovered', 'it-ran');
    const touch = `__import__("os").system("touch ${marker}")`;
    const documents = [
      await open(fresh('py'), `${touch}\nP = "models/" + ${touch} + "${model}"\nsave(m, f"{${touch}}${model}")\n`),
      await open(fresh('sh'), `touch ${marker} $(touch ${marker}) \`touch ${marker}\` --out="$(touch ${marker})${model}"\n`),
      await open(fresh('yaml'), `m: !!python/object/apply:os.system ["touch ${marker}", ${model}]\n`),
      (await openNotebook(fresh('ipynb'), [cellOf(`!touch ${marker}\n%%bash\ntouch ${marker}\nP = "models/" + ${touch}`)])).cellAt(0).document,
    ];
    for (const document of documents) {
      for (const word of ['touch', 'models/']) if (document.getText().includes(word)) await hoverOn(document, word);
    }
    assert.ok(!existsSync(marker));
  });

  it('hash no large file on the way, and say that it is being checked', async function () {
    this.timeout(120_000);
    const path = 'models/large.bin';
    put(path, '');
    truncateSync(join(folder, path), 256 * 1024 * 1024);
    utimesSync(join(folder, path), 1_600_000_000, 1_600_000_000);
    modeltrail('save', path, '--model', 'large', '--label', '1.0');
    await settled();
    utimesSync(join(folder, path), 1_610_000_000, 1_610_000_000);
    const document = await open(fresh('py'), `torch.load("${path}")\n`);
    const opened = await pathsAsked(async () => {
      let hover = '';
      const work = await workOf(async () => { hover = await hoverOn(document, 'large.bin'); });
      assert.match(hover, /\*\*large\*\* · checking the bytes….*\n*.*Not checked yet whether they are saved\. Last saved: 1\.0/u);
      assert.ok(work <= 10 * small, `${String(work)} ms`);
    });
    assert.ok(opened.filter((each) => each === join(folder, path)).length <= 4, opened.join('\n'));
    let hover = '';
    for (let tries = 0; tries < 100 && !hover.includes('same bytes'); tries++) {
      await new Promise((resolve) => setTimeout(resolve, 300));
      hover = await hoverOn(document, 'large.bin');
    }
    assert.match(hover, /\*\*large 1\.0\*\*.*same bytes/u);
    rmSync(join(folder, path));
    mkdirSync(join(folder, 'hovered'), { recursive: true });
  });
});
