import type { Curve, CurveAxis, CurveSeries } from '../../domain/comparison.ts';
import { numberText } from '../components/numberText.ts';

/** One version's points on one axis, in the order of the axis; null where the run recorded nothing finite. */
export interface Line {
  readonly version: number;
  readonly x: readonly number[];
  readonly y: readonly (number | null)[];
}

const known = new WeakMap<Curve, Map<string, readonly Line[]>>();

/** The lines that a curve has on an axis; the same ones for the same question, so that nobody draws them twice. */
export function linesOf(curve: Curve, axis: CurveAxis, smoothing: number): readonly Line[] {
  const answers = known.get(curve) ?? new Map<string, readonly Line[]>();
  known.set(curve, answers);
  const question = `${axis} ${String(smoothing)}`;
  const lines = answers.get(question) ?? makeLines(curve, axis, smoothing);
  answers.set(question, lines);
  return lines;
}

function makeLines(curve: Curve, axis: CurveAxis, smoothing: number): Line[] {
  return curve.series.flatMap((series) => {
    const points = pointsOf(series, axis);
    if (points.length === 0) return [];
    const y = points.map(([, value]) => value);
    return [{ version: series.version, x: points.map(([place]) => place), y: smoothing > 0 ? smooth(y, smoothing) : y }];
  });
}

/** A run that was resumed repeats places: of two points at one place the later counts. */
function pointsOf(series: CurveSeries, axis: CurveAxis): [number, number | null][] {
  const places = series.x[axis] ?? [];
  const byPlace = new Map<number, number | null>();
  places.forEach((place, at) => {
    if (Number.isFinite(place)) byPlace.set(place, series.y[at] ?? null);
  });
  return [...byPlace].sort(([one], [other]) => one - other);
}

/** Exponential moving average; without the correction the first points would lean towards zero. */
export function smooth(values: readonly (number | null)[], weight: number): (number | null)[] {
  let average = 0;
  let count = 0;
  return values.map((value) => {
    if (value === null) return null;
    average = weight * average + (1 - weight) * value;
    count++;
    return average / (1 - weight ** count);
  });
}

/** The last point that has a value. */
export function lastPoint({ x, y }: Line): { readonly x: number; readonly y: number } | null {
  for (let at = y.length - 1; at >= 0; at--) {
    const value = y[at];
    const place = x[at];
    if (value != null && place !== undefined) return { x: place, y: value };
  }
  return null;
}

/** The point nearest to a place, or null outside of the line. */
export function nearestPoint({ x, y }: Line, place: number): { readonly x: number; readonly y: number } | null {
  let best: { x: number; y: number } | null = null;
  let low = 0;
  let high = x.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((x[middle] ?? 0) < place) low = middle + 1;
    else high = middle;
  }
  for (const at of [low - 1, low]) {
    const value = y[at];
    const here = x[at];
    if (value == null || here === undefined) continue;
    if (best === null || Math.abs(here - place) < Math.abs(best.x - place)) best = { x: here, y: value };
  }
  const reach = Math.max(1e-12, ((x.at(-1) ?? 0) - (x[0] ?? 0)) / 20);
  return best !== null && Math.abs(best.x - place) <= Math.max(reach, spacing(x)) ? best : null;
}

function spacing(x: readonly number[]): number {
  return x.length < 2 ? Infinity : ((x.at(-1) ?? 0) - (x[0] ?? 0)) / (x.length - 1);
}

/** Three significant digits and no fewer decimals than the others of a chart: `0.196`, `1,240`, `3.2e-7`. */
export function pointText(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e7)) return value.toExponential(2).replace('-', '−').replace('e−', 'e-');
  const decimals = size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : 3;
  return numberText(value, decimals, size < 0.01 && size > 0 ? 5 : decimals);
}
