import { mistake } from './mistake.ts';

/** One term as it was typed, its quotes taken off. */
export interface Piece {
  /** Its characters, without the quotes. */
  readonly text: string;
  /** For each character whether it stood in quotes, where nothing has a special meaning. */
  readonly quoted: readonly boolean[];
  /** For each character its place in the whole text; one more for the end. */
  readonly places: readonly number[];
  readonly from: number;
  readonly to: number;
  /** A quote was opened and not closed. */
  readonly open: boolean;
}

/** Takes a line apart at the blanks outside quotes. Takes any text. */
export function piecesOf(line: string): Piece[] {
  const pieces: Piece[] = [];
  for (let at = 0; at < line.length; ) {
    if (isBlank(line[at])) {
      at++;
      continue;
    }
    const piece = pieceAt(line, at);
    pieces.push(piece);
    at = piece.to;
  }
  return pieces;
}

function pieceAt(line: string, from: number): Piece {
  let text = '';
  let inside = false;
  const quoted: boolean[] = [];
  const places: number[] = [];
  let at = from;
  for (; at < line.length && (inside || !isBlank(line[at])); at++) {
    const place = at;
    if (line[at] === '"') {
      inside = !inside;
      continue;
    }
    if (inside && line[at] === '\\' && (line[at + 1] === '"' || line[at + 1] === '\\')) at++;
    text += line[at] ?? '';
    quoted.push(inside);
    places.push(place);
  }
  places.push(at);
  return { text, quoted, places, from, to: at, open: inside };
}

function isBlank(character: string | undefined): boolean {
  return character !== undefined && /\s/u.test(character);
}

/** The place of the first of these characters outside quotes, or -1. */
export function findOutsideQuotes({ text, quoted }: Piece, characters: string, start = 0): number {
  for (let at = start; at < text.length; at++) {
    if (quoted[at] !== true && characters.includes(text[at] ?? '')) return at;
  }
  return -1;
}

export function checkClosed(piece: Piece): void {
  if (piece.open) throw mistake('A quote is not closed', 'End the text with another quote; within quotes write \\" for a quote.', piece);
}

/** A name, or a word that stands alone, in the form in which a filter takes it for nothing else. */
export function quoteName(name: string): string {
  return /[=!<>~:]|^-/u.test(name) ? inQuotes(name) : quoteValue(name);
}

/** What stands behind an operator or a field's colon, likewise. */
export function quoteValue(text: string): string {
  return text === '' || /[\s"\\*?]|^[=!<>~]/u.test(text) ? inQuotes(text) : text;
}

function inQuotes(text: string): string {
  return `"${text.replaceAll(/["\\]/gu, '\\$&')}"`;
}
