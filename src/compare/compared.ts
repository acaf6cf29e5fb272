import type { MetricHistory } from '../domain/metricHistory.ts';
import type { Outline } from '../domain/outline.ts';
import type { TrainingSeries } from '../domain/trainingSeries.ts';
import type { Version } from '../domain/version.ts';

/** One version with what its record points to, all of it in memory. */
export interface ComparedVersion {
  /** For the workspace's files as they are: what a save would record, with the id `working`. */
  readonly version: Version;
  readonly working: boolean;
  /** Whether its main metric is the best of its model. */
  readonly best: boolean;
  /** Texts of `version.code.files` by path; null where the text is elsewhere, too long or not text. */
  readonly code: ReadonlyMap<string, string | null>;
  /** What is inside the model files, by path; null where nothing was recorded. */
  readonly outlines: ReadonlyMap<string, Outline> | null;
  readonly series: TrainingSeries | null;
}

export interface CompareRequest {
  /** 2 to 12. */
  readonly versions: readonly ComparedVersion[];
  /** Positions in `versions`. */
  readonly baseline: number;
  readonly focus: number;
  /** What people said of metrics whose names tell nothing, or the wrong thing. */
  readonly directions: { readonly [metric: string]: 'up' | 'down' };
  readonly mainMetric: string | null;
  /** By name; of the baseline's model. */
  readonly history: ReadonlyMap<string, MetricHistory>;
}
