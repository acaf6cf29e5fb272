import type { Span } from '../../domain/mention.ts';

/** A reference to a version in a text: `churn@production`, `models:/churn/3`. */
export interface WrittenReference extends Span {
  /** As `parseReference` takes it. */
  readonly reference: string;
}

const maxLine = 262_144;
const name = String.raw`[\p{L}\p{N}_][\p{L}\p{N}_.+-]*`;
const pattern = new RegExp(String.raw`models:\/{1,2}(${name})(?:\/|@)(${name})|(?<![\p{L}\p{N}_.+@\/-])(${name})@(${name}(?:~\d{1,4})?)(?![\p{L}\p{N}_@])`, 'gu');

/** What reads as a reference on a line; whether there is such a version is another question. */
export function writtenReferences(line: string): WrittenReference[] {
  if (line.length > maxLine) return [];
  return [...line.matchAll(pattern)].map(({ 0: whole, 1: registered, 2: stage = '', 3: model = '', 4: version = '', index }) => {
    const [of, which] = registered === undefined ? [model, version] : [registered, stage];
    const trimmed = which.replace(/\.+$/u, '');
    return { reference: `${of}@${trimmed}`, from: index, to: index + whole.length - (which.length - trimmed.length) };
  });
}
