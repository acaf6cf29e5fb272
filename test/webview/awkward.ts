import type { Comparison } from '../../src/domain/comparison.ts';
import { fact, head, line, metric, param, table } from './fixtures.ts';

/** Text that a careless page would run, hide, turn around or burst over. */
export const awkwardTexts = {
  html: '<img src=x onerror="window.injected = true"><script>window.injected = true</script>',
  markdown: '**bold** [link](javascript:alert(1)) `code`',
  rightToLeft: 'שלום \u202Egpj.exe\u202C عربى',
  emoji: '👩‍👩‍👧‍👦 🏳️‍🌈 e\u0301',
  long: 'x'.repeat(10_000),
  controls: 'a\nb\tc\u0000d\u200Be',
} as const;

const twelve = Array.from({ length: 12 }, (_, at) => at);

/** Twelve versions with five hundred parameters and a hundred metrics, all different. */
export const twelveVersions: Comparison = {
  title: 'large, and a very long name for a model that somebody made up on a Friday',
  versions: twelve.map((at) => head(at === 5 ? awkwardTexts.html : `${String(at)}.0`, at, { note: at === 1 ? awkwardTexts.long : '', deleted: at === 3, working: at === 11 })),
  baseline: 0,
  focus: 11,
  summary: [{ kind: 'headline', parts: [{ text: 'Everything differs.' }] }],
  params: { rows: Array.from({ length: 500 }, (_, row) => param(`group.sub.param_${String(row).padStart(3, '0')}`, twelve.map((at) => (at === 4 ? null : String(row * 100 + at))), 0)), changed: 500, omitted: 120 },
  metrics: { rows: Array.from({ length: 100 }, (_, row) => metric(`metric_${String(row)}`, row % 2 === 0 ? 'up' : 'down', twelve.map((at) => (0.5 + ((row * 7 + at * 13) % 50) / 100).toFixed(3)), 0)), better: 50, worse: 50 },
  curves: { names: [], axes: [] },
  code: { files: [], same: 0, added: 0, removed: 0, remarks: ['No version recorded its code.'] },
  data: table([]),
  environment: table([]),
  artifacts: table([]),
};

/** Two versions whose names and values are all awkward. */
export const awkwardPair: Comparison = {
  title: awkwardTexts.html,
  versions: [head(awkwardTexts.html, 1, { aliases: [awkwardTexts.rightToLeft], note: awkwardTexts.markdown }), head('working files', 0, { id: 'working', working: true, remarks: [awkwardTexts.html] })],
  baseline: 0,
  focus: 1,
  summary: [{ kind: 'headline', parts: Object.values(awkwardTexts).map((text) => ({ text: text.slice(0, 300), tone: 'strong' as const })) }],
  params: { rows: [...Object.entries(awkwardTexts).map(([name, text]) => param(`${name} ${awkwardTexts.html}`, [text, 'other'], 0, 'text changed')), param('seed', ['9223372036854775807', '9223372036854775806'], 0, '−1')], changed: 7, omitted: 0 },
  metrics: {
    rows: [metric('loss', 'down', ['NaN', 'Infinity'], 0), metric(awkwardTexts.html, null, ['-Infinity', '0.5'], 0), metric('big', 'up', ['9223372036854775807', '9223372036854775806'], 0)],
    better: 0,
    worse: 0,
  },
  curves: { names: [], axes: [] },
  code: {
    files: [{ path: `${awkwardTexts.rightToLeft}.py`, pathBefore: 'a.py', pathAfter: 'a.py', change: 'changed', added: 1, removed: 1, lines: [line('removed', 1, null, awkwardTexts.html), line('added', null, 1, `x = "${awkwardTexts.rightToLeft}"\t${awkwardTexts.long}`, { params: [`html ${awkwardTexts.html}`] })], patch: '' }],
    same: 0,
    added: 1,
    removed: 1,
    remarks: [awkwardTexts.html],
  },
  data: table([fact(awkwardTexts.html, 'rows', ['1', null], 0, { change: 'removed', changeText: 'removed', details: [{ change: 'removed', text: awkwardTexts.long }] })], awkwardTexts.html),
  environment: table([]),
  artifacts: table([fact(awkwardTexts.long, '', ['1 MB', '2 MB'], 0, { warning: awkwardTexts.html })]),
};

/** Two versions with nothing in them. */
export const emptyPair: Comparison = {
  title: 'empty',
  versions: [head('1.0', 1), head('1.1', 0)],
  baseline: 0,
  focus: 1,
  summary: [{ kind: 'headline', parts: [{ text: 'Nothing was recorded of either.' }] }],
  params: { rows: [], changed: 0, omitted: 0 },
  metrics: { rows: [], better: 0, worse: 0 },
  curves: { names: [], axes: [] },
  code: { files: [], same: 0, added: 0, removed: 0, remarks: [] },
  data: table([]),
  environment: table([]),
  artifacts: table([]),
};

/** A file of some thousand lines of which every tenth changed. */
export const longCode: Comparison = {
  ...emptyPair,
  params: { rows: [param('deep', ['1', '2'], 0, '+1', 2801)], changed: 1, omitted: 0 },
  code: {
    files: [{ path: 'long.py', pathBefore: 'long.py', pathAfter: 'long.py', change: 'changed', added: 400, removed: 0, lines: Array.from({ length: 4000 }, (_, at) => line(at % 10 === 0 ? 'added' : 'same', at % 10 === 0 ? null : at, at + 1, `value_${String(at)} = ${String(at)}`, at === 2800 ? { params: ['deep'] } : {})), patch: '' }],
    same: 0,
    added: 400,
    removed: 0,
    remarks: [],
  },
};
