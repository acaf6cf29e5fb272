import assert from 'node:assert/strict';
import { applyPatch } from 'diff';
import fc from 'fast-check';
import { codeLines, linesOf } from '../../../src/compare/codeLines.ts';
import { compare } from '../../../src/compare/compare.ts';
import { unifiedPatch } from '../../../src/compare/patch.ts';
import type { CodeComparison, CodeFileComparison, CodeLine } from '../../../src/domain/comparison.ts';
import { request, version, type VersionParts } from './build.ts';

type Code = VersionParts['code'];

function code(before: Code, after: Code, parts: VersionParts = {}): CodeComparison {
  return compare(request([version('1.0', { ...parts, ...(before === undefined ? {} : { code: before }) }), version('1.1', { ...parts, ...(after === undefined ? {} : { code: after }) })])).code;
}

function first(comparison: CodeComparison): CodeFileComparison {
  const [file] = comparison.files;
  assert.ok(file);
  return file;
}

function side(lines: readonly CodeLine[], which: 'before' | 'after'): string[] {
  return lines.filter((line) => line[which] !== null).map(({ text }) => text);
}

/** The lines as a person sees them: sign, text with marks in brackets. */
function shown(lines: readonly CodeLine[] | null): string[] {
  return (lines ?? []).map(({ change, text, marks }) => {
    const marked = marks.toReversed().reduce((all, [from, to]) => `${all.slice(0, from)}[${all.slice(from, to)}]${all.slice(to)}`, text);
    return `${change === 'same' ? ' ' : change === 'added' ? '+' : '-'}${marked}`;
  });
}

