/** One metric over all versions of a model that are not deleted. Finite values alone. */
export interface MetricHistory {
  readonly lowest: number;
  readonly highest: number;
  /** How many versions have it. */
  readonly versions: number;
  /** Values in ascending order, each once; of more than `maxHistoryValues` those that are evenly spread. */
  readonly values: readonly number[];
}

/** More marks than this on a strip run into each other. */
export const maxHistoryValues = 40;
