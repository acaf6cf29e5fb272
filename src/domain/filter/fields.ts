import type { TextField, TimeField } from './filter.ts';

export const textFields = ['label', 'note', 'tag', 'alias', 'author', 'model'] as const satisfies readonly TextField[];
export const timeFields = ['since', 'until', 'before'] as const satisfies readonly TimeField[];

/** What `is:` asks: computed, or where the bytes are. */
export const isStates = ['best', 'latest', 'here', 'elsewhere', 'lost', 'deleted'] as const;
export type IsState = (typeof isStates)[number];

/** What `has:` asks: whether a part of the record is there. */
export const hasParts = ['note', 'metrics', 'params', 'code', 'data', 'curves'] as const;
export type HasPart = (typeof hasParts)[number];

export const fields = [...textFields, ...timeFields, 'is', 'has'] as const;
export type Field = (typeof fields)[number];

/** Whether a text is one of a list; narrows its type. */
export function isOneOf<T extends string>(list: readonly T[], text: string): text is T {
  return (list as readonly string[]).includes(text);
}