describe('compared code', () => {
  it('shows the whole file with what differs within a line', () => {
    const file = first(code({ 'train.py': 'a = 1\nopt = Adam(p, lr=1e-3, decay=0.01)\nrun()\n' }, { 'train.py': 'a = 1\n# slower\nopt = Adam(p, lr=3e-4, decay=0.01)\nrun()\n' }));
    assert.deepEqual(shown(file.lines), [' a = 1', '-opt = Adam(p, lr=[1e-3], decay=0.01)', '+# slower', '+opt = Adam(p, lr=[3e-4], decay=0.01)', ' run()']);
    assert.deepEqual([file.added, file.removed, file.change], [2, 1, 'changed']);
  });

  it('marks the value where a line sets the same name, however little else it shares', () => {
    assert.deepEqual(shown(first(code({ 'train.py': '  lr: 0.003\n' }, { 'train.py': '  lr: 0.02\n' })).lines), ['-  lr: [0.003]', '+  lr: [0.02]']);
    assert.deepEqual(shown(first(code({ 'train.py': 'm = SGD(a)\n' }, { 'train.py': 'm = build_from(config.model)\n' })).lines).join('').includes('['), true);
    assert.deepEqual(shown(first(code({ 'train.py': 'momentum: 0.9\n' }, { 'train.py': 'weight_decay: 0.01\n' })).lines), ['-momentum: 0.9', '+weight_decay: 0.01']);
  });

  it('marks nothing in lines that have little in common', () => {
    assert.deepEqual(shown(first(code({ 'train.py': 'import os\n' }, { 'train.py': 'model.fit(X, y)\n' })).lines), ['-import os', '+model.fit(X, y)']);
  });

  it('names the parameters that stand on a line, of each side by its own numbers', () => {
    const before = version('1.0', { code: { 'train.py': 'x\nlr=1e-3, batch=8\n' }, written: { lr: [0.001, '1e-3', 2], batch: [8, '8', 2] } });
    const after = version('1.1', { code: { 'train.py': 'x\ny\nlr=3e-4, batch=8\n' }, written: { lr: [0.0003, '3e-4', 3], batch: [8, '8', 3] } });
    const { lines } = first(compare(request([before, after])).code);
    assert.deepEqual(lines?.filter(({ params }) => params.length > 0).map(({ change, params }) => [change, ...params]), [['removed', 'lr', 'batch'], ['added', 'lr', 'batch']]);
  });

  it('pairs a renamed script, lists added and removed files, keeps the same ones last', () => {
    const body = 'import torch\nmodel = Net()\nmodel.fit()\n';
    const { files, same } = code({ 'old.py': body, 'a.py': '1\n', 'gone.py': 'x\n' }, { 'new.py': `${body}done()\n`, 'a.py': '1\n', 'come.py': 'y\n' });
    assert.deepEqual(files.map(({ path, change }) => [path, change]), [['old.py → new.py', 'changed'], ['gone.py', 'removed'], ['come.py', 'added'], ['a.py', 'same']]);
    assert.equal(same, 1);
    assert.match(files[0]?.patch ?? '', /^--- a\/old\.py\n\+\+\+ b\/new\.py\n@@ /u);
    assert.match(files[2]?.patch ?? '', /^--- \/dev\/null\n\+\+\+ b\/come\.py\n@@ -0,0 \+1,1 @@\n\+y\n/u);
  });

  it('shows settings in which parameters stand, and no others', () => {
    const settings = (lr: string): Code => ({ 'train.py': 'x\n', 'params.yaml': `lr: ${lr}\n`, 'metrics.json': `{"f1": ${lr}}` });
    const source = { kind: 'file', path: 'params.yaml', line: 1 } as const;
    const over = { params: new Map([['lr', { value: 1, source }]]) };
    assert.deepEqual(code(settings('1'), settings('2'), { over }).files.map(({ path }) => path), ['params.yaml', 'train.py']);
  });

  it('says when line ends are all that differs', () => {
    const comparison = code({ 'train.py': 'a\nb\n' }, { 'train.py': 'a\r\nb\r\n' });
    assert.deepEqual(comparison.remarks, ['train.py: only the line ends differ.']);
    assert.deepEqual([first(comparison).change, first(comparison).lines], ['changed', null]);
    assert.deepEqual(shown(first(code({ 'train.py': 'a\nb\n' }, { 'train.py': 'a\r\nc\r\n' })).lines), [' a', '-b', '+c']);
  });

  it('compares the cells of notebooks, not their outputs', () => {
    const notebook = (lr: string, output: string): string => JSON.stringify({ cells: [{ cell_type: 'markdown', source: ['# Title\n', 'words'] }, { cell_type: 'code', source: `lr = ${lr}`, outputs: [output] }] });
    const file = first(code({ 'train.ipynb': notebook('1', 'x') }, { 'train.ipynb': notebook('2', 'y') }));
    assert.deepEqual(shown(file.lines), [' # %% [markdown] cell 1', ' # # Title', ' # words', ' ', ' # %% cell 2', '-lr = [1]', '+lr = [2]']);
    const outputs = code({ 'train.ipynb': notebook('1', 'x') }, { 'train.ipynb': notebook('1', 'y') });
    assert.deepEqual(outputs.remarks, ['train.ipynb: the cells are the same, their outputs or other details differ.']);
  });

  it('says what can’t be shown', () => {
    assert.deepEqual(code(null, { 'train.py': 'x' }).remarks, ['1.0 has no code recorded, so there is nothing to compare.']);
    assert.deepEqual(code(null, null).remarks, ['Neither version has code recorded.']);
    const long = code({ 'train.py': 'x\n' }, { 'train.py': 'x\n'.repeat(20_001) });
    assert.deepEqual([long.remarks, first(long).lines], [['train.py of 1.1 is too long to be shown line by line.'], null]);
    const away = version('1.1', { code: { 'train.py': 'y' } });
    const gone = compare(request([version('1.0', { code: { 'train.py': 'x' } }), { ...away, code: new Map([['train.py', null]]) }])).code;
    assert.deepEqual(gone.remarks, ["train.py of 1.1 can't be shown: it is not on this machine, too long, or not text."]);
  });

  it('shows a rewrite that is too long to be traced as removed and added', () => {
    const text = (word: string): string => Array.from({ length: 5000 }, (_, at) => `${word} ${String(at)}`).join('\n');
    const file = first(code({ 'train.py': text('old') }, { 'train.py': text('new') }));
    assert.deepEqual([file.removed, file.added, applyPatch(text('old'), file.patch) === text('new')], [5000, 5000, true]);
  });

  it('colours Python and settings', () => {
    const kinds = (path: string, text: string): string[] => {
      const [line] = codeLines(null, { path, text, params: new Map() });
      return (line?.tokens ?? []).map(([from, to, kind]) => `${kind} ${text.slice(from, to)}`);
    };
    assert.deepEqual(kinds('a.py', 'def f(): return "x", 1e-3, None  # why'), ['keyword def', 'keyword return', 'string "x"', 'number 1e-3', 'boolean None', 'comment # why']);
    assert.deepEqual(kinds('a.yaml', 'lr: 1e-3 # why'), ['keyword lr', 'number 1e-3', 'comment # why']);
    assert.deepEqual(kinds('a.toml', 'name = "x" # no'), ['keyword name', 'string "x"', 'comment # no']);
    assert.deepEqual(kinds('a.json', '  "on": true,'), ['keyword "on"', 'boolean true']);
    const [, second] = codeLines(null, { path: 'a.py', text: 's = """one\ntwo"""\n', params: new Map() });
    assert.deepEqual(second?.tokens, [[0, 6, 'string']]);
  });

  it('gives both texts back, as lines and as a patch', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'lr = 1', '', '\t# x', 'é\u202e', '--- a', '\\ No')).map((lines) => lines.join('\n'));
    const ended = fc.tuple(text, fc.boolean()).map(([body, end]) => (end && body !== '' ? `${body}\n` : body));
    fc.assert(
      fc.property(ended, ended, (before, after) => {
        const lines = codeLines({ path: 'a.py', text: before, params: new Map() }, { path: 'a.py', text: after, params: new Map() });
        assert.deepEqual([side(lines, 'before'), side(lines, 'after')], [linesOf(before), linesOf(after)]);
        const patch = unifiedPatch({ path: 'a.py', text: before }, { path: 'a.py', text: after });
        assert.equal(patch === '' ? before : applyPatch(before, patch), after);
      }),
    );
  });

  it('keeps tokens and marks in order and inside of their lines', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.constantFrom('a.py', 'a.yaml', 'a.toml', 'a.json'), (text, path) => {
        for (const line of codeLines({ path, text: `x = "1"\n${text}`, params: new Map() }, { path, text, params: new Map() })) {
          for (const runs of [line.tokens, line.marks]) {
            const ends = runs.flatMap(([from, to]) => [from, to]);
            assert.ok(ends.every((end, at) => end >= (ends[at - 1] ?? 0) && end <= line.text.length));
          }
        }
      }),
    );
  });
});
