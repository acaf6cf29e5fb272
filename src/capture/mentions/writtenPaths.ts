import type { Span, TextLanguage } from '../../domain/mention.ts';
import { pythonQuotes, quotedStrings, type QuotedString } from './quotedStrings.ts';

/** A word that may be a path, without its quotes. */
export interface WrittenPath extends Span {
  readonly path: string;
}

/** Longer lines are generated, not written. */
export const maxLine = 262_144;
const maxPath = 1024;

/** The words of one line that may be paths. In a fenced block of Markdown a line is read as the shell would. */
export function writtenPaths(line: string, language: TextLanguage): WrittenPath[] {
  if (line.length > maxLine) return [];
  const found = language === 'shell' ? shellWords(line) : language === 'markdown' ? markdownWords(line) : language === 'yaml' ? yamlWords(line) : quotedWords(line, language !== 'json');
  return found.filter(({ path }) => path.length <= maxPath && mayBePath(path));
}

/** Nothing that has a scheme, a variable, a wildcard or another machine in it can be told from the text alone. */
function mayBePath(text: string): boolean {
  return text.length > 0 && !/[\0\n\r$*?<>|"]/u.test(text) && !/^[a-z][a-z\d+.-]+:/iu.test(text) && !/^(?:~|\/\/|\\\\)/u.test(text);
}

/** Strings in quotes. Python's prefixes: what is formatted or bytes is left out. */
function quotedWords(line: string, single: boolean): WrittenPath[] {
  return [...quotedStrings(line, single ? pythonQuotes : ['"'])].flatMap((string) => wordIn(line, string) ?? []);
}

/** What a string says; null for one that is formatted or bytes. */
export function wordIn(line: string, { prefix, from, to }: QuotedString): WrittenPath | null {
  if (/[fb]/iu.test(prefix)) return null;
  const inside = line.slice(from, to);
  return { path: /r/iu.test(prefix) ? inside : inside.replaceAll(/\\(["'\\/])/gu, '$1'), from, to };
}

/** Words of a command line: quoted or not, also behind `--option=` and `NAME=`. */
function shellWords(line: string): WrittenPath[] {
  const words: WrittenPath[] = [];
  for (const { 0: whole, index } of line.matchAll(/(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\;&|()<>`])+/gu)) {
    if (whole.startsWith('#')) break;
    const assigned = /^(?:-{1,2}[\w-]+|[A-Za-z_]\w*)=/u.exec(whole)?.[0].length ?? 0;
    const word = unquoted(whole.slice(assigned), index + assigned);
    if (word !== null) words.push(word);
  }
  return words;
}

function unquoted(text: string, from: number): WrittenPath | null {
  const quoted = /^(["'])(.*)\1$/u.exec(text);
  if (quoted !== null) return { path: quoted[2] ?? '', from: from + 1, to: from + text.length - 1 };
  return /["'$]/u.test(text) ? null : { path: text.replaceAll(/\\(.)/gu, '$1'), from, to: from + text.length };
}

/** The plain or quoted value behind a key or a dash, and those of a flow list or map. */
function yamlWords(line: string): WrittenPath[] {
  const plain = [...line.matchAll(/(?:^\s*|[:\-[{,]\s+|[[{,])([^\s"'#[\]{},:&*!|>%@`-](?:[^#,[\]{}:]|:(?!\s)|(?<!\s)#)*)/gu)].flatMap(({ 0: whole, 1: value = '', index }) => {
    const path = value.trimEnd();
    const from = index + whole.length - value.length;
    return [{ path, from, to: from + path.length }];
  });
  return [...quotedWords(line, true), ...plain];
}

/** Code spans, each as a whole and by its words, and the targets of links. */
function markdownWords(line: string): WrittenPath[] {
  const spans = codeSpans(line).flatMap(({ from, to }) => {
    const code = line.slice(from, to);
    const path = code.trim();
    const start = from + code.length - code.trimStart().length;
    const words = shellWords(code).map((word) => ({ path: word.path, from: word.from + from, to: word.to + from }));
    return [{ path, from: start, to: start + path.length }, ...words];
  });
  const links = [...line.matchAll(/\]\(\s*<?([^()<>\s]+)>?(?:\s+"[^"]*")?\s*\)|^\s{0,3}\[[^\]]+\]:\s*<?([^<>\s]+)/gu)].map(({ 0: whole, 1: inline, 2: defined, index }) => {
    const written = inline ?? defined ?? '';
    const from = index + whole.indexOf(written, whole.indexOf(']'));
    return { path: decoded(written.replace(/#.*$/u, '')), from, to: from + written.length };
  });
  return [...spans, ...links];
}

/** What stands between two equally long runs of backticks. */
function codeSpans(line: string): Span[] {
  const runs = [...line.matchAll(/`+/gu)].map(({ 0: { length }, index }) => ({ index, length }));
  const closers = new Map<number, number>();
  const next = runs.map(() => -1);
  for (const [at, { length }] of [...runs.entries()].reverse()) {
    next[at] = closers.get(length) ?? -1;
    closers.set(length, at);
  }
  const spans: Span[] = [];
  for (let at = 0; at < runs.length; at++) {
    const [open, close] = [runs[at], runs[next[at] ?? -1]];
    if (open === undefined || close === undefined) continue;
    spans.push({ from: open.index + open.length, to: close.index });
    at = next[at] ?? at;
  }
  return spans;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
