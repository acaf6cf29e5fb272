import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
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
  readonly environment: readonly object[];
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
  const shown = { ...document, environment: hasWorking ? '<environment>' : document.environment, versions: document.versions.map((version) => ({ ...version, environment: '<environment>' })) };
  assertTranscript(`${name}.json`, `${readableJson(JSON.parse(clean(JSON.stringify(shown))))}\n`);
}

describe('what modeltrail diff says of the sample', () => {
  let terminal: Terminal;
  before(async () => {
    terminal = new Terminal();
    await makeSample(terminal.folder, () => undefined);
    addEnvironment(terminal);
  });
  after(() => {
    terminal.dispose();
  });

  it('a small change', () => assertTranscripts('sample-1.1-1.2', terminal, 'digits@1.1', 'digits@1.2'));

  it('a large change', () => assertTranscripts('sample-1.2-2.0', terminal, '1.2', '2.0'));

  it('five versions', () => assertTranscripts('sample-all', terminal, '1.0', '1.1', '1.2', '2.0', '2.1'));

  it('the working files', async () => {
    terminal.write('params.yaml', readFileSync(terminal.path('params.yaml'), 'utf8').replace('epochs: 20', 'epochs: 30').replace('lr: 0.003', 'lr: 1e-3'));
    terminal.write('train.py', readFileSync(terminal.path('train.py'), 'utf8').replace('warmup.step()', 'if epoch < 3:\n            warmup.step()'));
    await assertTranscripts('sample-2.1-working', terminal, '2.1', 'working');
  });
});

const longText = 'läng '.repeat(2000);
const nastyTexts = ['<img src=x onerror=alert(1)> & <b>', '| a \\| [link](https://example.org) `code` **bold** ~~gone~~ $x$ #1 @someone', 'left \u202etfel\u202c right', '🚀 学習率 e\u0301', longText.trimEnd()];

describe('what modeltrail diff says of awkward versions', () => {
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
