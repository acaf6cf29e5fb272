import type { BytesState } from '../version.ts';
import type { Author } from '../manifest.ts';
import type { Value } from '../value.ts';
import { comparison } from './comparison.ts';
import type { HasPart, IsState } from './fields.ts';
import type { Filter, Operator, Test, TextField, TimeField } from './filter.ts';
import { spanOf, type Moment } from './moment.ts';
import { namesMeant } from './names.ts';
import { holdsText, isText, type TextPattern } from './textPattern.ts';

/** A parameter's or metric's value. Versions that recorded the same may share one object: it is then compared once. */
export interface NamedValue {
  readonly name: string;
  readonly value: Value;
}

/** What filters ask of a version. What is costly to know may be a getter: it is read only where the filter asks. */
export interface Findable {
  readonly id: string;
  readonly model: string;
  readonly label: string;
  readonly rivalLabels: readonly string[];
  readonly note: string;
  readonly tags: readonly string[];
  readonly aliases: readonly string[];
  readonly author: Author;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly deleted: boolean;
  /** Of the artifact that is worst off. */
  readonly bytes: BytesState;
  /** Parameters and metrics; those that the filter does not ask for may be left out. */
  readonly values: readonly NamedValue[];
  has(part: HasPart): boolean;
}

/** What a version alone can't tell. */
export interface FilterContext {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Who asks; null where nobody knows. */
  readonly me: Author | null;
  /** Ids of the best version of each model, and of the newest. */
  readonly best: ReadonlySet<string>;
  readonly latest: ReadonlySet<string>;
  /** All names of parameters and metrics there are, which decide what a shortened one means. */
  readonly names: readonly string[];
}

export type Matcher = (version: Findable) => boolean;

/** A filter made ready for many versions. */
export function matcherOf({ terms }: Filter, context: FilterContext): Matcher {
  const matchers = terms.map(({ test, negated }): Matcher => {
    const holds = matcherOfTest(test, context);
    return negated ? (version) => !holds(version) : holds;
  });
  return (version) => matchers.every((holds) => holds(version));
}

function matcherOfTest(test: Test, context: FilterContext): Matcher {
  switch (test.kind) {
    case 'word':
      return wordMatcher(test.text.toLowerCase());
    case 'comparison':
      return comparisonMatcher(namesMeant(test.name, context.names), test.operator, test.operand);
    case 'text':
      return textMatcher(test.field, test.pattern);
    case 'me':
      return ({ author }) => context.me !== null && isSamePerson(author, context.me);
    case 'time':
      return timeMatcher(test.field, test.moment, context.now);
    case 'is':
      return stateMatcher(test.state, context);
    case 'has':
      return (version) => version.has(test.part);
  }
}

function wordMatcher(word: string): Matcher {
  const holds = (text: string): boolean => text.toLowerCase().includes(word);
  return ({ id, model, label, rivalLabels, note, tags, aliases, author }) =>
    id.startsWith(word) || holds(model) || holds(label) || rivalLabels.some(holds) || holds(note) || tags.some(holds) || aliases.some(holds) || holds(author.name);
}

function textMatcher(field: TextField, pattern: TextPattern): Matcher {
  switch (field) {
    case 'label':
      return ({ label, rivalLabels }) => isText(pattern, label) || rivalLabels.some((rival) => isText(pattern, rival));
    case 'note':
      return ({ note }) => note !== '' && holdsText(pattern, note);
    case 'tag':
      return ({ tags }) => tags.some((tag) => isText(pattern, tag));
    case 'alias':
      return ({ aliases }) => aliases.some((alias) => isText(pattern, alias));
    case 'author':
      return ({ author }) => holdsText(pattern, author.name) || (author.email !== null && holdsText(pattern, author.email));
    case 'model':
      return ({ model }) => isText(pattern, model);
  }
}

/** By address where both have one: names change more often. */
function isSamePerson(one: Author, other: Author): boolean {
  if (one.email !== null && other.email !== null) return one.email.toLowerCase() === other.email.toLowerCase();
  return one.name.toLowerCase() === other.name.toLowerCase();
}

function timeMatcher(field: TimeField, moment: Moment, now: number): Matcher {
  const { start, end } = spanOf(moment, now);
  const time = ({ createdAt }: Findable): number => Date.parse(createdAt);
  if (field === 'since') return (version) => time(version) >= start;
  // Until a day includes it; before it does not.
  return field === 'until' ? (version) => time(version) < end : (version) => time(version) < start;
}

function stateMatcher(state: IsState, { best, latest }: FilterContext): Matcher {
  if (state === 'best') return ({ id }) => best.has(id);
  if (state === 'latest') return ({ id }) => latest.has(id);
  return state === 'deleted' ? ({ deleted }) => deleted : ({ bytes }) => bytes === state;
}

/** Of the names that may be meant those count that fit best in this version; of these, any may hold. */
function comparisonMatcher(meant: ReadonlyMap<string, number>, operator: Operator, operand: string): Matcher {
  const holds = comparison(operator, operand);
  const known = new Map<NamedValue, boolean>();
  const holdsOnce = (named: NamedValue): boolean => {
    const answer = known.get(named) ?? holds(named.value);
    known.set(named, answer);
    return answer;
  };
  return ({ values }) => {
    let best = Infinity;
    let found = false;
    for (const named of values) {
      const rank = meant.get(named.name);
      if (rank === undefined || rank > best) continue;
      found = (rank === best && found) || holdsOnce(named);
      best = rank;
    }
    return found;
  };
}
