import { valueText } from '../value.ts';
import { numberIn } from './comparison.ts';
import { fields, hasParts, isOneOf, isStates, type Field } from './fields.ts';
import { nameRank } from './names.ts';
import { isOperator, operatorCharacters } from './parse.ts';
import { findOutsideQuotes, piecesOf, quoteName, quoteValue, type Piece } from './pieces.ts';
import type { KnownName, Vocabulary } from './vocabulary.ts';

/** What could stand in place of the term that is being typed. */
export interface Suggestion {
  readonly kind: 'field' | 'metric' | 'param' | 'operator' | 'value';
  /** Takes the place of the text from `from` to `to`; a finished term ends with a blank. */
  readonly insert: string;
  readonly from: number;
  readonly to: number;
  /** Some values of a parameter or metric. */
  readonly examples: readonly string[];
}

/** What is suggested, before it is known where it would stand. */
type Idea = Pick<Suggestion, 'kind' | 'insert'> & { readonly examples?: readonly string[] };

const maxSuggestions = 30;
/** Before anything is typed, so many names stand before the fields. */
const firstNames = 10;

/** Completions of the term that ends at, or holds, the cursor. Takes any text, also one with mistakes. */
export function suggest(text: string, cursor: number, vocabulary: Vocabulary): Suggestion[] {
  const last = piecesOf(text.slice(0, cursor)).at(-1);
  const piece = last !== undefined && last.to === cursor ? last : null;
  const from = piece?.from ?? cursor;
  const to = piece === null ? cursor : (piecesOf(text).find((each) => each.from === from)?.to ?? cursor);
  const negation = piece !== null && piece.text.startsWith('-') && piece.quoted[0] === false ? '-' : '';
  const ideas = piece === null ? ideasAtStart(vocabulary) : ideasFor(piece, negation.length, vocabulary);
  return ideas
    .map(({ kind, insert, examples = [] }) => ({ kind, insert: negation + insert, from, to, examples }))
    .filter(({ insert }) => insert.trimEnd() !== text.slice(from, to))
    .slice(0, maxSuggestions);
}

function ideasFor(piece: Piece, start: number, vocabulary: Vocabulary): Idea[] {
  const operator = findOutsideQuotes(piece, operatorCharacters, start);
  const colon = findOutsideQuotes(piece, ':', start);
  const field = piece.text.slice(start, Math.max(start, colon)).toLowerCase();
  if (isOneOf(fields, field) && (operator < 0 || colon < operator)) return fieldValues(field, piece.text.slice(colon + 1), vocabulary);
  if (operator > start) return comparedValues(piece, start, operator, vocabulary);
  return ideasForWord(piece.text.slice(start), vocabulary);
}

function ideasAtStart({ names }: Vocabulary): Idea[] {
  return [...names].sort((a, b) => a.kind.localeCompare(b.kind)).slice(0, firstNames).map(nameIdea).concat(fields.map(fieldIdea));
}

function ideasForWord(word: string, vocabulary: Vocabulary): Idea[] {
  const ranked = vocabulary.names.flatMap((known) => {
    const rank = nameRank(word, known.name);
    return rank === null ? [] : [{ known, rank }];
  });
  ranked.sort((a, b) => a.rank - b.rank);
  const [whole] = ranked.filter(({ rank }) => rank <= 1);
  const begins = (text: string): boolean => text.toLowerCase().startsWith(word.toLowerCase());
  const values = (field: Field, texts: readonly string[]): Idea[] => texts.filter(begins).map((text) => fieldValueIdea(field, text));
  return [
    ...(whole === undefined ? [] : operatorsFor(whole.known).map((sign): Idea => ({ kind: 'operator', insert: quoteName(whole.known.name) + sign }))),
    ...ranked.map(({ known }) => nameIdea(known)),
    ...fields.filter(begins).map(fieldIdea),
    ...values('is', isStates),
    ...values('has', hasParts),
    ...values('alias', vocabulary.aliases),
    ...values('tag', vocabulary.tags),
    ...values('author', vocabulary.authors),
    ...values('model', vocabulary.models),
  ];
}

function operatorsFor({ examples }: KnownName): string[] {
  const isNumber = examples.some((value) => typeof value === 'number' || typeof value === 'bigint');
  return isNumber ? ['>', '<', '='] : ['=', '!=', '~'];
}

function comparedValues(piece: Piece, start: number, operator: number, { names }: Vocabulary): Idea[] {
  const name = piece.text.slice(start, operator);
  let end = operator;
  while (operatorCharacters.includes(piece.text[end] ?? ' ')) end++;
  const [sign, typed] = [piece.text.slice(operator, end), piece.text.slice(end).toLowerCase()];
  if (!isOperator(sign)) return [];
  const known = names.flatMap((each) => {
    const rank = nameRank(name, each.name);
    return rank === null ? [] : [{ rank, each }];
  });
  const best = Math.min(...known.map(({ rank }) => rank));
  const isOrder = /^[<>]/u.test(sign);
  const texts = known.filter(({ rank }) => rank === best).flatMap(({ each }) => each.examples.map(valueText)).filter((text) => !isOrder || numberIn(text) !== null);
  return [...new Set(texts)].filter((text) => text !== '' && text.toLowerCase().includes(typed)).map((text) => ({ kind: 'value', insert: `${quoteName(name)}${sign}${quoteValue(text)} ` }));
}

function fieldValues(field: Field, typed: string, vocabulary: Vocabulary): Idea[] {
  const wanted = typed.toLowerCase();
  return valuesOf(field, vocabulary)
    .filter((text) => text.toLowerCase().includes(wanted))
    .sort((a, b) => Number(b.toLowerCase().startsWith(wanted)) - Number(a.toLowerCase().startsWith(wanted)))
    .map((text) => fieldValueIdea(field, text));
}

function valuesOf(field: Field, { tags, aliases, authors, models }: Vocabulary): string[] {
  switch (field) {
    case 'tag':
      return [...tags];
    case 'alias':
      return [...aliases];
    case 'author':
      return ['me', ...authors];
    case 'model':
      return [...models];
    case 'since':
    case 'until':
    case 'before':
      return ['today', 'yesterday', '3d', '1w', '2w', '4w'];
    case 'is':
      return [...isStates];
    case 'has':
      return [...hasParts];
    case 'label':
    case 'note':
      return [];
  }
}

function nameIdea({ kind, name, examples }: KnownName): Idea {
  return { kind, insert: quoteName(name), examples: examples.map(valueText) };
}

function fieldIdea(field: Field): Idea {
  return { kind: 'field', insert: `${field}:` };
}

function fieldValueIdea(field: Field, text: string): Idea {
  return { kind: 'value', insert: `${field}:${quoteValue(text)} ` };
}
