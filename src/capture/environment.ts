import type { EnvironmentRecord } from '../domain/manifest.ts';

/** An environment as it was written down where the model was trained. */
export interface RecordedEnvironment {
  readonly python: string | null;
  readonly implementation?: string | null;
  readonly os: string | null;
  readonly arch: string | null;
  readonly packages: Readonly<Record<string, string>>;
}

export interface CapturedEnvironment {
  /** Its `packages` is null: only the store can name the blob of them. */
  readonly record: EnvironmentRecord;
  /** Name, as the package writes it, to version. */
  readonly packages: Readonly<Record<string, string>>;
}
