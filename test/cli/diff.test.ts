import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { makeSample } from '../workspaces/make-sample.ts';
import { Terminal, type VersionDocument } from './terminal.ts';
import { assertTranscript, readableJson } from './transcript.ts';

interface DiffDocument {
  readonly versions: readonly VersionDocument[];
  readonly summary: readonly string[];
  readonly params: readonly { readonly name: string; readonly values: readonly unknown[]; readonly change: string; readonly sources: readonly unknown[] }[];
  readonly metrics: readonly { readonly name: string; readonly values: readonly unknown[]; readonly delta: number | null; readonly better: boolean | null }[];
  readonly code: readonly { readonly path: string; readonly patch: string }[];
  readonly data: readonly object[];
  readonly environment: readonly { readonly name: string }[];
  readonly artifacts: readonly object[];
}

/** An empty Python environment, so that nothing of the machine's own is recorded. */
function addEnvironment(terminal: Terminal): void {
  terminal.write('.venv/pyvenv.cfg', 'home = /usr/bin\nversion = 3.11.7\n');
}

/** What differs from run to run by name: ids, commits and times. Environments are those of the machine. */
function stable(text: string, versions: readonly VersionDocument[]): string {
  const ids = new Map(versions.map(({ id, model, label }) => [id, `<${model} ${label}>`]));
  const named = [...ids].filter(([id]) => id !== 'working').reduce((all, [id, name]) => all.replaceAll(id, name).replaceAll(id.slice(0, 7), name), text);
  return named.replaceAll(/"commit":"[0-9a-f]{40}"/gu, '"commit":"<commit>"').replaceAll(/"\d{4}-\d\d-\d\dT[\d:.]+Z"/gu, '"<time>"').replaceAll(/"author":"[^"]*"/gu, '"author":"<author>"');
}

