import type { CodeComparison, CodeFileComparison } from '../domain/comparison.ts';
import type { CodeFile } from '../domain/manifest.ts';
import { extensionOf } from '../domain/modelFile.ts';
import { codeBudget, type CodeBudget } from './budget.ts';
import type { ComparedVersion, CompareRequest } from './compared.ts';
import { codeLines, linesOf, type CodeSide } from './codeLines.ts';
import { maxEdits } from './lineRuns.ts';
import { pairFiles, pairPath, type FilePair } from './codeFiles.ts';
import type { FlatParam } from './flatParams.ts';
import { at, focusOf, headNames, headOf } from './heads.ts';
import { notebookText } from './notebook.ts';
import { unifiedPatch } from './patch.ts';

const maxCharacters = 1_000_000;
const maxLines = 20_000;

/** One of the two versions whose code is compared. */
interface Side {
  readonly version: ComparedVersion;
  readonly name: string;
  /** Names of parameters by path and line. */
  readonly params: ReadonlyMap<string, ReadonlyMap<number, readonly string[]>>;
}

type Flat = ReadonlyMap<string, FlatParam>;

/** The code of the focus against the baseline's. @param flat the parameters of each version, taken apart */
export function codeComparison(request: CompareRequest, flat: readonly Flat[]): CodeComparison {
  const names = headNames(request.versions.map(headOf));
  const side = (position: number): Side => ({ version: at(request.versions, position), name: at(names, position), params: paramLines(at(flat, position)) });
  const [before, after] = [side(request.baseline), side(focusOf(request))];
  const without = [before, after].filter(({ version }) => version.version.code === null);
  if (without.length > 0) return { files: [], same: 0, added: 0, removed: 0, remarks: [noCode(without)] };
  const budget = codeBudget();
  const compared = pairFiles(before.version, after.version).map((pair) => compareFile(pair, before, after, budget));
  const files = compared.map(({ file }) => file);
  const changed = files.filter(({ change }) => change !== 'same');
  const same = files.filter(({ change }) => change === 'same');
  return {
    files: [...changed, ...same],
    same: same.length,
    added: changed.reduce((sum, file) => sum + file.added, 0),
    removed: changed.reduce((sum, file) => sum + file.removed, 0),
    remarks: [...new Set(compared.flatMap(({ remark }) => (remark === null ? [] : [remark])))],
  };
}

function noCode(without: readonly Side[]): string {
  const [only] = without;
  return without.length > 1 || only === undefined ? 'Neither version has code recorded.' : `${only.name} has no code recorded, so there is nothing to compare.`;
}

function paramLines(flat: Flat): Side['params'] {
  const byPath = new Map<string, Map<number, string[]>>();
  for (const [name, { source }] of flat) {
    if (source.path === undefined || source.line === undefined || extensionOf(source.path) === 'ipynb') continue;
    const lines = byPath.get(source.path) ?? new Map<number, string[]>();
    byPath.set(source.path, lines);
    const here = lines.get(source.line);
    if (here === undefined) lines.set(source.line, [name]);
    else here.push(name);
  }
  return byPath;
}

interface Compared {
  readonly file: CodeFileComparison;
  readonly remark: string | null;
}

const tooMuch = 'There is more code than is shown line by line: some files are only named.';

function compareFile(pair: FilePair, before: Side, after: Side, budget: CodeBudget): Compared {
  const path = pairPath(pair);
  const change = pair.before === null ? 'added' : pair.after === null ? 'removed' : pair.before.sha256 === pair.after.sha256 ? 'same' : 'changed';
  const bare = { path, pathBefore: pair.before?.path ?? null, pathAfter: pair.after?.path ?? null, change, added: 0, removed: 0, lines: null, patch: '' } as const;
  if (change === 'same') return { file: bare, remark: null };
  const [old, now] = [readSide(pair.before, before), readSide(pair.after, after)];
  const problem = old?.problem ?? now?.problem ?? null;
  if (problem !== null) return { file: bare, remark: problem };
  if (!budget.shown.take((old?.side.text.length ?? 0) + (now?.side.text.length ?? 0))) return { file: bare, remark: tooMuch };
  return compareTexts(bare, old?.side ?? null, now?.side ?? null, budget);
}

function compareTexts(bare: CodeFileComparison, old: CodeSide | null, now: CodeSide | null, budget: CodeBudget): Compared {
  const edits = Math.min(maxEdits, Math.floor(Math.sqrt(budget.edits.left)));
  const patch = unifiedPatch(old, now, edits);
  const lines = codeLines(old, now, budget, edits);
  const added = lines.filter(({ change }) => change === 'added').length;
  const removed = lines.filter(({ change }) => change === 'removed').length;
  budget.edits.take(Math.min(edits, added + removed) ** 2);
  if (added + removed > 0) return { file: { ...bare, added, removed, lines, patch }, remark: null };
  return { file: { ...bare, patch }, remark: old === null || now === null ? null : `${bare.path}: ${hiddenDifference(old, now)}.` };
}

/** Why two files with other bytes have the same lines. */
function hiddenDifference(old: CodeSide, now: CodeSide): string {
  if (extensionOf(now.path) === 'ipynb') return 'the cells are the same, their outputs or other details differ';
  return old.text === now.text ? 'the text is the same, its encoding differs' : 'only the line ends differ';
}

interface ReadSide {
  readonly side: CodeSide;
  readonly problem: string | null;
}

function readSide(file: CodeFile | null, { version, name, params }: Side): ReadSide | null {
  if (file === null) return null;
  const recorded = version.code.get(file.path) ?? null;
  if (recorded === null) return { side: { path: file.path, text: '', params: new Map() }, problem: `${file.path} of ${name} can't be shown: it is not on this machine, too long, or not text.` };
  const text = (extensionOf(file.path) === 'ipynb' ? notebookText(recorded) : null) ?? recorded;
  const isLong = text.length > maxCharacters || linesOf(text).length > maxLines;
  const problem = isLong ? `${file.path} of ${name} is too long to be shown line by line.` : null;
  return { side: { path: file.path, text, params: params.get(file.path) ?? new Map() }, problem };
}
