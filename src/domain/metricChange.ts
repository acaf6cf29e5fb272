import { directionOf, judge, metricNumber, type Directions, type Verdict } from './metric.ts';
import { changeText, decimalsFor, numberText } from './numberText.ts';
import type { RecordedValue } from './version.ts';

type Metrics = ReadonlyMap<string, RecordedValue>;

/** One metric of a version beside the version before it, as rows and messages show it. */
export interface MetricChange {
  readonly name: string;
  readonly value: number;
  readonly valueText: string;
  /** Null where the version before has no such metric. */
  readonly change: { readonly text: string; readonly verdict: Verdict } | null;
}

/** The change of one metric against the version before; null where the version has no number of that name. */
export function metricChange(name: string | null, metrics: Metrics, before: Metrics | null, directions: Directions): MetricChange | null {
  const value = metricNumber(metrics, name);
  if (name === null || value === null) return null;
  const previous = before === null ? null : metricNumber(before, name);
  if (previous === null) return { name, value, valueText: numberText(value, decimalsFor([value])), change: null };
  const difference = value - previous;
  const decimals = metricDecimals([value, previous], previous);
  const rounded = Number(difference.toFixed(decimals));
  return {
    name,
    value,
    valueText: numberText(value, decimals),
    change: { text: changeText(rounded, decimals), verdict: judge(previous, value, directionOf(name, directions)) },
  };
}

/** Decimals in which one metric's values are shown together: enough for the smallest change against `baseline`. */
export function metricDecimals(values: readonly number[], baseline: number | null): number {
  const finite = values.filter((value) => Number.isFinite(value));
  if (finite.length === 0) return 3;
  const changes = baseline === null ? [] : finite.flatMap((value) => (isNoise(baseline, value) ? [] : [Number((value - baseline).toPrecision(9))]));
  // Digits that nobody recorded would promise more than was measured: 0.031, not 0.0310.
  return Math.min(decimalsFor(finite, changes), Math.max(...finite.map(recordedDecimals)));
}

function recordedDecimals(value: number): number {
  const [, fraction = '', exponent = '0'] = /^-?\d+(?:\.(\d+))?(?:e([-+]\d+))?$/u.exec(String(value)) ?? [];
  return Math.max(0, fraction.length - Number(exponent));
}

/** Noise of binary fractions (0.1 + 0.2) is no change, and must not ask for sixteen decimals. */
export function isNoise(before: number, after: number): boolean {
  return Math.abs(after - before) <= Math.abs(after) * 1e-9;
}

/** How many metrics got better and worse against the version before. */
export function countVerdicts(metrics: Metrics, before: Metrics, directions: Directions): { readonly better: number; readonly worse: number } {
  const verdicts = [...metrics.keys()].map((name) => metricChange(name, metrics, before, directions)?.change?.verdict);
  return { better: verdicts.filter((verdict) => verdict === 'better').length, worse: verdicts.filter((verdict) => verdict === 'worse').length };
}
