import type { Directions } from './metric.ts';
import type { Author, BlobReference, CodeRecord, Remark, RunRecord, Source } from './manifest.ts';
import type { Value } from './value.ts';

/** Whether a version's bytes can be restored here. `elsewhere` is normal for what others saved; only `lost` is damage. */
export type BytesState = 'here' | 'elsewhere' | 'lost';

export interface VersionArtifact {
  /** Relative to the trail's root, `/` between parts. */
  readonly path: string;
  /** Bytes; for a folder, of all its files. */
  readonly size: number;
  readonly sha256: string;
  readonly bytes: BytesState;
  /** For a folder, the number of its files. */
  readonly files?: number;
}

export interface RecordedValue {
  readonly value: Value;
  /** As it was written, where that differs from the value's own text: `3e-4`. */
  readonly text?: string;
  readonly source: Source;
}

/** What a version row needs; the whole record is read only when it is opened. */
export interface VersionSummary {
  /** 64 hex digits. */
  readonly id: string;
  readonly model: string;
  readonly label: string;
  /** Labels that other clones gave the same version meanwhile. */
  readonly rivalLabels: readonly string[];
  /** True when another version of the model has this label too. */
  readonly labelShared: boolean;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly trainedAt: string | null;
  readonly author: Author;
  readonly note: string;
  readonly parents: readonly string[];
  readonly aliases: readonly string[];
  readonly tags: readonly string[];
  readonly deleted: boolean;
  readonly artifacts: readonly VersionArtifact[];
  readonly metrics: ReadonlyMap<string, RecordedValue>;
}

export interface VersionEnvironment {
  readonly python: string | null;
  readonly os: string | null;
  readonly arch: string | null;
  readonly packages: ReadonlyMap<string, string>;
  readonly source: Source;
}

export interface VersionDataset {
  readonly path: string;
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
  readonly rows: number | null;
  readonly columns: number | null;
  /** Null where no header was recorded. */
  readonly columnNames: readonly string[] | null;
  readonly source: Source;
}

/** Stands for the workspace's files in place of a version's id. */
export const workingId = 'working';

/** One version: its immutable record together with what people have said of it since. */
export interface Version extends VersionSummary {
  /** ISO 8601: when its record was taken, where that was as its files were written; null where it was at the save. */
  readonly capturedAt: string | null;
  readonly params: ReadonlyMap<string, RecordedValue>;
  readonly code: CodeRecord | null;
  readonly data: readonly VersionDataset[];
  readonly environment: VersionEnvironment | null;
  readonly remarks: readonly Remark[];
  readonly outline: string | null;
  /** The run that made it, where ModelTrail ran it. */
  readonly run: RunRecord | null;
  /** The blob of its curves. */
  readonly series: BlobReference | null;
}

/** One line of versions. */
export interface ModelSummary {
  readonly name: string;
  /** Versions not deleted. */
  readonly versions: number;
  /** The metric that rows show: the one a person chose, else the one that the newest metrics suggest. */
  readonly mainMetric: string | null;
  /** What people said of metrics whose names tell nothing, or the wrong thing. */
  readonly directions: Directions;
  /** Id of the version whose main metric is best; null where nobody can tell. */
  readonly best: string | null;
}
