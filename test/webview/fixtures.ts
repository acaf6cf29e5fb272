import type { CodeLine, Comparison, ComparedHead, Curve, FactRow, FactTable, MetricRow, ParamRow, TokenKind } from '../../src/domain/comparison.ts';
import type { Direction } from '../../src/domain/metric.ts';
import type { CompareSnapshot } from '../../src/protocol/compare.ts';

const now = Date.parse('2026-11-24T12:00:00Z');
const day = 24 * 3600 * 1000;

/** A version that has nothing but a label. */
export function head(label: string, daysAgo: number, more: Partial<ComparedHead> = {}): ComparedHead {
  const id = Buffer.from(label.padEnd(32, '.')).toString('hex').slice(0, 64);
  return { id, model: 'churn', label, aliases: [], best: false, tags: [], note: '', author: 'Ada', createdAt: new Date(now - daysAgo * day).toISOString(), working: false, deleted: false, remarks: [], ...more };
}

/** A comparison as the panel gets it. */
export function snapshotOf(comparison: Comparison): CompareSnapshot {
  return { identity: { root: '/work/churn', ids: comparison.versions.map(({ id }) => id), baseline: comparison.baseline, focus: comparison.focus }, comparison, problem: null, now };
}

/** A parameter as it stood in the code; null where a version lacks it. */
export function param(name: string, texts: readonly (string | null)[], baseline: number, changeText = '', line: number | null = null): ParamRow {
  const before = texts[baseline] ?? null;
  const differs = texts.some((text) => text !== before);
  const change = !differs ? 'same' : texts.length > 2 || (before !== null && !texts.includes(null)) ? 'changed' : before === null ? 'added' : 'removed';
  const cells = texts.map((text, version) =>
    text === null
      ? null
      : { text, value: text !== '' && Number.isFinite(Number(text)) ? Number(text) : text, asBaseline: text === before, source: { text: line === null ? 'typed' : `train.py:${String(line)}`, link: line === null ? null : ({ kind: 'source', version, path: 'train.py', line } as const) } },
  );
  return { name, change, cells, changeText };
}

/** A metric with its history; texts tell how many decimals a row has. */
export function metric(name: string, direction: Direction, texts: readonly string[], baseline: number, history: readonly number[] = []): MetricRow {
  const numbers = texts.map(Number);
  const decimals = texts[0]?.split('.')[1]?.length ?? 0;
  const all = [...numbers, ...history].filter(Number.isFinite);
  const low = Math.min(...all);
  const high = Math.max(...all);
  const placeOf = (value: number): number => (high === low ? 1 : direction === 'down' ? (high - value) / (high - low) : (value - low) / (high - low));
  const best = direction === 'down' ? Math.min(...numbers) : Math.max(...numbers);
  const cells = numbers.map((number, version) => {
    const delta = version === baseline ? null : number - (numbers[baseline] ?? 0);
    const better = delta !== null && delta > 0 === (direction === 'up');
    const deltaText = delta === null ? null : delta === 0 ? 'same' : `${delta > 0 ? '+' : '−'}${Math.abs(delta).toFixed(decimals)}`;
    const verdict = delta === null ? null : delta === 0 ? ('same' as const) : direction === null ? ('changed' as const) : better ? ('better' as const) : ('worse' as const);
    return { text: texts[version] ?? '', full: String(number), number: Number.isFinite(number) ? number : null, delta, deltaText, verdict, best: direction !== null && texts.length > 2 && number === best, source: { text: 'metrics.json', link: null } };
  });
  const strip = direction === null ? null : { worst: String(low), best: String(high), versions: all.length, ticks: history.map(placeOf), positions: numbers.map(placeOf) };
  return { name, main: name === 'accuracy', direction, directionChosen: false, cells, strip };
}

/** A dataset, package or artifact. */
export function fact(name: string, qualifier: string, texts: readonly (string | null)[], baseline: number, more: Partial<FactRow> = {}): FactRow {
  const before = texts[baseline] ?? null;
  const numberOf = (text: string): number | string => (/^[\d,.]+$/u.test(text) ? Number(text.replaceAll(',', '')) : text);
  const cells = texts.map((text) => (text === null ? null : { text, tip: '', asBaseline: text === before, value: numberOf(text) }));
  return { name, qualifier, change: texts.every((text) => text === before) ? 'same' : 'changed', cells, changeText: '', warning: '', details: [], ...more };
}

export function table(rows: readonly FactRow[], summary = '', sameText = ''): FactTable {
  return { rows, changed: rows.filter(({ change }) => change !== 'same').length, summary, sameText };
}

const words = /(?<comment>#.*$)|(?<string>"[^"]*")|(?<number>\b\d[\d.e-]*\b)|(?<keyword>\b(?:def|for|in|import|from|if|return|with)\b)/gu;

/** A line of Python, coloured as its syntax asks. */
export function line(change: CodeLine['change'], before: number | null, after: number | null, text: string, more: Partial<CodeLine> = {}): CodeLine {
  const tokens = [...text.matchAll(words)].map((match): [number, number, TokenKind] => {
    const kind = Object.entries(match.groups ?? {}).find(([, found]) => found !== undefined)?.[0] as TokenKind;
    return [match.index, match.index + match[0].length, kind];
  });
  return { change, before, after, text, tokens, marks: [], params: [], ...more };
}

/** Points of a curve that falls to its last value, the same at every call. */
export function falling(name: string, direction: Direction, ends: readonly (readonly [start: number, end: number, speed: number])[]): Curve {
  const epochs = Array.from({ length: 60 }, (_, index) => 0.5 + (index * 19.5) / 59);
  const series = ends.map(([start, end, speed], version) => ({
    version,
    x: { epoch: epochs, step: epochs.map((epoch) => Math.round(epoch * 312)), time: epochs.map((epoch) => epoch * 42) },
    y: epochs.map((epoch, at) => (at === epochs.length - 1 ? end : end + (start - end) * Math.exp(-epoch / speed) + 0.008 * Math.sin(at * (3 + version)) * Math.cos(at * 1.7 + version))),
  }));
  return { name, direction, series };
}
