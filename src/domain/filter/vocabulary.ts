import type { Value } from '../value.ts';

/** A parameter or metric that can be compared, with some of its values. */
export interface KnownName {
  readonly kind: 'param' | 'metric';
  readonly name: string;
  readonly examples: readonly Value[];
}

/** The words that filters can be made of, as far as versions hold them. */
export interface Vocabulary {
  readonly names: readonly KnownName[];
  readonly tags: readonly string[];
  readonly aliases: readonly string[];
  readonly authors: readonly string[];
  readonly models: readonly string[];
}

export const emptyVocabulary: Vocabulary = { names: [], tags: [], aliases: [], authors: [], models: [] };

/** Of several trails in one window. */
export function joinVocabularies(all: readonly Vocabulary[]): Vocabulary {
  const names = new Map(all.flatMap((each) => each.names).map((known) => [`${known.kind} ${known.name}`, known]));
  const words = (list: 'tags' | 'aliases' | 'authors' | 'models'): string[] => [...new Set(all.flatMap((each) => each[list]))];
  return { names: [...names.values()], tags: words('tags'), aliases: words('aliases'), authors: words('authors'), models: words('models') };
}
