import type { MetricCell, MetricRow, MetricTable } from '../domain/comparison.ts';
import { inferDirection, judge, metricNumber, type Direction, type Verdict } from '../domain/metric.ts';
import { isNoise, metricDecimals } from '../domain/metricChange.ts';
import { changeText, minus, numberText } from '../domain/numberText.ts';
import { valueText, type Value } from '../domain/value.ts';
import type { RecordedValue } from '../domain/version.ts';
import { cutText } from '../domain/visibleText.ts';
import type { CompareRequest } from './compared.ts';
import { at, focusOf } from './heads.ts';
import { rangeStrip } from './rangeStrip.ts';
import { sourceOf } from './sources.ts';
import { exactInteger } from './values.ts';

const maxCellText = 20_000;

/** The metrics of all versions: the main one first, then as the baseline recorded them, then what others have besides. */
export function metricTable(request: CompareRequest): MetricTable {
  const rows = metricNames(request).map((name) => row(name, request));
  const focus = focusOf(request);
  const count = (verdict: Verdict): number => rows.filter(({ cells }) => cells[focus]?.verdict === verdict).length;
  return { rows, better: count('better'), worse: count('worse') };
}

function metricNames({ versions, baseline, mainMetric }: CompareRequest): string[] {
  const recorded = [at(versions, baseline), ...versions].flatMap(({ version }) => [...version.metrics.keys()]);
  const names = new Set(recorded);
  return mainMetric !== null && names.has(mainMetric) ? [...new Set([mainMetric, ...names])] : [...names];
}

/** Which way is good: what people said, else what the name tells. */
export function directionOf({ directions }: Pick<CompareRequest, 'directions'>, name: string): { readonly direction: Direction; readonly chosen: boolean } {
  const chosen = Object.hasOwn(directions, name) ? directions[name] : undefined;
  return chosen === undefined ? { direction: inferDirection(name), chosen: false } : { direction: chosen, chosen: true };
}

function row(name: string, request: CompareRequest): MetricRow {
  const { direction, chosen } = directionOf(request, name);
  const numbers = request.versions.map(({ version }) => metricNumber(version.metrics, name));
  // JSON has no −0.
  const finite = numbers.map((number) => (number !== null && Number.isFinite(number) ? number + 0 : null));
  const before = numbers[request.baseline] ?? null;
  const decimals = metricDecimals(finite.filter((number) => number !== null), finite[request.baseline] ?? null);
  const best = bestOf(finite, direction);
  const valueAt = (position: number): Value => request.versions[position]?.version.metrics.get(name)?.value ?? null;
  const cells = request.versions.map(({ version }, position) => {
    const recorded = version.metrics.get(name);
    if (recorded === undefined) return null;
    const number = numbers[position] ?? null;
    const change = position === request.baseline ? noChange : (exactChange(valueAt(request.baseline), recorded.value, direction) ?? changeFrom(before, number, direction, decimals));
    return { ...cellText(recorded, number, decimals), number: finite[position] ?? null, ...change, best: best.includes(position), source: sourceOf(recorded.source, position) };
  });
  const strip = rangeStrip({ history: request.history.get(name), values: finite, direction, decimals });
  return { name, main: name === request.mainMetric, direction, directionChosen: chosen, cells, strip };
}

/** Integers beyond 2^53 are shown with all their digits, and what is no number as it is. */
function cellText(recorded: RecordedValue, number: number | null, decimals: number): Pick<MetricCell, 'text' | 'full'> {
  const full = cutText(recorded.text ?? valueText(recorded.value), maxCellText);
  if (number === null) return { text: cutText(valueText(recorded.value), maxCellText), full };
  return { text: typeof recorded.value === 'bigint' ? recorded.value.toString().replace('-', '\u2212') : numberText(number, decimals), full };
}

type MetricDelta = Pick<MetricCell, 'delta' | 'deltaText' | 'verdict'>;
const noChange: MetricDelta = { delta: null, deltaText: null, verdict: null };

/** Integers that a double can't hold are subtracted digit by digit; null for all other values. */
function exactChange(before: Value, after: Value, direction: Direction): MetricDelta | null {
  if (typeof before !== 'bigint' && typeof after !== 'bigint') return null;
  const [was, is] = [exactInteger(before), exactInteger(after)];
  if (was === null || is === null) return null;
  if (was === is) return { delta: 0, deltaText: 'same', verdict: 'same' };
  const size = (is < was ? was - is : is - was).toString();
  const verdict = direction === null ? 'changed' : is > was === (direction === 'up') ? 'better' : 'worse';
  return { delta: Number(is - was), deltaText: size.length > 21 ? null : `${is < was ? minus : '+'}${size}`, verdict };
}

/** What is not finite has a verdict where one can tell (a loss that became finite), but no difference. */
function changeFrom(before: number | null, after: number | null, direction: Direction, decimals: number): MetricDelta {
  if (before === null || after === null) return noChange;
  const difference = after - before;
  if (!Number.isFinite(difference)) return { ...noChange, verdict: judge(before, after, direction) };
  if (isNoise(before, after)) return { delta: 0, deltaText: 'same', verdict: 'same' };
  const rounded = Number(difference.toFixed(decimals));
  const shown = rounded === 0 ? difference : rounded;
  return { delta: Number(difference.toPrecision(12)), deltaText: changeText(shown, decimals), verdict: judge(before, after, direction) };
}

/** Positions of the best of at least two numbers that are not all alike. */
function bestOf(numbers: readonly (number | null)[], direction: Direction): number[] {
  const present = numbers.filter((number) => number !== null);
  if (direction === null || present.length < 2) return [];
  const best = direction === 'up' ? Math.max(...present) : Math.min(...present);
  if (present.every((number) => isNoise(best, number))) return [];
  return numbers.flatMap((number, position) => (number !== null && isNoise(best, number) ? [position] : []));
}
