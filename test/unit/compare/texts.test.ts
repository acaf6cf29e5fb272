import assert from 'node:assert/strict';
import fc from 'fast-check';
import { coloured, diffLines } from '../../../src/cli/diffText.ts';
import { compare } from '../../../src/compare/compare.ts';
import { comparisonJson } from '../../../src/compare/json.ts';
import { comparisonMarkdown } from '../../../src/compare/markdown.ts';
import { codeSpan, fenced, markdownText } from '../../../src/compare/markdownText.ts';
import type { Comparison } from '../../../src/domain/comparison.ts';
import type { Json } from '../../../src/domain/canonicalJson.ts';
import { artifact, dataset, request, version } from './build.ts';

const before = version('1.2', {
  written: { lr: [0.001, '1e-3', 1] },
  params: { seed: 7 },
  metrics: { accuracy: 0.932, ece: 0.031 },
  code: { 'train.py': 'lr = 1e-3\n' },
  data: [dataset('train.csv', 10_000), dataset('test.csv', 2500)],
  artifacts: [artifact('encoder.joblib', 410_000)],
});
const after = version('1.3', {
  written: { lr: [0.0003, '3e-4', 1] },
  params: { seed: 7 },
  metrics: { accuracy: 0.943, ece: 0.034 },
  code: { 'train.py': 'lr = 3e-4\n' },
  data: [dataset('train.csv', 12_000), dataset('test.csv', 2500)],
  artifacts: [artifact('encoder.joblib', 280_000)],
  packages: { torch: '2.5.1' },
});
const two = compare(request([before, after], { mainMetric: 'accuracy' }));

/** Cells of a table's line as GitHub splits it: at every bar that no backslash escapes. */
function cells(line: string): number {
  return [...line.matchAll(/\\[!-/:-@[-`{-~]|(\|)/gu)].filter(([, bar]) => bar !== undefined).length;
}

function tables(markdown: string): string[][] {
  const blocks = markdown.replaceAll(/^(`{3,})diff\n[^]*?^\1$/gmu, '').split('\n\n');
  return blocks.filter((block) => block.startsWith('| ')).map((block) => block.trim().split('\n'));
}

const nasty = ['a|b', 'a\\|b', '`', '``x`', '<img src=x onerror=alert(1)>', '</details>', 'x\ny', '\u202egpj.exe', '@someone', '#123', 'https://evil.example', '**bold**', '![x](y)', '😀👩‍🔬', '\u0000\u001b[31m', '---', '', ' ', '\\', 'x'.repeat(10_000), '\ud800'];

function hostile(text: string): Comparison {
  const make = (label: string, value: string | number): ReturnType<typeof version> =>
    version(label, { params: { [`p${text}`]: value, other: text }, metrics: { [text]: value, accuracy: 1 }, data: [dataset(text, Number(label))], packages: { [text]: `${label}${text}` }, code: { [`${text}.py`]: `${label}\n${text}\n` }, artifacts: [artifact(text, Number(label)), artifact('b', 1)], over: { note: text, tags: [text], remarks: [{ code: 'x', text }] } });
  return compare(request([make('1', 1), make('2', text)]));
}

describe('a comparison as Markdown', () => {
  it('reads well', () => {
    const markdown = comparisonMarkdown(two);
    const [title, headline] = markdown.split('\n\n');
    assert.equal(title, '## churn: 1.2 → 1.3');
    assert.equal(headline, '**lr** 1e-3 → 3e-4 and **2,000 more rows**: accuracy 0.932 → **0.943** (**+0.011, better**), size \u221232 %.');
    assert.deepEqual(tables(markdown)[0], ['| Parameter | 1.2 | 1.3 | Change |', '| --- | ---: | ---: | --- |', '| `lr` | `1e-3` | `3e-4` | ÷ 3.3 |']);
    assert.ok(markdown.includes('| **`accuracy`** ↑ | 0.932 | 0.943 | +0.011 better |'));
    assert.ok(markdown.includes('<details><summary><code>train.py</code> +1 \u22121</summary>\n\n```diff\n--- a/train.py\n+++ b/train.py\n@@ -1,1 +1,1 @@\n-lr = 1e-3\n+lr = 3e-4\n```\n\n</details>'));
    assert.ok(markdown.includes('\n1 unchanged.\n'));
  });

  it('always goes from the baseline to the other', () => {
    const turned = compare(request([after, before], { baseline: 1, focus: 0 }));
    assert.ok(comparisonMarkdown(turned).startsWith('## churn: 1.2 → 1.3\n'));
    assert.ok(comparisonMarkdown(turned).includes('| `lr` | `1e-3` | `3e-4` | ÷ 3.3 |'));
  });

  it('keeps its tables whole under any text', () => {
    const check = (text: string): void => {
      for (const [head = '', ...rows] of tables(comparisonMarkdown(hostile(text)))) for (const row of rows) assert.equal(cells(row), cells(head), row);
    };
    nasty.forEach(check);
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom('|', '\\', '`', ' ', 'a', '\n', '<', '\u202e') }), check), { numRuns: 200 });
  });

  it('lets no text become markup', () => {
    for (const text of nasty) {
      const outside = comparisonMarkdown(hostile(text)).replaceAll(/^(`{3,})diff\n[^]*?^\1$/gmu, '').replaceAll(/<code>[^<]*<\/code>/gu, '').replaceAll(/(`+)(?!`)[^]*?(?<!`)\1(?!`)/gu, '');
      assert.doesNotMatch(outside, /(?<!\\)<img|(?<!\\)!\[x\]\(|@someone|https:|#123/u, text);
      assert.doesNotMatch(outside, /[\u0000-\u0009\u000b-\u001f\u202a-\u202e]/u, JSON.stringify(text));
    }
  });

  it('spells code so that nothing inside ends it', () => {
    assert.equal(codeSpan('3e-4'), '`3e-4`');
    assert.equal(codeSpan('a`b'), '``a`b``');
    assert.equal(codeSpan('`x`'), '`` `x` ``');
    assert.equal(codeSpan('a|b'), '<code>a&#124;b</code>');
    assert.equal(codeSpan(`${'é'.repeat(300)}`), `\`${'é'.repeat(200)}…\``);
    assert.equal(fenced('diff', '+```\n'), '````diff\n+```\n````');
    assert.equal(markdownText('warmup_steps [64, 64] _x_ 2*3 (9a41c07). by @ada'), 'warmup_steps [64, 64] \\_x\\_ 2\\*3 (`9a41c07`). by `@ada`');
  });
});

