import { extensionOf } from '../domain/modelFile.ts';
import type { CodeFile } from '../domain/manifest.ts';
import type { ComparedVersion } from './compared.ts';

/** One file of the code on both sides; null where a side lacks it. */
export interface FilePair {
  readonly before: CodeFile | null;
  readonly after: CodeFile | null;
}

const codeExtensions: ReadonlySet<string> = new Set([
  'bash', 'c', 'cc', 'cfg', 'cpp', 'cu', 'cuh', 'go', 'h', 'hpp', 'ini', 'ipynb', 'java', 'jl', 'js', 'kt', 'lua', 'm', 'mjs', 'proto', 'ps1', 'py', 'pyi', 'pyx', 'r', 'rs', 'scala', 'sh', 'sql', 'swift', 'ts', 'zsh',
]);
const order: Readonly<Record<CodeFile['role'], number>> = { script: 0, module: 1, untracked: 2, config: 3 };

/** The files of two versions side by side: by their paths, and a training script that was renamed with its former self. */
export function pairFiles(before: ComparedVersion, after: ComparedVersion): FilePair[] {
  const settings = new Set([...settingsPaths(before), ...settingsPaths(after)]);
  const [old, now] = [before, after].map(({ version }) => new Map((version.code?.files ?? []).filter((file) => isShown(file, settings)).map((file) => [file.path, file])));
  if (old === undefined || now === undefined) return [];
  const pairs: FilePair[] = [...new Set([...old.keys(), ...now.keys()])].map((path) => ({ before: old.get(path) ?? null, after: now.get(path) ?? null }));
  return sorted(withRenamedScript(pairs, before, after));
}

function isShown({ role, path }: CodeFile, settings: ReadonlySet<string>): boolean {
  if (role === 'script' || role === 'module' || settings.has(path)) return true;
  return role === 'untracked' && codeExtensions.has(extensionOf(path));
}

/** Files in which a parameter stands. */
function settingsPaths({ version }: ComparedVersion): string[] {
  return [...version.params.values()].flatMap(({ source }) => (source.path === undefined ? [] : [source.path]));
}

function withRenamedScript(pairs: readonly FilePair[], before: ComparedVersion, after: ComparedVersion): FilePair[] {
  const gone = pairs.find((pair) => pair.after === null && isScript(pair.before, before))?.before ?? null;
  const come = pairs.find((pair) => pair.before === null && isScript(pair.after, after))?.after ?? null;
  if (gone === null || come === null || !isAlike(gone, come, before, after)) return [...pairs];
  return [...pairs.filter((pair) => pair.before !== gone && pair.after !== come), { before: gone, after: come }];
}

function isScript(file: CodeFile | null, { version }: ComparedVersion): boolean {
  return file !== null && (file.role === 'script' || file.path === version.code?.script);
}

/** Whether two files share at least four of ten lines. */
function isAlike(gone: CodeFile, come: CodeFile, before: ComparedVersion, after: ComparedVersion): boolean {
  if (gone.sha256 === come.sha256) return true;
  const [old, now] = [wordyLines(before.code.get(gone.path)), wordyLines(after.code.get(come.path))];
  const counts = new Map<string, number>();
  for (const line of old) counts.set(line, (counts.get(line) ?? 0) + 1);
  let shared = 0;
  for (const line of now) {
    const left = counts.get(line) ?? 0;
    if (left > 0) shared++;
    counts.set(line, left - 1);
  }
  return shared > 0 && 2 * shared >= 0.4 * (old.length + now.length);
}

function wordyLines(text: string | null | undefined): string[] {
  return (text ?? '').split('\n').map((line) => line.trim()).filter((line) => line !== '');
}

function sorted(pairs: readonly FilePair[]): FilePair[] {
  const place = ({ before, after }: FilePair): number => order[(after ?? before)?.role ?? 'config'];
  return pairs.toSorted((one, other) => place(one) - place(other));
}

/** `train.py`, or `old.py → new.py` for one that was renamed. */
export function pairPath({ before, after }: FilePair): string {
  if (before === null || after === null || before.path === after.path) return (after ?? before)?.path ?? '';
  return `${before.path} → ${after.path}`;
}
