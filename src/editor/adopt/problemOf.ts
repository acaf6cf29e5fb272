import { asTrailError } from '../../base/errors.ts';

/** What a check says against a value, as one sentence; null where it takes it. */
export function problemOf(check: () => unknown): string | null {
  try {
    check();
    return null;
  } catch (error) {
    return asTrailError(error).message;
  }
}
