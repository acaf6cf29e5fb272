/** One metric over a training run. All lists have the same length. */
export interface TrainingCurve {
  readonly name: string;
  readonly epoch?: readonly number[];
  readonly step?: readonly number[];
  /** Seconds since the first point of the run. */
  readonly time?: readonly number[];
  /** Null where the run recorded something that is not finite. */
  readonly values: readonly (number | null)[];
}

/** The curves that a version recorded, as they lie in its blob. */
export interface TrainingSeries {
  readonly curves: readonly TrainingCurve[];
}

export const maxCurves = 200;
/** Points of one curve; more can't be told apart on a screen. */
export const maxCurvePoints = 2000;
export const maxCurveName = 200;

/** Parses what a series' blob holds; null for what is none: from a stranger it may be anything. */
export function parseSeries(bytes: Uint8Array): TrainingSeries | null {
  try {
    return checkSeries(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch {
    return null;
  }
}

function checkSeries(document: unknown): TrainingSeries | null {
  const curves = isObject(document) ? document['curves'] : null;
  if (!Array.isArray(curves) || curves.length > maxCurves) return null;
  const checked = curves.map(checkCurve).filter((curve) => curve !== null);
  return checked.length === curves.length ? { curves: checked } : null;
}

function checkCurve(curve: unknown): TrainingCurve | null {
  if (!isObject(curve)) return null;
  const { name, values, epoch, step, time } = curve;
  if (typeof name !== 'string' || name.length > maxCurveName || !Array.isArray(values) || values.length > maxCurvePoints) return null;
  if (!values.every((value) => value === null || isFinite(value))) return null;
  const isAxis = (axis: unknown): axis is number[] => Array.isArray(axis) && axis.length === values.length && axis.every(isFinite);
  if ([epoch, step, time].some((axis) => axis !== undefined && !isAxis(axis))) return null;
  return { name, values, ...(isAxis(epoch) ? { epoch } : {}), ...(isAxis(step) ? { step } : {}), ...(isAxis(time) ? { time } : {}) };
}

function isFinite(value: unknown): value is number {
  return Number.isFinite(value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
