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
