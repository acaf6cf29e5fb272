import type { WrittenParameter } from '../../domain/mention.ts';

const maxLine = 20_000;
/** Lines of a call that may come between an option's name and its default. */
const maxCallLines = 8;
const literal = String.raw`[-+]?(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][-+]?\d+)?|True|False|None|"[^"\\\n]*"|'[^'\\\n]*'`;
const assigned = new RegExp(String.raw`(?<![\w.])(?:self\.|[A-Za-z_]\w*\.)?([A-Za-z_]\w*)\s*(?::\s*[A-Za-z_][\w.\[\], |]*)?=(?!=)\s*(${literal})?`, 'gu');
const keyed = new RegExp(String.raw`["']([A-Za-z_][\w.-]*)["']\s*:\s*(${literal})?`, 'gu');
const indexed = /\[\s*["']([A-Za-z_][\w.-]*)["']\s*\]/gu;
const option = /(?:add_argument|option)\s*\(/u;

/** The hyperparameter at a column of a line: assigned, given by keyword, an option's default, or looked up by its name. */
export function parameterAt(lines: readonly string[], at: number, column: number): WrittenParameter | null {
  const line = lines[at] ?? '';
  if (line.length > maxLine) return null;
  const code = line.slice(0, commentStart(line));
  if (column > code.length) return null;
  return optionAt(lines, at, column) ?? pairAt(code, column, assigned) ?? pairAt(code, column, keyed) ?? nameAt(code, column);
}

/** The hyperparameters on a line that are given a plain value; an option that goes on over several lines is on its first. */
export function parametersOn(lines: readonly string[], at: number): WrittenParameter[] {
  const line = lines[at] ?? '';
  if (line.length > maxLine) return [];
  const start = option.exec(line)?.index;
  const given = start === undefined ? null : optionAt(lines, at, start);
  const code = line.slice(0, commentStart(line));
  const found = given === null ? [...pairsOn(code, assigned), ...pairsOn(code, keyed)] : [given];
  return found.filter(({ text }) => text !== null);
}

function pairAt(code: string, column: number, pattern: RegExp): WrittenParameter | null {
  for (const pair of pairsOn(code, pattern)) if (pair.from <= column && column <= pair.to) return pair;
  return null;
}

const valueEnds = /\s*(?:[,)\]}\n;]|$)/uy;

/** Name and value both count; what stands after a value that goes on (`3e-4 * scale`) is not one. */
function* pairsOn(code: string, pattern: RegExp): Generator<WrittenParameter> {
  for (const { 0: whole, 1: name = '', 2: written, index } of code.matchAll(pattern)) {
    const to = index + whole.length;
    valueEnds.lastIndex = to;
    yield { name, ...valueOf(written !== undefined && valueEnds.test(code) ? written : null), from: index, to };
  }
}

function nameAt(code: string, column: number): WrittenParameter | null {
  const found = [...code.matchAll(indexed)].find(({ 0: whole, index }) => column > index && column < index + whole.length);
  return found?.[1] === undefined ? null : { name: found[1], text: null, value: undefined, from: found.index + 1, to: found.index + found[0].length - 1 };
}

/** `add_argument("--lr", type=float, default=3e-4)` and `@click.option("--lr", default=3e-4)`, on one line or several. */
function optionAt(lines: readonly string[], at: number, column: number): WrittenParameter | null {
  for (let first = at; first >= Math.max(0, at - maxCallLines); first--) {
    const opening = lines[first] ?? '';
    const start = opening.length > maxLine ? undefined : option.exec(opening)?.index;
    if (start === undefined) continue;
    const call = callText(lines, first, start);
    if (call === null || first + call.lines <= at) return null;
    if (first === at && column < start) return null;
    const flag = /["']--([A-Za-z][\w-]*)["']/u.exec(call.text)?.[1];
    const destination = /\bdest\s*=\s*["'](\w+)["']/u.exec(call.text)?.[1];
    if (flag === undefined) return null;
    const text = new RegExp(String.raw`\bdefault\s*=\s*(${literal})\s*[,)]`, 'u').exec(call.text)?.[1] ?? null;
    const own = lines[at] ?? '';
    const from = first === at ? start : own.length - own.trimStart().length;
    return { name: destination ?? flag.replaceAll('-', '_'), ...valueOf(text), from, to: own.length };
  }
  return null;
}

function callText(lines: readonly string[], first: number, start: number): { readonly text: string; readonly lines: number } | null {
  let depth = 0;
  let text = '';
  for (let at = first; at < Math.min(lines.length, first + maxCallLines); at++) {
    const line = at === first ? (lines[at] ?? '').slice(start) : (lines[at] ?? '');
    for (const sign of line.slice(0, maxLine)) {
      text += sign;
      if (sign === '(') depth++;
      else if (sign === ')' && --depth === 0) return { text, lines: at - first + 1 };
    }
    text += '\n';
  }
  return null;
}

function valueOf(text: string | null): Pick<WrittenParameter, 'text' | 'value'> {
  if (text === null) return { text, value: undefined };
  if (text === 'None') return { text, value: null };
  if (text === 'True' || text === 'False') return { text, value: text === 'True' };
  if (/^["']/u.test(text)) return { text, value: text.slice(1, -1) };
  const digits = text.replaceAll('_', '');
  const number = Number(digits);
  return { text, value: /^[-+]?\d+$/u.test(digits) && !Number.isSafeInteger(number) ? BigInt(digits.replace('+', '')) : number };
}

/** Where a comment starts; a `#` inside a string starts none. */
function commentStart(line: string): number {
  const before = /^(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^"'#])*/u.exec(line)?.[0].length ?? line.length;
  return line[before] === '#' ? before : line.length;
}
