import { TrailError } from '../base/errors.ts';

/** A reference as it was typed, taken apart: `churn@1.2~1`, `churn@production`, `1.2`, `7c41e0b`. */
export interface Reference {
  readonly text: string;
  /** Null where it was left out. */
  readonly model: string | null;
  /** A label, an alias, `latest`, `best`, or the first digits of an id. */
  readonly name: string;
  /** How many first parents back. */
  readonly back: number;
}

/** Takes a reference apart; throws `reference-invalid` with an example when it is none. */
export function parseReference(text: string): Reference {
  const match = /^(?:([^@~\s][^@~]*)@)?([^@~\s]+)(?:~(\d{1,4}))?$/u.exec(text.trim());
  const name = match?.[2];
  if (match === null || name === undefined) {
    throw new TrailError('reference-invalid', `${JSON.stringify(text)} is not a reference to a version.`, {
      hint: 'Write one as churn@1.2, churn@production, churn@latest~1, or seven or more digits of an id.',
    });
  }
  return { text, model: match[1] ?? null, name, back: Number(match[3] ?? 0) };
}

export function couldBeId(name: string): boolean {
  return /^[0-9a-f]{7,64}$/u.test(name);
}