function withoutEnvironment(text: string): string {
  return text.replaceAll(/^(#* ?Environment.*\n)[^]*?(?=^(?:### )?Artifacts|(?![^]))/gmu, '$1<environment>\n\n');
}

/** Keeps what `diff` prints, as text, as Markdown and for programs. */
async function assertTranscripts(name: string, terminal: Terminal, ...references: string[]): Promise<void> {
  const outputs: string[] = [];
  for (const format of [[], ['--markdown'], ['--json']]) {
    const ran = await terminal.run('diff', ...references, ...format);
    assert.deepEqual([ran.code, ran.stderr], [0, '']);
    outputs.push(ran.stdout);
  }
  const [plain = '', markdown = '', json = ''] = outputs;
  const document = JSON.parse(json) as DiffDocument;
  const { versions } = await terminal.json<{ versions: VersionDocument[] }>('list');
  const hasWorking = references.includes('working');
  const clean = (text: string): string => stable(hasWorking ? withoutEnvironment(text) : text, versions);
  assertTranscript(`${name}.txt`, clean(plain));
  assertTranscript(`${name}.md`, clean(markdown));
  const shown = { ...document, environment: hasWorking ? '<environment>' : document.environment.filter(({ name }) => name !== 'system'), versions: document.versions.map((version) => ({ ...version, environment: '<environment>' })) };
  assertTranscript(`${name}.json`, `${readableJson(JSON.parse(clean(JSON.stringify(shown))))}\n`);
}

describe('modeltrail diff of the sample', () => {
  let terminal: Terminal;
  before(async function () {
    // Five commits and five saves.
    this.timeout(120_000);
    terminal = new Terminal();
    await makeSample(terminal.folder, () => undefined);
    addEnvironment(terminal);
  });
  after(() => {
    terminal.dispose();
  });

  it('tells of a small change', () => assertTranscripts('sample-1.1-1.2', terminal, 'digits@1.1', 'digits@1.2'));

  it('tells of a large change', () => assertTranscripts('sample-1.2-2.0', terminal, '1.2', '2.0'));

  it('tells of five versions', () => assertTranscripts('sample-all', terminal, '1.0', '1.1', '1.2', '2.0', '2.1'));

  it('tells of the working files', async () => {
    terminal.write('params.yaml', readFileSync(terminal.path('params.yaml'), 'utf8').replace('epochs: 20', 'epochs: 30').replace('lr: 0.003', 'lr: 1e-3'));
    terminal.write('train.py', readFileSync(terminal.path('train.py'), 'utf8').replace('warmup.step()', 'if epoch < 3:\n            warmup.step()'));
    await assertTranscripts('sample-2.1-working', terminal, '2.1', 'working');
  });

  it('has the documented keys for programs, and no others', async () => {
    const document = await terminal.json<DiffDocument>('diff', '1.0', '2.1');
    const keys = (value: object | undefined): string => Object.keys(value ?? {}).join();
    assert.equal(keys(document), 'versions,summary,params,metrics,code,data,environment,artifacts');
    for (const param of document.params) {
      assert.equal(keys(param), 'name,values,change,sources');
      assert.ok(['added', 'removed', 'changed', 'same'].includes(param.change));
      assert.deepEqual([param.values.length, param.sources.length], [2, 2]);
    }
    for (const metric of document.metrics) {
      assert.equal(keys(metric), 'name,values,delta,better');
      assert.ok(metric.better === null || typeof metric.better === 'boolean');
    }
    for (const file of document.code) assert.equal(keys(file), 'path,patch');
    for (const fact of [...document.data, ...document.environment, ...document.artifacts]) assert.match(keys(fact), /^(?:path|name),values,change(?:,details)?$/u);
    const { version } = await terminal.json<{ version: VersionDocument }>('show', 'digits@1.0');
    assert.deepEqual(document.versions[0], version);
  });

  it('ends quietly where its reader has seen enough', async () => {
    const child = spawn(process.execPath, [terminal.cli, 'diff', '1.0', '2.1', '--json'], { cwd: terminal.folder, stdio: ['ignore', 'pipe', 'pipe'] });
    let errors = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
    child.stdout.destroy();
    const code = await new Promise((resolve) => child.on('close', resolve));
    assert.deepEqual([code, errors], [0, '']);
  });
});

const longText = 'läng '.repeat(2000);
const nastyTexts = ['<img src=x onerror=alert(1)> & <b>', '| a \\| [link](https://example.org) `code` **bold** ~~gone~~ $x$ #1 @someone', 'left \u202etfel\u202c right', '🚀 学習率 e\u0301', longText.trimEnd()];

describe('modeltrail diff of awkward versions', () => {
  let terminal: Terminal;
  beforeEach(() => {
    terminal = new Terminal();
    addEnvironment(terminal);
  });
  afterEach(() => {
    terminal.dispose();
  });

  /** Saves a model file with this content. */
  function save(content: string, ...args: string[]): Promise<VersionDocument> {
    terminal.write('m.pkl', content);
    return terminal.save('m.pkl', '--model', 'm', ...args);
  }

  function params(...assignments: string[]): string[] {
    return assignments.flatMap((assignment) => ['--param', assignment]);
  }

  function metrics(...assignments: string[]): string[] {
    return assignments.flatMap((assignment) => ['--metric', assignment]);
  }

  it('no parameter in common, and a metric that got worse', async () => {
    await save('one', ...params('C=1.0', 'kernel=rbf'), ...metrics('accuracy=0.91', 'loss=0.3'));
    await save('twice', ...params('lr=3e-4', 'optimizer=AdamW', 'layers=[64, 64]'), ...metrics('accuracy=0.885', 'auc=0.97'));
    await assertTranscripts('no-common-parameter', terminal, '1.0', '1.1');
  });

  it('no metrics', async () => {
    await save('one', ...params('lr=0.1'));
    await save('two', ...params('lr=0.01'));
    await assertTranscripts('no-metrics', terminal, '1.0', '1.1');
  });

  it('one version without code', async () => {
    await save('one', ...params('lr=0.1'), ...metrics('f1=0.5'));
    terminal.write('train.py', 'import joblib\nlr = 0.2\njoblib.dump(1, "m.pkl")\n');
    await save('two', ...metrics('f1=0.6'), '--script', 'train.py');
    await assertTranscripts('one-without-code', terminal, '1.0', '1.1');
  });

  it('the same bytes twice', async () => {
    await save('one', ...params('lr=0.1'), ...metrics('f1=0.5'));
    await save('one', ...params('lr=0.1'), ...metrics('f1=0.5'));
    await assertTranscripts('same-bytes', terminal, '1.0', '1.1');
  });

  it('the same bytes measured anew', async () => {
    terminal.write('data/test.csv', 'a,b\n1,2\n');
    await save('one', ...params('threshold=0.5'), ...metrics('f1=0.5'), '--data', 'data/test.csv');
    terminal.write('data/test.csv', 'a,b\n1,2\n3,4\n');
    await save('one', ...params('threshold=0.4'), ...metrics('f1=0.52'), '--data', 'data/test.csv');
    await assertTranscripts('same-bytes-measured-anew', terminal, '1.0', '1.1');
  });

  it('other data, other columns, and a renamed script', async () => {
    const script = (lr: string): string => `import joblib\nimport pandas as pd\n\nlr = ${lr}\ndf = pd.read_csv("data/train.csv")\njoblib.dump(fit(df, lr), "m.pkl")\n`;
    terminal.write('old train.py', script('0.1'));
    terminal.write('data/train.csv', 'age,plan\n1,2\n3,4\n');
    terminal.write('data/test.csv', 'age,plan\n9,9\n');
    await save('one', ...metrics('accuracy=0.9'), '--script', 'old train.py', '--data', 'data/train.csv', '--data', 'data/test.csv');
    rmSync(terminal.path('old train.py'));
    terminal.write('train.py', script('0.2'));
    terminal.write('data/train.csv', 'age,plan,plan_tier\n1,2,3\n3,4,5\n6,7,8\n');
    await save('two', ...metrics('accuracy=0.93'), '--script', 'train.py', '--data', 'data/train.csv', '--data', 'data/test.csv');
    await assertTranscripts('other-data-renamed-script', terminal, '1.0', '1.1');
  });

  it('twelve versions', async () => {
    for (let at = 0; at < 12; at++) {
      await save(`model ${String(at)}`, ...params(`lr=${String((at + 1) / 1000)}`, `depth=${String(4 + (at % 3))}`, 'seed=7'), ...metrics(`accuracy=${(0.8 + 0.1 * Math.sin(at)).toFixed(4)}`, `loss=${(0.5 - at / 40).toFixed(3)}`, `gap=${String(at % 4)}`));
    }
    await assertTranscripts('twelve-versions', terminal, ...Array.from({ length: 12 }, (_, at) => `m@1.${String(at)}`));
  });

  it('values of different types', async () => {
    await save('one', ...params('depth=none', 'lr=0.1', 'layers=64', 'flag=true', 'name=x', 'nested={"a": 1, "b": [1, 2]}', 'big=9223372036854775807'), ...metrics('accuracy=diverged', 'steps=9223372036854775807', 'loss=nan'));
    await save('two', ...params('depth=4', 'lr=1e-1', 'layers=[64, 32]', 'flag=1', 'name=null', 'nested={"a": 1.0, "b": [1, 3]}', 'big=9223372036854775806'), ...metrics('accuracy=0.5', 'steps=9223372036854775806', 'loss=0.25'));
    await assertTranscripts('types', terminal, '1.0', '1.1');
  });

  it('numbers that are none, and texts that are made to trick', async () => {
    const [html = '', markdown = '', turned = '', emoji = '', long = ''] = nastyTexts;
    const named = (value: string): string[] => nastyTexts.flatMap((text) => ['--param', `${text.replaceAll('=', ':')}=${value}`]);
    await save('one', '-m', `${html}\n${markdown}`, ...named('1'), ...params(`note=${html}`, `prompt=${long}`, 'decay=nan'), ...metrics('loss=inf', `${emoji}=1`, `${html.replaceAll('=', ':')}=0.5`));
    await save('two', '-m', `${turned} ${long}`, '--tag', 'x', ...named('2'), ...params(`note=${markdown}`, `prompt=${long}!`, 'decay=-inf'), ...metrics('loss=nan', `${emoji}=2`, `${html.replaceAll('=', ':')}=0.25`));
    await assertTranscripts('tricks', terminal, 'latest~1', 'latest');
  });
});

describe('modeltrail diff', () => {
  let terminal: Terminal;
  beforeEach(() => {
    terminal = new Terminal({ git: true });
    addEnvironment(terminal);
  });
  afterEach(() => {
    terminal.dispose();
  });

  function save(content: string, ...args: string[]): Promise<VersionDocument> {
    terminal.write('m.pkl', content);
    return terminal.save('m.pkl', '--model', 'm', ...args);
  }

  async function refused(code: string, ...args: string[]): Promise<string> {
    const ran = await terminal.run('diff', ...args);
    assert.deepEqual([ran.code, ran.stdout], [2, '']);
    assert.match(ran.stderr, /^[^\n]{20,400}\n$/u);
    const { error } = JSON.parse((await terminal.run('diff', ...args, '--json')).stderr) as { error: { code: string } };
    assert.equal(error.code, code);
    return ran.stderr;
  }

  it('answers with its exit code whether anything differs', async () => {
    for (const lr of ['1', '1', '2']) await save('same', '--param', `lr=${lr}`, '--metric', 'f1=0.5');
    assert.equal((await terminal.run('diff', '1.0', '1.1', '--exit-code')).code, 0);
    assert.equal((await terminal.run('diff', '1.0', '1.1', '1.2', '--exit-code')).code, 1);
    assert.equal((await terminal.run('diff', '1.0', '1.2', '--exit-code', '--json')).code, 1);
    assert.equal((await terminal.run('diff', '1.0', '1.2')).code, 0);
    await save('same', '--param', 'lr=2', '--metric', 'f1=9223372036854775806');
    await save('same', '--param', 'lr=2', '--metric', 'f1=9223372036854775807');
    assert.equal((await terminal.run('diff', '1.3', '1.4', '--exit-code')).code, 1);
  });

  it('compares one version with the one before it', async () => {
    await save('one', '--param', 'lr=1');
    await save('two', '--param', 'lr=2');
    const { versions } = await terminal.json<DiffDocument>('diff', 'latest');
    assert.deepEqual(versions.map(({ label }) => label), ['1.0', '1.1']);
    assert.match(await refused('usage', '1.0'), /no version before m@1\.0\./u);
  });

  it('refuses what can not be compared in one sentence', async () => {
    await save('one');
    await save('two');
    assert.match(await refused('reference-unknown', '1.0', 'nowhere'), /nowhere/u);
    assert.match(await refused('usage', '1.0', '1.0'), /compared with itself/u);
    assert.match(await refused('usage', '1.1', 'latest'), /compared with itself/u);
    assert.match(await refused('usage', 'working'), /compare with/u);
    assert.match(await refused('usage', 'working', 'working'), /compared with itself/u);
    assert.match(await refused('usage', '1.0', '1.1', '--markdown', '--json'), /two answers/u);
    assert.match(await refused('usage', ...Array.from({ length: 13 }, (_, at) => `1.${String(at)}`)), /Up to 12 .* not 13/u);
  });

  it('says that the working files are not there', async () => {
    await save('one');
    rmSync(terminal.path('m.pkl'));
    assert.match(await refused('file-missing', '1.0', 'working'), /^None of m’s files is in the workspace: m\.pkl\./u);
  });

  it('compares a deleted version and says that it is one', async () => {
    await save('one', '--param', 'lr=1');
    await save('two', '--param', 'lr=2');
    await terminal.json('delete', '1.0');
    const { summary, params } = await terminal.json<DiffDocument>('diff', '1.0', '1.1');
    assert.ok(summary.includes('1.0 is deleted.'), summary.join('\n'));
    assert.deepEqual(params.map(({ values }) => values), [[1, 2]]);
  });

  /** The files of two versions, each as the only code recorded. */
  async function savedCode(before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>): Promise<void> {
    for (const [at, files] of [before, after].entries()) {
      for (const path of Object.keys(at === 0 ? {} : before)) rmSync(terminal.path(path), { force: true });
      for (const [path, text] of Object.entries(files)) terminal.write(path, text);
      await save(String(at), ...Object.keys(files).flatMap((path) => ['--code', path]));
    }
  }

  const twoCodes = [
    { 'train.py': 'a = 1\nb = 2\nc = 3\n', 'gone.py': 'x\n', 'no end.py': 'one\ntwo', 'win.py': 'a\r\nb\r\nc\r\n', 'dash.py': '-- a\n++ b\n\\ c\n' },
    { 'train.py': 'a = 1\nb = 3\nc = 3\nd = 4\n', 'come.py': 'y\n', 'no end.py': 'one\nthree', 'win.py': 'a\r\nB\r\nc\r\n', 'dash.py': '-- b\n++ b\n\\ c\né\n' },
  ] as const;

  for (const tool of ['git', 'patch'] as const) {
    it(`writes patches that ${tool} applies`, async () => {
      const [before, after] = twoCodes;
      await savedCode(before, after);
      const { code } = await terminal.json<DiffDocument>('diff', '1.0', '1.1');
      for (const path of Object.keys(after)) rmSync(terminal.path(path), { force: true });
      for (const [path, text] of Object.entries(before)) terminal.write(path, text);
      terminal.write('all.patch', code.map(({ patch }) => patch).join(''));
      const [command, args] = tool === 'git' ? ['git', ['apply', '--whitespace=nowarn', 'all.patch']] : ['patch', ['--binary', '-p1', '--input=all.patch']];
      execFileSync(command, args, { cwd: terminal.folder, stdio: 'pipe' });
      for (const [path, text] of Object.entries(after)) assert.equal(readFileSync(terminal.path(path), 'utf8'), text, path);
      assert.ok(!readdirSync(terminal.folder).includes('gone.py'));
    });
  }

  it('shows the code of versions whose commits and scripts are gone', async () => {
    terminal.write('.gitignore', '.venv/\n*.pkl\n');
    for (const lr of ['0.1', '0.2']) {
      terminal.write('train.py', `import joblib\nlr = ${lr}\njoblib.dump(1, "m.pkl")\n`);
      terminal.git('add', '--all');
      terminal.git('commit', '--quiet', '--message', lr);
      await save(lr);
    }
    rmSync(terminal.path('train.py'));
    terminal.git('switch', '--quiet', '--orphan', 'new');
    terminal.git('commit', '--quiet', '--allow-empty', '--message', 'Start again');
    terminal.git('branch', '--quiet', '-D', 'main');
    terminal.git('reflog', 'expire', '--expire=now', '--all');
    terminal.git('gc', '--quiet', '--prune=now');
    const { code } = await terminal.json<DiffDocument>('diff', 'm@1.0', 'm@1.1');
    assert.deepEqual(code.map(({ path }) => path), ['train.py']);
    assert.match(code[0]?.patch ?? '', /^-lr = 0\.1\n\+lr = 0\.2$/mu);
  });

  it('says so where recorded code or curves are damaged or not there, and compares the rest', async () => {
    await makeSample(terminal.folder, () => undefined);
    const objects = readdirSync(terminal.path('.git/modeltrail'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && entry.parentPath.includes('blobs'));
    assert.ok(objects.length > 5);
    for (const [at, { parentPath, name }] of objects.entries()) {
      if (at % 2 === 0) rmSync(`${parentPath}/${name}`);
      else writeFileSync(`${parentPath}/${name}`, '{"__proto__": {"tensors": 1}, "a": null}');
    }
    const ran = await terminal.run('diff', '1.0', '1.1', '1.2', '2.1');
    assert.equal(ran.code, 0, ran.stderr);
    assert.match(ran.stdout, /train\.py of 1\.0 can't be shown/u);
  });

  it('keeps recorded text from reaching the terminal as commands', async () => {
    const bell = '\u001b]0;owned\u0007\u001b[31m\u202e\u0085';
    terminal.write('train.py', 'print(1)\n');
    await save('one', '-m', bell, '--param', `x${bell}=1`, '--param', `p=${bell}`, '--metric', `m${bell}=1`, '--code', 'train.py');
    terminal.write('train.py', `print("${bell}")\n`);
    await save('two', '--param', 'p=2', '--metric', `m${bell}=2`, '--code', 'train.py');
    for (const format of [[], ['--markdown'], ['--json']]) {
      const { stdout, code } = await terminal.run('diff', '1.0', '1.1', ...format);
      assert.equal(code, 0);
      assert.doesNotMatch(stdout, format.includes('--json') ? /[\u0000-\u0009\u000b-\u001f]/u : /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/u);
    }
  });
});
