import { maxCurveName, maxCurvePoints, maxCurves, type TrainingCurve } from '../domain/trainingSeries.ts';
import type { LogRow } from './logRow.ts';

/** A metric as the log left it. */
export interface LastValue {
  readonly name: string;
  readonly value: number;
  readonly line: number;
}

export interface BuiltCurves {
  readonly curves: readonly TrainingCurve[];
  /** The same curves' last values, which may not be finite. */
  readonly last: readonly LastValue[];
  /** Metrics beyond the limit, left out. */
  readonly cut: number;
  /** Whether epochs or steps are counted. */
  readonly counted: boolean;
  /** Whether there is text among the numbers. */
  readonly hasText: boolean;
  /** The line where the run began, if the log holds another before it. */
  readonly restartedAt: number | null;
}

interface Point {
  readonly row: number;
  readonly epoch: number | null;
  readonly step: number | null;
  readonly time: number | null;
  readonly value: number;
}

/**
 * Makes curves of a log's lines, with bounded memory whatever its length: of a metric with more than `maxCurvePoints` values
 * every second, fourth, eighth … is kept, with the first and the last.
 */
export class CurveBuilder {
  #metrics = new Map<string, ThinnedPoints>();
  #left = new Set<string>();
  #rows = 0;
  #hasText = false;
  #previous: number | null = null;
  #first: number | null = null;
  #clock = new Clock();
  #restartedAt: number | null = null;

  add(row: LogRow): void {
    this.#watchForRestart(row);
    this.#rows++;
    this.#hasText ||= row.hasText;
    const time = this.#clock.read(row);
    for (const [name, value] of row.values) this.#pointsOf(name)?.add({ row: this.#rows, epoch: row.epoch, step: row.step, time, value }, row.line);
  }

  /** A log that is appended to by every run: where its count is back at the start, a new run begins. */
  #watchForRestart(row: LogRow): void {
    const count = row.epoch ?? row.step;
    if (count === null) return;
    if (this.#previous !== null && this.#first !== null && count < this.#previous && count <= this.#first) {
      this.#metrics = new Map();
      this.#left = new Set();
      this.#rows = 0;
      this.#first = null;
      this.#clock = new Clock();
      this.#restartedAt = row.line;
    }
    this.#first ??= count;
    this.#previous = count;
  }

  #pointsOf(name: string): ThinnedPoints | null {
    const known = this.#metrics.get(name);
    if (known !== undefined) return known;
    if (this.#metrics.size >= maxCurves || name.length > maxCurveName) {
      if (this.#left.size < 10_000) this.#left.add(name);
      return null;
    }
    const points = new ThinnedPoints();
    this.#metrics.set(name, points);
    return points;
  }

  build(): BuiltCurves {
    const metrics = [...this.#metrics].filter(([name]) => !this.#clock.isClock(name));
    return {
      curves: metrics.map(([name, points]) => curveOf(name, points.kept(), this.#clock.runs)),
      last: metrics.flatMap(([name, points]) => (points.last === null ? [] : [{ name, ...points.last }])),
      cut: this.#left.size,
      counted: this.#previous !== null,
      hasText: this.#hasText,
      restartedAt: this.#restartedAt,
    };
  }
}

/** A column of times is a clock while it never goes back; else it holds durations, which are a metric. */
class Clock {
  readonly #names = new Set<string>();
  #first: number | null = null;
  #previous = -Infinity;
  #runs = true;

  get runs(): boolean {
    return this.#runs;
  }

  /** Seconds since the first line. */
  read({ time, timeName }: LogRow): number | null {
    if (time === null || timeName === null) return null;
    this.#names.add(timeName);
    this.#first ??= time;
    if (time < this.#previous) this.#runs = false;
    this.#previous = time;
    return Math.round((time - this.#first) * 1000) / 1000;
  }

  isClock(name: string): boolean {
    return this.#runs && this.#names.has(name);
  }
}

/** Keeps every n-th point, n doubling when there are too many. */
class ThinnedPoints {
  #points: Point[] = [];
  #newest: Point | null = null;
  #count = 0;
  #stride = 1;
  last: { readonly value: number; readonly line: number } | null = null;

  add(point: Point, line: number): void {
    this.last = { value: point.value, line };
    this.#newest = point;
    if (this.#count % this.#stride === 0) this.#points.push(point);
    this.#count++;
    // One place is kept for the last point of all.
    if (this.#points.length < maxCurvePoints) return;
    this.#points = this.#points.filter((_, at) => at % 2 === 0);
    this.#stride *= 2;
  }

  kept(): readonly Point[] {
    return this.#newest === null || this.#points.at(-1) === this.#newest ? this.#points : [...this.#points, this.#newest];
  }
}

/** An axis counts where each point has it; without any, points are counted. */
function curveOf(name: string, points: readonly Point[], clockRuns: boolean): TrainingCurve {
  const axis = (values: readonly (number | null)[]): readonly number[] | null => (values.every((value) => value !== null) ? values : null);
  const epoch = axis(points.map((point) => point.epoch));
  const time = clockRuns ? axis(points.map((point) => point.time)) : null;
  const step = axis(points.map((point) => point.step)) ?? (epoch === null && time === null ? points.map(({ row }) => row) : null);
  const values = points.map(({ value }) => (Number.isFinite(value) ? value : null));
  return { name, ...(epoch === null ? {} : { epoch }), ...(step === null ? {} : { step }), ...(time === null ? {} : { time }), values };
}
