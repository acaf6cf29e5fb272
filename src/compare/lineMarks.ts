import { diffArrays } from 'diff';
import type { Budget } from './budget.ts';

export type Mark = readonly [from: number, to: number];

export interface MarkedPair {
  readonly removed: number;
  readonly added: number;
  readonly removedMarks: readonly Mark[];
  readonly addedMarks: readonly Mark[];
}

const longestLine = 1000;
/** A longer run is a rewrite: its lines are set against each other one by one, if at all. */
const longestRun = 40;
/** Part of two lines that has to be common before what differs in them is marked; lines that set the same name need not share more. */
const alike = 0.4;
/** What a line sets: `lr:`, `"lr":`, `self.lr =`. */
const setting = /^\s*(?:- +)?(["']?)([\p{L}_][\p{L}\p{N}_.-]*)\1\s*[:=](?!=)/u;

/** Sets the removed lines of a run against the added ones that they became, in order, and marks what differs within them. */
export function markLines(removed: readonly string[], added: readonly string[], budget: Budget): MarkedPair[] {
  if (!budget.take(lengthOf(removed) + lengthOf(added))) return [];
  return pairsOf(removed, added).flatMap(([from, to]) => {
    const marked = marksBetween(removed[from] ?? '', added[to] ?? '');
    return marked === null ? [] : [{ removed: from, added: to, ...marked }];
  });
}

function lengthOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + line.length, 0);
}

function pairsOf(removed: readonly string[], added: readonly string[]): (readonly [number, number])[] {
  if (removed.length === added.length) return removed.map((_, at) => [at, at] as const);
  if (removed.length > longestRun || added.length > longestRun) return [];
  return bestPairs(removed, added);
}

/** The pairs, in order, that have the most in common. */
function bestPairs(removed: readonly string[], added: readonly string[]): (readonly [number, number])[] {
  const words = [removed, added].map((lines) => lines.map((line) => new Set(wordsOf(line.slice(0, longestLine)).filter((word) => word.trim() !== ''))));
  const likeness = (from: number, to: number): number => shared(words[0]?.[from] ?? new Set(), words[1]?.[to] ?? new Set());
  const width = added.length + 1;
  const best = new Float64Array((removed.length + 1) * width);
  for (let from = removed.length - 1; from >= 0; from--) {
    for (let to = added.length - 1; to >= 0; to--) {
      const paired = likeness(from, to) + (best[(from + 1) * width + to + 1] ?? 0);
      best[from * width + to] = Math.max(paired, best[(from + 1) * width + to] ?? 0, best[from * width + to + 1] ?? 0);
    }
  }
  const pairs: (readonly [number, number])[] = [];
  for (let from = 0, to = 0; from < removed.length && to < added.length; ) {
    const here = best[from * width + to] ?? 0;
    if (here === best[(from + 1) * width + to]) from++;
    else if (here === best[from * width + to + 1]) to++;
    else pairs.push([from++, to++]);
  }
  return pairs;
}

/** Twice the common words over all of them; nothing for lines too unlike to be one. */
function shared(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const common = [...one].filter((word) => other.has(word)).length;
  const part = (2 * common) / Math.max(1, one.size + other.size);
  return part < alike ? 0 : part;
}

type Marks = Pick<MarkedPair, 'removedMarks' | 'addedMarks'>;

function marksBetween(before: string, after: string): Marks | null {
  if (before.length > longestLine || after.length > longestLine) return null;
  const changes = diffArrays(wordsOf(before), wordsOf(after), { maxEditLength: 100 });
  if (changes === undefined) return null;
  let [from, to, common] = [0, 0, 0];
  const removedMarks: Mark[] = [];
  const addedMarks: Mark[] = [];
  for (const { value, added, removed } of changes) {
    const text = value.join('');
    if (removed) removedMarks.push([from, (from += text.length)]);
    else if (added) addedMarks.push([to, (to += text.length)]);
    else {
      from += text.length;
      to += text.length;
      common += text.replaceAll(/\s/gu, '').length;
    }
  }
  const longer = Math.max(before.replaceAll(/\s/gu, '').length, after.replaceAll(/\s/gu, '').length);
  return common < alike * longer && !setSameName(before, after) ? null : { removedMarks, addedMarks };
}

function setSameName(before: string, after: string): boolean {
  const name = setting.exec(before)?.[2];
  return name !== undefined && name === setting.exec(after)?.[2];
}

/** A number is one word, with its exponent; every other sign is its own. */
function wordsOf(line: string): string[] {
  return line.match(/\d[\w.]*[eE][+-]\d+|[\d.]*\d[\w.]*|[\p{L}\p{N}_]+|\s+|[^]/gu) ?? [];
}
