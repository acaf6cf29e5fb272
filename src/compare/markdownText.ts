import { visibleText } from '../domain/visibleText.ts';

/** Longer texts are cut. */
export const longest = 200;

/** What Markdown would take for markup. An underscore within a word and brackets that no link follows are none. */
const marks = /[\\`*<>|~$]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|\[(?=[ xX]?\])|\](?=[([:])|&(?=[#\w]+;)/gu;
/** Words that a forge turns into links to people, issues, commits and sites. */
const linked = /[@#]|:\/\/|^www\.|^GH-\d|^[\da-f]{7,40}$/iu;

/** Text that reads as it is: nothing in it becomes markup, a mention or a link. */
export function markdownText(text: string): string {
  return cut(visibleText(text)).split(/( +)/u).map(word).join('');
}

/** The signs around a word stay outside of its code span: `(9a41c07).` */
function word(text: string): string {
  const [, before = '', inside = '', after = ''] = /^([("[]*)(.*?)([)\],.;:"]*)$/u.exec(text) ?? [];
  return linked.test(inside) ? `${escaped(before)}${codeSpan(inside)}${escaped(after)}` : escaped(text);
}

function escaped(text: string): string {
  return text.replaceAll(marks, '\\$&');
}

/** A value as code. Tables would split it at a bar, so that one with a bar is spelled in HTML. */
export function codeSpan(text: string): string {
  const shown = cut(visibleText(text));
  if (shown.includes('|')) return `<code>${shown.replaceAll(/[!-/:-@[-`{-~]/gu, (sign) => `&#${String(sign.charCodeAt(0))};`)}</code>`;
  if (shown.trim() === '') return shown === '' ? '' : `\` ${shown}\``;
  const fence = '`'.repeat(longestRun(shown) + 1);
  const pad = /^[` ]|[` ]$/u.test(shown) ? ' ' : '';
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/** A fenced block that nothing inside can end. */
export function fenced(language: string, text: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}${language}\n${text.endsWith('\n') ? text : `${text}\n`}${fence}`;
}

/** Text within HTML. */
export function htmlText(text: string): string {
  return cut(visibleText(text)).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Cells are Markdown already. @param right positions of columns that hold numbers */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[], right: readonly number[] = []): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, at) => (right.includes(at) ? '---:' : '---'))), ...rows.map(line)].join('\n');
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/gu)].map(([run]) => run.length));
}

function cut(text: string): string {
  const characters = text.length > longest ? [...text.slice(0, 2 * longest)] : [];
  return characters.length > longest || text.length > 2 * longest ? `${characters.slice(0, longest).join('')}…` : text;
}
