import { numberIn } from './comparison.ts';
import { fields, hasParts, isOneOf, isStates, textFields, timeFields } from './fields.ts';
import type { Filter, Operator, Term, Test, TextField } from './filter.ts';
import { mistake, type Place } from './mistake.ts';
import { parseMoment } from './moment.ts';
import { checkClosed, findOutsideQuotes, piecesOf, quoteName, quoteValue, type Piece } from './pieces.ts';

const maxLength = 2000;

/** Reads a filter. Throws `usage` with the mistake's column, and its place as `data.from` and `data.to`. */
export function parseFilter(text: string): Filter {
  if (text.length > maxLength) throw mistake(`A filter has up to ${String(maxLength)} characters`, 'Leave some terms out.', { from: maxLength, to: text.length });
  return { terms: piecesOf(text).map(parseTerm) };
}

function parseTerm(piece: Piece): Term {
  checkClosed(piece);
  const negated = piece.text.startsWith('-') && piece.quoted[0] === false;
  const start = negated ? 1 : 0;
  if (piece.text.length === start) {
    throw mistake(negated ? 'A dash stands alone' : 'There is nothing in the quotes', negated ? 'Write it before what must not hold: -tag:draft.' : 'Write what to find: "warm up".', piece);
  }
  return { negated, test: parseTest(piece, start) };
}

function parseTest(piece: Piece, start: number): Test {
  const colon = findOutsideQuotes(piece, ':', start);
  const operator = findOutsideQuotes(piece, operatorCharacters, start);
  if (colon > start && (operator < 0 || colon < operator) && /^[a-z]+$/iu.test(piece.text.slice(start, colon))) return parseField(piece, start, colon);
  if (operator >= 0) return parseComparison(piece, start, operator);
  return { kind: 'word', text: piece.text.slice(start) };
}

export const operatorCharacters = '=!<>~';

const operators: Readonly<Record<string, Operator>> = { '=': '=', '==': '=', '!=': '!=', '>': '>', '>=': '>=', '<': '<', '<=': '<=', '~': '~' };
/** Whether such characters make an operator, and not only begin like one. */
export function isOperator(sign: string): boolean {
  return Object.hasOwn(operators, sign);
}

const operatorHint = 'There are =, !=, >, >=, <, <= and ~ for contains; put a text that holds such signs into quotes.';

function parseComparison(piece: Piece, start: number, at: number): Test {
  let end = at;
  while (end < piece.text.length && piece.quoted[end] === false && operatorCharacters.includes(piece.text[end] ?? '')) end++;
  const sign = piece.text.slice(at, end);
  const operator = isOperator(sign) ? operators[sign] : undefined;
  if (operator === undefined) throw mistake(`“${sign}” compares nothing`, operatorHint, placeOf(piece, at, end));
  const name = piece.text.slice(start, at);
  const operand = piece.text.slice(end);
  if (name === '') throw mistake(`Before “${sign}” there is no name`, `Write a parameter or metric before it, without blanks between: accuracy${sign}0.9.`, placeOf(piece, at, end));
  if (operand === '') throw mistake(`After “${name}${sign}” there is no value`, `Write one without a blank before it: ${quoteName(name)}${sign}0.9.`, placeOf(piece, start, end));
  if (/^[<>]/u.test(operator) && numberIn(operand) === null) {
    const percent = /^([\d.]+)%$/u.exec(operand)?.[1];
    const instead = percent === undefined ? `Write one such as 0.94 or 1e-3, or look for the text with ${quoteName(name)}=${quoteValue(operand)}.` : `Write ${String(Number(percent) / 100)}.`;
    throw mistake(`“${operand}” is not a number`, instead, placeOf(piece, end, piece.text.length));
  }
  return { kind: 'comparison', name, operator, operand };
}

function parseField(piece: Piece, start: number, colon: number): Test {
  const field = piece.text.slice(start, colon).toLowerCase();
  if (!isOneOf(fields, field)) {
    throw mistake(`There is no field “${field}”`, `There are ${fields.join(', ')}; put a text that holds a colon into quotes.`, placeOf(piece, start, colon));
  }
  const value = piece.text.slice(colon + 1);
  const place = placeOf(piece, colon + 1, piece.text.length);
  if (value === '') throw mistake(`After “${field}:” there is nothing`, fieldHints[field], placeOf(piece, start, colon + 1));
  if (isOneOf(textFields, field)) return parseTextField(piece, field, colon + 1);
  if (isOneOf(timeFields, field)) {
    const moment = parseMoment(value);
    if (moment === null) throw mistake(`“${value}” is no date`, fieldHints[field], place);
    return { kind: 'time', field, moment };
  }
  const word = value.toLowerCase();
  if (field === 'is' && isOneOf(isStates, word)) return { kind: 'is', state: word };
  if (field === 'has' && isOneOf(hasParts, word)) return { kind: 'has', part: word };
  throw mistake(`“${field}:” does not know “${value}”`, fieldHints[field], place);
}

function parseTextField(piece: Piece, field: TextField, at: number): Test {
  const text = piece.text.slice(at);
  const unquoted = piece.quoted[at] === false;
  if (field === 'author' && unquoted && text.toLowerCase() === 'me') return { kind: 'me' };
  if (field === 'alias' && (text === 'best' || text === 'latest')) throw mistake(`“${text}” is computed, and no alias`, `Write is:${text}.`, placeOf(piece, at, piece.text.length));
  return { kind: 'text', field, pattern: { text, wild: findOutsideQuotes(piece, '*?', at) >= 0 } };
}

const dateHint = 'Write an age such as 2w, 3d, 12h or 30min, a date such as 2026-10-01, today or yesterday.';

const fieldHints: Readonly<Record<(typeof fields)[number], string>> = {
  label: 'Write a label, with * for the rest: label:1.*.',
  note: 'Write what the note holds: note:"warm up".',
  tag: 'Write a tag, with * for the rest: tag:draft.',
  alias: 'Write an alias: alias:production, or alias:* for any.',
  author: 'Write a name, an address, or me: author:me.',
  model: 'Write a model’s name, with * for the rest: model:churn*.',
  since: dateHint,
  until: dateHint,
  before: dateHint,
  is: `Write one of ${isStates.join(', ')}: is:best.`,
  has: `Write one of ${hasParts.join(', ')}: has:note.`,
};

function placeOf({ places, from, to }: Piece, start: number, end: number): Place {
  return { from: places[start] ?? from, to: places[end] ?? to };
}
