import type { Curve, CurveAxis, CurveList, CurveSeries } from '../domain/comparison.ts';
import type { TrainingCurve } from '../domain/trainingSeries.ts';
import type { CompareRequest } from './compared.ts';
import { directionOf } from './metrics.ts';

const axes: readonly CurveAxis[] = ['epoch', 'step', 'time'];

/** Which curves the versions recorded. */
export function curveList({ versions, mainMetric }: Pick<CompareRequest, 'versions' | 'mainMetric'>): CurveList {
  const curves = versions.flatMap(({ series }) => series?.curves ?? []);
  const names = [...new Set(curves.map(({ name }) => name))];
  const byKinship = (kin: number): string[] => names.filter((name) => kinship(name, mainMetric) === kin);
  return {
    names: [3, 2, 1, 0].flatMap(byKinship),
    axes: axes.filter((axis) => curves.some((curve) => axisOf(curve, axis) !== null)),
  };
}

/** How near a curve is to the main metric: itself, it on one part of the data, the loss that stands in for it, or none. */
function kinship(name: string, mainMetric: string | null): number {
  if (name === mainMetric) return 3;
  const words = metricWords(name);
  if (mainMetric !== null && words !== '' && words === metricWords(mainMetric)) return 2;
  return /(?:^|[^a-z])(?:val|valid|validation|eval|test)[^a-z]*loss$/iu.test(name) ? 1 : 0;
}

/** A metric's name without the part of the data that it was measured on. */
function metricWords(name: string): string {
  const words = name.toLowerCase().split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '' && !/^(?:train|training|val|valid|validation|eval|test|dev|epoch|step)$/u.test(word));
  return words.join(' ').replace(/^acc$/u, 'accuracy');
}

/** The points of one metric over training, of each version that recorded them. */
export function curveOf(request: Pick<CompareRequest, 'versions' | 'directions'>, name: string): Curve {
  const series = request.versions.flatMap(({ series: recorded }, version) => {
    const curve = recorded?.curves.find((each) => each.name === name);
    return curve === undefined ? [] : [seriesOf(curve, version)];
  });
  return { name, direction: directionOf(request, name).direction, series };
}

function seriesOf(curve: TrainingCurve, version: number): CurveSeries {
  const x = Object.fromEntries(axes.flatMap((axis) => {
    const points = axisOf(curve, axis);
    return points === null ? [] : [[axis, points]];
  }));
  return { version, x, y: curve.values.map((value) => (value !== null && Number.isFinite(value) ? value : null)) };
}

/** An axis that has a number for every point. */
function axisOf(curve: TrainingCurve, axis: CurveAxis): readonly number[] | null {
  const points = curve[axis];
  return points !== undefined && points.length === curve.values.length && points.every((point) => Number.isFinite(point)) ? points : null;
}
