import { FILE_HEADERS_ONLY, formatPatch } from 'diff';
import { lineRuns, maxEdits } from './lineRuns.ts';

export interface PatchSide {
  readonly path: string;
  readonly text: string;
}

/** Unchanged lines around each change. */
const context = 3;

/** A unified patch as Git writes it. A null side is `/dev/null`. Where the two have other line ends, both are taken with `\n`. @param edits more of them are written as a rewrite */
export function unifiedPatch(before: PatchSide | null, after: PatchSide | null, edits: number = maxEdits): string {
  const texts = [before?.text ?? '', after?.text ?? ''];
  const ends = texts.map((text) => text.includes('\r\n'));
  const mixed = before !== null && after !== null && ends[0] !== ends[1];
  const [old = '', now = ''] = mixed ? texts.map((text) => text.replaceAll('\r\n', '\n')) : texts;
  const hunks = hunksOf(wholeLines(old), wholeLines(now), edits);
  if (hunks.length === 0) return '';
  const [oldFileName, newFileName] = [before === null ? '/dev/null' : `a/${before.path}`, after === null ? '/dev/null' : `b/${after.path}`];
  return withNameEnds(formatPatch({ oldFileName, newFileName, oldHeader: undefined, newHeader: undefined, hunks, index: undefined }, FILE_HEADERS_ONLY));
}

/** A tab ends a bare name that holds blanks, as Git writes it: `patch` would end it at the first blank. */
function withNameEnds(patch: string): string {
  const [old = '', now = '', ...lines] = patch.split('\n');
  return [...[old, now].map((line) => (/^.{3} [^"].* /u.test(line) ? `${line}\t` : line)), ...lines].join('\n');
}

/** With their ends: a last line without one is another line. */
function wholeLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/gu) ?? [];
}

class Hunk {
  readonly oldStart: number;
  readonly newStart: number;
  oldLines = 0;
  newLines = 0;
  readonly lines: string[] = [];

  /** @param before lines of the old text that stand before it; `after` likewise of the new one */
  constructor(before: number, after: number) {
    this.oldStart = before + 1;
    this.newStart = after + 1;
  }

  put(sign: ' ' | '-' | '+', lines: readonly string[]): void {
    if (sign !== '+') this.oldLines += lines.length;
    if (sign !== '-') this.newLines += lines.length;
    for (const line of lines) this.lines.push(...(line.endsWith('\n') ? [sign + line.slice(0, -1)] : [sign + line, '\\ No newline at end of file']));
  }
}

function hunksOf(before: readonly string[], after: readonly string[], edits: number): Hunk[] {
  const hunks: Hunk[] = [];
  const runs = lineRuns(before, after, edits);
  const begin = (from: number, to: number): void => void hunks.push(new Hunk(from, to));
  let [from, to] = [0, 0];
  for (const [at, { change, count }] of runs.entries()) {
    const [isFirst, isLast] = [at === 0, at === runs.length - 1];
    const same = before.slice(from, from + count);
    if (isFirst && change !== 'same') begin(0, 0);
    if (change === 'removed') hunks.at(-1)?.put('-', same);
    else if (change === 'added') hunks.at(-1)?.put('+', after.slice(to, to + count));
    else if (!isFirst && !isLast && count <= 2 * context) hunks.at(-1)?.put(' ', same);
    else {
      const lead = Math.min(count, context);
      if (!isFirst) hunks.at(-1)?.put(' ', same.slice(0, lead));
      if (!isLast) begin(from + count - lead, to + count - lead);
      if (!isLast) hunks.at(-1)?.put(' ', same.slice(count - lead));
    }
    from += change === 'added' ? 0 : count;
    to += change === 'removed' ? 0 : count;
  }
  return hunks;
}
