import { TrailError } from '../base/errors.ts';

/** What every reader throws when a file is not what it claims to be, or larger than a reader may take. */
export function unreadable(why: string, cause?: unknown): TrailError {
  return new TrailError('file-unreadable', why, { hint: 'The file is kept as it is; only its outline is missing.', cause });
}
