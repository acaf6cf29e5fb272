import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { plainStrings } from '../../../src/capture/mentions/plainString.ts';
import { dvcPath, lfsPointer } from '../../../src/capture/mentions/pointerFiles.ts';
import { pythonFileCalls, pythonPathsAt } from '../../../src/capture/mentions/pythonPaths.ts';
import { parameterAt, parametersOn } from '../../../src/capture/mentions/pythonParameter.ts';
import { writtenReferences } from '../../../src/capture/mentions/references.ts';
import { settingsByLine, settingsOnLine } from '../../../src/capture/mentions/settings.ts';
import { writtenPaths } from '../../../src/capture/mentions/writtenPaths.ts';
import type { TextLanguage } from '../../../src/domain/mention.ts';
import { pathsAsked } from '../../harness/watchFiles.ts';

const context = { signal: new AbortController().signal, progress: () => undefined };

/** What a system counts work by. */
const tickMs = 4;

/** Processor time: what else the machine does is not counted. */
function millisecondsOf(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** The paths meant where `|` stands in the source. */
async function meant(source: string): Promise<string[]> {
  const offset = source.indexOf('|');
  const request = { root: '/nowhere/churn', folder: '/nowhere/churn', path: 'scripts/train.py', cells: [source.replace('|', '')], cell: 0, offset };
  return (await pythonPathsAt(request, context)).map(({ paths }) => paths[0] ?? '');
}

describe('words that may be paths', () => {
  const lines: readonly (readonly [TextLanguage, string, readonly string[]])[] = [
    ['yaml', 'model: out/m.pt # ours', ['model', 'out/m.pt']],
    ['yaml', '- "a b/m.pt"', ['a b/m.pt']],
    ['yaml', 'all: [a.pt, b.pt]', ['all', 'a.pt', 'b.pt']],
    ['yaml', 'url: https://host/m.pt', ['url']],
    ['json', '{"k": "m\\/n.pt"}', ['k', 'm/n.pt']],
    ['toml', "model = 'm.pt'", ['m.pt']],
    ['shell', 'run --out=m.pt "a b.pt" $X/n.pt > log; ls # m.pt', ['run', 'm.pt', 'a b.pt', 'log', 'ls']],
    ['shell', 'M=m.pt go', ['m.pt', 'go']],
    ['markdown', 'a `m.pt` b [c](d%20e.pt#x) n.pt', ['m.pt', 'm.pt', 'd e.pt']],
    ['markdown', '``a ` b`` [x](command:evil)', ['a ` b', 'a', 'b']],
  ];
  for (const [language, line, expected] of lines) {
    it(`of ${language}: ${line}`, () => {
      const found = writtenPaths(line, language);
      assert.deepEqual(found.map(({ path }) => path), expected);
      for (const { from, to } of found) assert.ok(from >= 0 && to <= line.length && from < to);
    });
  }

  it('leave out other machines, schemes and lines that nobody wrote', () => {
    for (const word of ['//host/m.pt', '\\\\host\\m.pt', 'smb://host/m.pt', 'command:x', '~/m.pt', 'a*.pt']) assert.deepEqual(writtenPaths(JSON.stringify(word), 'json'), [], word);
    assert.deepEqual(writtenPaths(`"${'a'.repeat(300_000)}"`, 'json'), []);
  });

  it('are found at any place of a long line', () => {
    const many = Array.from({ length: 5000 }, (_, at) => `"m${String(at)}.pt"`).join(', ');
    assert.equal(plainStrings(`load(${many})`).at(-1)?.path, 'm4999.pt');
    assert.equal(writtenPaths(`[${many}]`, 'json').length, 5000);
    assert.deepEqual(writtenPaths(`it's "m.pt" and \\'n.pt`, 'toml').map(({ path }) => path), ['m.pt']);
    assert.deepEqual(writtenPaths('`` a `m.pt` ``` `n.pt` ```', 'markdown').map(({ path }) => path).filter((path) => path.includes('.')), ['m.pt', 'm.pt', '`n.pt`', 'n.pt']);
  });

  // What a line of twice the length took four times as long for would hold the editor for minutes at the longest.
  const readers: readonly (readonly [string, (line: string) => unknown])[] = [
    ...(['yaml', 'json', 'shell', 'markdown', 'toml'] as const).map((language) => [language, (line: string) => writtenPaths(line, language)] as const),
    ['python', plainStrings],
    ['references', writtenReferences],
    ['hyperparameters', (line) => parameterAt([line, line.slice(0, 19_000), line], 1, 9000)],
    ['.dvc', (line) => dvcPath([`- path: a${line}b`, `  wdir: a${line}b`, `wdir: a${line}b`], 0)],
  ];
  const traps = ['"', "'", '`', "'\\", '"\\', "\\'", '"a",', "'a' ", 'load("a")', '`a', '`` ` ', '[', '](', '](a "', 'a: ', ': ', '- ', '[a]: ', '--a=', 'a@', 'a.', 'a', ' ', '#', '"a"#', 'a="', 'option(', '["a"]'];
  for (const [what, read] of readers) {
    it(`take time that grows with the line alone: ${what}`, () => {
      const slow = traps.filter((trap) => {
        const times = [16, 128].map((size) => Math.min(...[1, 2].map(() => millisecondsOf(() => read(`load(${trap.repeat((size * 1000) / trap.length)}`)))));
        return (times[1] ?? 0) > 32 * Math.max(tickMs, times[0] ?? 0);
      });
      assert.deepEqual(slow, []);
    });
  }
});

describe('strings of Python that are whole paths', () => {
  const whole = ['torch.save(m, "m.pt")', 'x = joblib.load(r"m.pt")', 'P = "m.pt"  # ours', 'self.path = "m.pt"', 'save_file(t, filename="m.pt", x=1)', 'p: str = "m.pt"'];
  const parts = ['os.path.join(a, "m.pt")', 'Path("m.pt") / "x"', 'x = a + "m.pt"', 'x = "m.pt" + a', 'torch.save(m, f"m.pt")', 'go("m.pt")', 'torch.save(m, b / "m.pt")', 'torch.save("m.pt".replace("a", "b"))', 'x = "a" "m.pt"'];
  for (const line of whole) it(line, () => assert.deepEqual(plainStrings(line).map(({ path }) => path), ['m.pt']));
  for (const line of parts) it(`not in ${line}`, () => assert.ok(!plainStrings(line).some(({ path }) => path === 'm.pt')));
});

describe('what expressions of Python stand for', () => {
  const start = 'import os\nfrom pathlib import Path\nOUT = Path("out")\n';
  const known: readonly (readonly [string, readonly string[]])[] = [
    ['save(OUT / "a" / "m|.pt")', ['out/a/m.pt']],
    ['save(OUT / "a|" / "m.pt")', ['out/a/m.pt', 'out/a']],
    ['save(O|UT / "m.pt")', ['out/m.pt', 'out']],
    ['x = os.path.join("a", "m|.pt")', ['a/m.pt']],
    ['print(f"to {O|UT}")', ['to out', 'out']],
    ['T|ARGET = OUT / "m.pt"', ['out/m.pt']],
    ['save(pa|th=OUT / "m.pt")', ['out/m.pt']],
    ['a, b| = "m.pt", "n.pt"', []],
    ['save(base / "m|.pt")', []],
    ['x = f"out/{n}/m|.pt"', []],
    ['for p in ["a.pt", "b.pt"]:\n    save(p|)', []],
    ['a = b\nb = a\nsave(a|)', []],
    ['def f(p|="m.pt"): pass', []],
    ['x = Path("/etc") / "pass|wd"', []],
    ['x = "//host/m|.pt"', []],
  ];
  for (const [source, expected] of known) {
    it(source.replaceAll('\n', ' ⏎ '), async () => assert.deepEqual(await meant(start + source), expected));
  }

  it('are found in the cells of a notebook, whatever magic stands there', async () => {
    const cells = ['%matplotlib inline\nfrom pathlib import Path\nOUT = Path("out")', '%%bash\nls', 'save(OUT / "m.pt")'];
    const request = { root: '/nowhere', folder: '/nowhere', path: 'n.ipynb', cells, cell: 2, offset: 13 };
    assert.deepEqual(await pythonPathsAt(request, context), [{ from: 5, to: 17, paths: ['out/m.pt'] }]);
    const calls = await pythonFileCalls({ ...request, cells: [...cells, 'import torch\ntorch.save(m, OUT / "m.pt")'] }, context);
    assert.deepEqual(calls, [{ cell: 3, line: 1, paths: ['out/m.pt'] }]);
  });
});

describe('Python that names other machines', () => {
  it('is read without asking them, or anything outside of the folder', async () => {
    const root = mkdtempSync(join(tmpdir(), 'modeltrail-mentions-'));
    writeFileSync(join(root, 'near.py'), 'HERE = "m.pt"\n');
    const lines = ['import near', 'from far_away import X', 'from .. import Y', 'import os.path, glob', 'from pathlib import Path'];
    const written = ['\\\\far-away\\share\\m.pkl', '//far-away/m.pkl', 'file://far-away/m.pkl', 's3://far-away/m.pkl', '/net/far-away/m.pkl', '../far-away/m.pkl'];
    const source = [...lines, ...written.flatMap((path) => [`m = torch.load("${path}")`, `p = Path("${path}") / "x"`, `joblib.dump(m, os.path.join("${path}", "y"))`, `glob.glob("${path}/*")`, `open("${path}").read()`]), 'save(near.HERE)'].join('\n');
    const request = { root, folder: root, path: 'train.py', cells: [source] };
    const asked = await pathsAsked(async () => {
      for (let at = source.indexOf('far-away'); at >= 0; at = source.indexOf('far-away', at + 1)) await pythonPathsAt({ ...request, cell: 0, offset: at }, context);
      await pythonFileCalls(request, context);
      assert.deepEqual((await pythonPathsAt({ ...request, cell: 0, offset: source.length - 2 }, context))[0]?.paths, ['m.pt']);
    });
    rmSync(root, { recursive: true });
    assert.ok(asked.includes(join(root, 'near.py')), 'what is asked is not seen');
    assert.deepEqual([...new Set(asked)].filter((path) => !path.startsWith(root)), []);
  });
});

describe('references in a text', () => {
  it('are told from addresses, and may be a registry’s', () => {
    const names = (line: string): string[] => writtenReferences(line).map(({ reference }) => reference);
    assert.deepEqual(names('churn@1.2, churn@latest~1; models:/churn/3 and "models:/a@prod".'), ['churn@1.2', 'churn@latest~1', 'churn@3', 'a@prod']);
    assert.deepEqual(names('see churn@1.2.'), ['churn@1.2']);
    assert.deepEqual(names('a@b@c @x x@ git@github.com/x'), ['git@github.com']);
  });
});

describe('files that stand for others', () => {
  it('name a digest, or a path', () => {
    const digest = 'ab'.repeat(32);
    assert.deepEqual(lfsPointer(`version https://git-lfs.github.com/spec/v1\noid sha256:${digest}\nsize 3\n`), { sha256: digest, size: 3 });
    assert.equal(lfsPointer(`oid sha256:${digest}`), null);
    const lines = ['wdir: ..', 'outs:', '- md5: 0', '  path: a.pt', '- path: "b.pt"', '  md5: 1', 'meta: x'];
    assert.deepEqual(lines.map((_, at) => dvcPath(lines, at)), [null, null, '../a.pt', '../a.pt', '../b.pt', '../b.pt', null]);
  });
});

describe('hyperparameters in a text', () => {
  const found = (lines: readonly string[], at: number, sign: string): readonly unknown[] => {
    const written = parameterAt(lines, at, (lines[at] ?? '').indexOf(sign));
    return written === null ? [] : [written.name, written.text, written.value];
  };
  it('are assigned, given by keyword, defaults and keys', () => {
    assert.deepEqual(found(['lr = 3e-4  # note'], 0, '3e'), ['lr', '3e-4', 3e-4]);
    assert.deepEqual(found(['Adam(p, lr=1_000, eps=None)'], 0, 'eps'), ['eps', 'None', null]);
    assert.deepEqual(found(['    hidden: int = 256'], 0, 'hidden'), ['hidden', '256', 256]);
    assert.deepEqual(found(['self.lr = True'], 0, 'lr'), ['lr', 'True', true]);
    assert.deepEqual(found(['x = {"lr": 0.1}'], 0, '0.1'), ['lr', '0.1', 0.1]);
    assert.deepEqual(found(['a.add_argument(', '    "--warm-up", type=int,', '    default=3)'], 2, 'default'), ['warm_up', '3', 3]);
    assert.deepEqual(found(['@click.option("--lr", default=.5)'], 0, '--lr'), ['lr', '.5', 0.5]);
    assert.deepEqual(found(['f(p["lr"])'], 0, 'lr'), ['lr', null, undefined]);
  });

  it('are all told that a line gives a plain value', () => {
    const names = (lines: readonly string[], at = 0): unknown => parametersOn(lines, at).map(({ name, text }) => `${name} ${text ?? ''}`);
    assert.deepEqual(names(['opt = Adam(m, lr=1e-3, eps=x, amsgrad=True)  # seed=3']), ['lr 1e-3', 'amsgrad True']);
    assert.deepEqual(names(['c = {"lr": 0.1, "layers": [1], "depth": 3}']), ['lr 0.1', 'depth 3']);
    assert.deepEqual(names(['a.add_argument("--lr",', '    default=3)'], 0), ['lr 3']);
    assert.deepEqual(names(['a.add_argument("--lr",', '    default=3)'], 1), ['default 3']);
    assert.deepEqual(names(['x'.repeat(30_000)]), []);
  });

  it('have no value where it goes on, and are none in comments and comparisons', () => {
    assert.deepEqual(found(['lr = 3e-4 * scale'], 0, 'lr'), ['lr', null, undefined]);
    assert.deepEqual(found(['x  # lr = 3e-4'], 0, 'lr'), []);
    assert.deepEqual(found(['if lr == 3e-4:'], 0, 'lr'), []);
  });

  it('are those of a line of settings, with their whole names', () => {
    assert.deepEqual(settingsOnLine({ path: 'params.yaml', text: 'a:\n  lr: 3e-4\n', line: 1 }), [{ name: 'a.lr', value: 3e-4, text: '3e-4' }]);
    assert.deepEqual(settingsOnLine({ path: 'params.yaml', text: 'a: [', line: 0 }), []);
    assert.deepEqual(settingsByLine({ path: 'p.json', text: '{\n"a": 1,\n"b": {"c": true}}' }).map(({ line, setting: { name } }) => [line, name]), [[1, 'a'], [2, 'b.c']]);
  });
});
