import type { Value } from './value.ts';

/** How a text writes words that may be paths. */
export type TextLanguage = 'python' | 'yaml' | 'json' | 'toml' | 'shell' | 'markdown';

/** A place in a line or a text, in UTF-16 units from 0. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A hyperparameter as a text writes it. */
export interface WrittenParameter extends Span {
  readonly name: string;
  /** As it is written; null where it is not a plain value. */
  readonly text: string | null;
  /** What the text stands for; undefined where it is not a plain value. */
  readonly value: Value | undefined;
}
