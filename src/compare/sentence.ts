import type { LinkTarget, SectionName, Statement, TextPart } from '../domain/comparison.ts';
import { shortText } from '../domain/visibleText.ts';
import { workingFiles } from './heads.ts';

/** A word, or several, of a sentence. */
export type Phrase = readonly TextPart[];

export function plain(text: string): TextPart {
  return { text };
}

/** A name or a value that matters, as short as a sentence needs it. */
export function strong(text: string): TextPart {
  return { text: shortText(text), tone: 'strong' };
}

export function toned(text: string, verdict: string): TextPart {
  return verdict === 'better' || verdict === 'worse' ? { text, tone: verdict } : { text };
}

export function sectionLink(section: SectionName): LinkTarget {
  return { kind: 'section', section };
}

/** `a, b and c`. */
export function enumerate(phrases: readonly Phrase[]): TextPart[] {
  return phrases.flatMap((phrase, at) => {
    if (at === 0) return [...phrase];
    return [plain(at === phrases.length - 1 ? ' and ' : ', '), ...phrase];
  });
}

/** The first few of them, then `3 more`. */
export function enumerateSome(phrases: readonly Phrase[], most: number, more = 'more'): TextPart[] {
  if (phrases.length <= most) return enumerate(phrases);
  return enumerate([...phrases.slice(0, most), [plain(`${(phrases.length - most).toLocaleString('en-US')} ${more}`)]]);
}

const namedLabels = 5;

/** Labels as `1.0, 1.1 and 1.2`, of many the first few. */
export function labelsText(names: readonly string[]): TextPart[] {
  return enumerateSome(names.map((name) => [strong(name)]), namedLabels);
}

export function statement(kind: Statement['kind'], parts: readonly TextPart[]): Statement {
  return { kind, parts: joined(parts) };
}

export function sentenceText({ parts }: Statement): string {
  return parts.map(({ text }) => text).join('');
}

/** Neighbours without tone or link are one run; the sentence begins with a capital where it begins with a word of its own. */
function joined(parts: readonly TextPart[]): TextPart[] {
  const runs: TextPart[] = [];
  for (const part of parts) {
    const last = runs.at(-1);
    if (part.text === '') continue;
    if (last !== undefined && isPlain(last) && isPlain(part)) runs[runs.length - 1] = plain(last.text + part.text);
    else runs.push(part);
  }
  const [first, ...rest] = runs;
  const isWord = first !== undefined && (isPlain(first) || first.text === workingFiles);
  return isWord ? [{ ...first, text: first.text.charAt(0).toUpperCase() + first.text.slice(1) }, ...rest] : runs;
}

function isPlain({ tone, link }: TextPart): boolean {
  return tone === undefined && link === undefined;
}
