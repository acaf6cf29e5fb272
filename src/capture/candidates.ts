import type { CallContext } from '../base/rpc.ts';

/** A file or folder that looks like a trained model. */
export interface Candidate {
  /** Relative to the trail's root, `/` between parts. */
  readonly path: string;
  readonly isFolder: boolean;
  /** Bytes; of a folder, of all its files. */
  readonly size: number;
  /** When it, or the newest file in it, was written. */
  readonly mtimeMs: number;
  /** The line of a script that writes it. */
  readonly namedIn: { readonly path: string; readonly line: number } | null;
}

export interface CandidateRequest {
  readonly root: string;
  readonly folder: string;
}

/** Models below the opened folder, those that scripts write first, then the newest first. */
export async function findCandidates(_request: CandidateRequest, _context: CallContext): Promise<Candidate[]> {
  return Promise.resolve([]);
}
