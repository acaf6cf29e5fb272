import { FILE_HEADERS_ONLY, formatPatch, structuredPatch, type StructuredPatch } from 'diff';
import { linesOf, maxEdits } from './codeLines.ts';

export interface PatchSide {
  readonly path: string;
  readonly text: string;
}

/** A unified patch as Git writes it. A null side is `/dev/null`. Where the two have other line ends, both are taken with `\n`. @param edits more of them are written as a rewrite */
export function unifiedPatch(before: PatchSide | null, after: PatchSide | null, edits: number = maxEdits): string {
  const texts = [before?.text ?? '', after?.text ?? ''];
  const ends = texts.map((text) => text.includes('\r\n'));
  const mixed = before !== null && after !== null && ends[0] !== ends[1];
  const [old = '', now = ''] = mixed ? texts.map((text) => text.replaceAll('\r\n', '\n')) : texts;
  const [from, to] = [before === null ? '/dev/null' : `a/${before.path}`, after === null ? '/dev/null' : `b/${after.path}`];
  const patch = structuredPatch(from, to, old, now, undefined, undefined, { context: 3, maxEditLength: edits }) ?? wholePatch(from, to, old, now);
  return patch.hunks.length === 0 ? '' : withNameEnds(formatPatch(patch, FILE_HEADERS_ONLY));
}

/** A tab ends a bare name that holds blanks, as Git writes it: `patch` would end it at the first blank. */
function withNameEnds(patch: string): string {
  const [old = '', now = '', ...lines] = patch.split('\n');
  return [...[old, now].map((line) => (/^.{3} [^"].* /u.test(line) ? `${line}\t` : line)), ...lines].join('\n');
}

/** Everything removed and added: what is left to say when the texts have too little in common. */
function wholePatch(oldFileName: string, newFileName: string, old: string, now: string): StructuredPatch {
  const [removed, added] = [patchLines(old, '-'), patchLines(now, '+')];
  const [oldLines, newLines] = [old, now].map((text) => countLines(text));
  const hunk = { oldStart: 1, oldLines: oldLines ?? 0, newStart: 1, newLines: newLines ?? 0, lines: [...removed, ...added] };
  return { oldFileName, newFileName, oldHeader: undefined, newHeader: undefined, hunks: [hunk], index: undefined };
}

function countLines(text: string): number {
  return linesOf(text).length;
}

function patchLines(text: string, sign: string): string[] {
  if (text === '') return [];
  const lines = text.split('\n');
  const isEnded = lines.at(-1) === '';
  if (isEnded) lines.pop();
  return [...lines.map((line) => sign + line), ...(isEnded ? [] : ['\\ No newline at end of file'])];
}