describe('a comparison in the terminal', () => {
  it('reads well', () => {
    assert.deepEqual(diffLines(two, { width: 120 }), [
      'churn  1.2 → 1.3',
      '  lr 1e-3 → 3e-4 and 2,000 more rows: accuracy 0.932 → 0.943 (+0.011, better), size \u221232 %.',
      '  ! Worse: ece +0.003 (0.031 → 0.034).',
      `  ✓ Measured on the same data: test.csv, 2,500 rows, digest ${dataset('test.csv', 2500).sha256.slice(0, 7)}.`,
      "  · Parameters and training data changed together, so the gain can't be put down to one of them.",
      '',
      'Parameters',
      '       1.2   1.3',
      '  lr  1e-3  3e-4  ÷ 3.3',
      '  1 unchanged',
      '',
      'Metrics',
      '                1.2    1.3',
      '  accuracy ↑  0.932  0.943  +0.011  better',
      '  ece ↓       0.031  0.034  +0.003  worse',
      '',
      'Code',
      '  train.py  +1 \u22121',
      '--- a/train.py',
      '+++ b/train.py',
      '@@ -1,1 +1,1 @@',
      '-lr = 1e-3',
      '+lr = 3e-4',
      '',
      'Data',
      '                     1.2     1.3',
      '  train.csv rows  10,000  12,000  +2,000 (+20 %)',
      '  1 unchanged',
      '',
      'Environment',
      '           1.2    1.3',
      '  torch  2.5.0  2.5.1  patch',
      '  2 unchanged',
      '',
      'Artifacts  410 → 280 kB (\u221232 %)',
      '                     1.2     1.3',
      '  encoder.joblib  410 kB  280 kB  \u2212130 kB (pickle)',
    ]);
  });

  it('keeps the values of many versions one above the other, and breaks tables that are too wide', () => {
    const make = (at: number): ReturnType<typeof version> => version(`1.${String(at)}`, { params: { lr: at }, metrics: { accuracy: 0.5 + at / 100, ece: 0.1 - at / 1000 } });
    const many = compare(request(Array.from({ length: 12 }, (_, at) => make(at)), { focus: 11, mainMetric: 'accuracy' }));
    const lines = diffLines(many, { width: 60 });
    assert.ok(lines.every((line, at) => at < 4 || line.length <= 60), lines.join('\n'));
    assert.deepEqual(lines.slice(lines.indexOf('Metrics') + 1, lines.indexOf('Artifacts  4.12 MB') - 1), [
      '                 1.0     1.1            1.2',
      '  accuracy ↑   0.500   0.510 better   0.520 better',
      '  ece ↓       0.1000  0.0990 better  0.0980 better',
      '',
      '                 1.3            1.4            1.5',
      '  accuracy ↑   0.530 better   0.540 better   0.550 better',
      '  ece ↓       0.0970 better  0.0960 better  0.0950 better',
      '',
      '                 1.6            1.7            1.8',
      '  accuracy ↑   0.560 better   0.570 better   0.580 better',
      '  ece ↓       0.0940 better  0.0930 better  0.0920 better',
      '',
      '                 1.9           1.10           1.11',
      '  accuracy ↑   0.590 better   0.600 better   0.610 better *',
      '  ece ↓       0.0910 better  0.0900 better  0.0890 better *',
    ]);
  });

  it('shows where long texts differ', () => {
    const prompt = (end: string): ReturnType<typeof version> => version(end, { params: { prompt: `${'You are kind. '.repeat(30)}Answer in ${end}.` } });
    const comparison = compare(request([prompt('French'), prompt('Dutch')]));
    assert.ok(diffLines(comparison, { width: 120 }).some((line) => /^ {2}prompt +…kind\. Answer in French\. +…kind\. Answer in Dutch\.$/u.test(line)));
    assert.ok(comparisonMarkdown(comparison).includes('| `prompt` | `…kind. Answer in French.` | `…kind. Answer in Dutch.` |'));
  });

  it('gives an emoji and an ideograph the two columns that they take', () => {
    const named = (lr: number): ReturnType<typeof version> => version(String(lr), { params: { '学習率': lr, '🚀': lr, 'e\u0301': lr } });
    const rows = diffLines(compare(request([named(1), named(2)])), { width: 120 }).slice(5, 9);
    assert.deepEqual(rows, ['          1  2', '  e\u0301       1  2  × 2', '  学習率  1  2  × 2', '  🚀      1  2  × 2']);
  });

  it('sends no control character but its own colours', () => {
    for (const text of nasty) for (const line of diffLines(hostile(text), { width: 120 })) assert.doesNotMatch(line, /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/u);
    assert.ok(diffLines(two, { width: 120 }).map(coloured).includes('\u001b[31m-lr = 1e-3\u001b[0m'));
  });
});

describe('a comparison for programs', () => {
  it('has the values, the changes and the patches', () => {
    const json = comparisonJson([before.version, after.version], two) as { readonly [key: string]: readonly Json[] };
    assert.deepEqual(Object.keys(json), ['versions', 'summary', 'params', 'metrics', 'code', 'data', 'environment', 'artifacts']);
    assert.deepEqual(json['params'], [
      { name: 'lr', values: [0.001, 0.0003], change: 'changed', sources: ['train.py:1', 'train.py:1'] },
      { name: 'seed', values: [7, 7], change: 'same', sources: ['typed', 'typed'] },
    ]);
    assert.deepEqual(json['metrics'], [
      { name: 'accuracy', values: [0.932, 0.943], delta: 0.011, better: true },
      { name: 'ece', values: [0.031, 0.034], delta: 0.003, better: false },
    ]);
    assert.deepEqual(json['code'], [{ path: 'train.py', patch: '--- a/train.py\n+++ b/train.py\n@@ -1,1 +1,1 @@\n-lr = 1e-3\n+lr = 3e-4\n' }]);
    assert.match(String(json['summary']?.[0]), /^lr 1e-3 → 3e-4 and 2,000 more rows: /u);
  });
});
