import type { CallContext } from '../base/rpc.ts';
import type { CodeFile, CodeRecord, DataRecord, Remark } from '../domain/manifest.ts';
import type { RecordedValue } from '../domain/version.ts';
import type { Digest } from './data.ts';
import type { CapturedEnvironment, RecordedEnvironment } from './environment.ts';

/** A model file or folder whose origin is asked for. */
export interface ModelFile {
  /** Relative to the trail's root. */
  readonly path: string;
  /** Milliseconds since 1970. */
  readonly modifiedAt: number;
}

export interface ProvenanceRequest {
  /** Absolute; every path in the answer is relative to it. */
  readonly root: string;
  /** Absolute; the opened folder, `root` or below it. */
  readonly folder: string;
  readonly models: readonly ModelFile[];
  /** The script that trained them, where it is known; relative to `root`. */
  readonly script: string | null;
  /** Whether Git may be started. Without it the commit and branch are read from Git's files alone. */
  readonly git: boolean;
  /** Data and code to record beside what is found; files or folders relative to `root`. */
  readonly data: readonly string[];
  readonly code: readonly string[];
  readonly environment: RecordedEnvironment | null;
}

export interface CaptureContext extends CallContext {
  readonly digest: Digest;
}

/** A code file with its bytes, which the caller stores as a blob. */
export interface CapturedCode extends CodeFile {
  readonly bytes: Uint8Array;
}

/** What produced the model files, as far as it can be told without running anything. */
export interface Provenance {
  /** `candidates` are the scripts that each could have written them; one of them is chosen only where there is no other. */
  readonly script: { readonly chosen: string | null; readonly line: number | null; readonly candidates: readonly string[] };
  readonly params: ReadonlyMap<string, RecordedValue>;
  readonly metrics: ReadonlyMap<string, RecordedValue>;
  readonly code: CodeRecord | null;
  readonly codeFiles: readonly CapturedCode[];
  /** What `code.patch` names. */
  readonly patch: Uint8Array | null;
  readonly data: readonly DataRecord[];
  readonly environment: CapturedEnvironment | null;
  readonly remarks: readonly Remark[];
  /** ISO 8601: when the newest of the model files was written. */
  readonly trainedAt: string | null;
}

/**
 * Looks for what produced the model files. A source that can't be read becomes a remark; only `cancelled` is thrown.
 */
export async function captureProvenance(request: ProvenanceRequest, _context: CaptureContext): Promise<Provenance> {
  const newest = Math.max(...request.models.map((model) => model.modifiedAt));
  return Promise.resolve({
    script: { chosen: null, line: null, candidates: [] },
    params: new Map(),
    metrics: new Map(),
    code: null,
    codeFiles: [],
    patch: null,
    data: [],
    environment: null,
    remarks: [],
    trainedAt: Number.isFinite(newest) ? new Date(newest).toISOString() : null,
  });
}
