import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { TrailError } from '../base/errors.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const maxDepth = 64;

/** True when a document has more levels than its readers take. */
export function isTooDeep(document: unknown, levels: number = maxDepth): boolean {
  if (document === null || typeof document !== 'object') return false;
  return levels === 0 || Object.values(document).some((inner) => isTooDeep(inner, levels - 1));
}

/**
 * RFC 8785 text of a document: the same for equal documents, whatever their order of keys or white space.
 * Throws `document-invalid` for one that `parseStrictJson` would not take back.
 */
export function canonicalText(document: Json): string {
  if (isTooDeep(document)) throw new TrailError('document-invalid', `A record can have ${String(maxDepth)} levels, and this one has more.`, { hint: 'Give the value that is nested so deeply in a flatter form.' });
  const text = canonicalize(document);
  if (text === undefined) throw new TrailError('internal', 'This document has no canonical form.');
  return text;
}

/** The identity of a document: SHA-256, in hex, of its canonical text in UTF-8. */
export function documentId(document: Json): string {
  return createHash('sha256').update(canonicalText(document), 'utf8').digest('hex');
}

/**
 * Parses JSON from a stranger. Refuses, with `document-invalid`, what would make two readers see two documents:
 * a key given twice, an integer that a double can't hold, more than 64 levels.
 * @param text the whole document; its size is bounded by the caller before it is read
 */
export function parseStrictJson(text: string): Json {
  const invalid = (why: string): TrailError => new TrailError('document-invalid', `A record can't be read: ${why}.`, { hint: 'Run modeltrail verify.' });
  let document: Json;
  try {
    document = JSON.parse(text) as Json;
  } catch (cause) {
    throw new TrailError('document-invalid', "A record can't be read: it is not JSON.", { hint: 'Run modeltrail verify.', cause });
  }
  const problem = isPlain(document, text) ? null : findAmbiguity(text);
  if (problem !== null) throw invalid(problem);
  return document;
}

/** Most texts are what would be written again: then no key stood twice. It is seen much faster than by walking the tokens. */
function isPlain(document: Json, text: string): boolean {
  const isLargeInteger = /(?<![\d.])\d{16}/u;
  return !isLargeInteger.test(text) && !isTooDeep(document) && JSON.stringify(document) === text;
}

/** Walks the tokens of text that is known to be valid JSON. */
function findAmbiguity(text: string): string | null {
  const token = /"(?:[^"\\]|\\.)*"|[{}[\],:]|-?\d[\d.eE+-]*/gu;
  const open: (Set<string> | null)[] = [];
  let expectKey = false;
  for (const [part] of text.matchAll(token)) {
    const keys = open.at(-1);
    if (part === '{' || part === '[') {
      open.push(part === '{' ? new Set() : null);
      if (open.length > maxDepth) return `it has more than ${String(maxDepth)} levels`;
      expectKey = part === '{';
    } else if (part === '}' || part === ']') {
      open.pop();
      expectKey = false;
    } else if (part === ',') {
      expectKey = keys instanceof Set;
    } else if (part.startsWith('"') && expectKey && keys instanceof Set) {
      const key = JSON.parse(part) as string;
      if (keys.has(key)) return `the key ${part} stands twice`;
      keys.add(key);
      expectKey = false;
    } else if (/^-?\d+$/u.test(part) && !Number.isSafeInteger(Number(part))) {
      return `the number ${part} is too large to be exact`;
    }
  }
  return null;
}
