import { TrailError } from '../../base/errors.ts';

/** Where in the filter's text something stands: from the first character to behind the last. */
export interface Place {
  readonly from: number;
  readonly to: number;
}

/** A mistake in a filter as an error that names its column; `data` holds the place for whoever can mark it. */
export function mistake(what: string, hint: string, { from, to }: Place): TrailError {
  return new TrailError('usage', `${what}, at column ${String(from + 1)} of the filter.`, { hint, data: { from, to } });
}
