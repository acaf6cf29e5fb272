import type { Moment } from './moment.ts';
import type { HasPart, IsState } from './fields.ts';
import type { TextPattern } from './textPattern.ts';

/**
 * What a person looks for, in one line. Terms are separated by blanks, and all of them must hold:
 *
 *     filter     = { term }
 *     term       = ["-"] ( comparison | field | word )         a dash: must not hold
 *     comparison = name operator value                         acc>0.94  lr<1e-3  optimizer=AdamW
 *     operator   = "=" | "!=" | ">" | ">=" | "<" | "<=" | "~"   "~" means contains
 *     field      = ("label" | "note" | "tag" | "alias" | "author" | "model") ":" text
 *                | ("since" | "until" | "before") ":" ( age | date | "today" | "yesterday" )
 *                | "is:" ( "best" | "latest" | "here" | "elsewhere" | "lost" | "deleted" )
 *                | "has:" ( "note" | "metrics" | "params" | "code" | "data" | "curves" )
 *     word       = text                                        found in label, note, tags, aliases, author, model, start of the id
 *     age        = digits ( "min" | "h" | "d" | "w" | "y" )     2w
 *     date       = YYYY-MM-DD [ "T" HH:MM ]                    of this machine's time zone
 *
 * Text holds no blanks, unless it stands in quotes: note:"warm up", "train.batch size"=64. In quotes \" is a quote and \\ a
 * backslash, and nothing else means anything special. Case never matters. In label, tag, alias, author and model "*" stands
 * for any characters and "?" for one; author:me is the person who asks.
 *
 * A name may be shortened: `lr` finds `optimizer.lr`, and where nothing is called so, `acc` finds `accuracy`. A comparison
 * with a name that a version doesn't have does not hold.
 */
export interface Filter {
  readonly terms: readonly Term[];
}

export interface Term {
  readonly negated: boolean;
  readonly test: Test;
}

export type Operator = '=' | '!=' | '>' | '>=' | '<' | '<=' | '~';

export type TextField = 'label' | 'note' | 'tag' | 'alias' | 'author' | 'model';
export type TimeField = 'since' | 'until' | 'before';

export type Test =
  | { readonly kind: 'word'; readonly text: string }
  | { readonly kind: 'comparison'; readonly name: string; readonly operator: Operator; readonly operand: string }
  | { readonly kind: 'text'; readonly field: TextField; readonly pattern: TextPattern }
  | { readonly kind: 'me' }
  | { readonly kind: 'time'; readonly field: TimeField; readonly moment: Moment }
  | { readonly kind: 'is'; readonly state: IsState }
  | { readonly kind: 'has'; readonly part: HasPart };

/** The names that comparisons ask for, as they were typed. */
export function comparedNames({ terms }: Filter): string[] {
  return terms.flatMap(({ test }) => (test.kind === 'comparison' ? [test.name] : []));
}

/** Whether a filter asks for a state, so that what it takes to know that is only read when it is needed. */
export function asksFor({ terms }: Filter, ...states: readonly IsState[]): boolean {
  return terms.some(({ test }) => test.kind === 'is' && states.includes(test.state));
}

/** Deleted versions are looked through only by who asks for them. */
export function wantsDeleted({ terms }: Filter): boolean {
  return terms.some(({ test, negated }) => !negated && test.kind === 'is' && test.state === 'deleted');
}

export function asksForMe({ terms }: Filter): boolean {
  return terms.some(({ test }) => test.kind === 'me');
}
