import type { CodeFile, Remark } from '../domain/manifest.ts';
import { countText } from '../domain/numberText.ts';
import { isUnreadable, readSource, sha256Of, unreadableRemark, type SourceFile } from './sourceFile.ts';
import { walkFolder } from './walkFolder.ts';

/** A code file with its bytes, which the caller stores as a blob. */
export interface CapturedCode extends CodeFile {
  readonly bytes: Uint8Array;
}

export interface CodeFilesRequest {
  /** Absolute. */
  readonly root: string;
  readonly script: string | null;
  /** The script and its local modules, as they were read. */
  readonly sources: readonly SourceFile[];
  /** The files that parameters and metrics were read from, relative to `root`. */
  readonly settings: readonly string[];
  /** Files or folders that a person named, relative to `root`. */
  readonly named: readonly string[];
  /** What is not in Git, of any kind. */
  readonly untracked: readonly string[];
  readonly signal?: AbortSignal;
}

export interface CapturedCodeFiles {
  readonly files: readonly CapturedCode[];
  readonly remarks: readonly Remark[];
}

const maxNamedBytes = 2 * 1024 * 1024;
const maxUntracked = 100;
const maxUntrackedBytes = 1024 * 1024;
const codeName = /\.(?:py|ipynb|pyx|ya?ml|toml|sh|cfg|ini|r|jl|cu|cpp|h)$|(?:^|\/)(?:Dockerfile|Makefile|Pipfile|dvc\.lock|requirements[\w.-]*\.txt)$/iu;
/** What holds passwords by its name is nobody's history. */
const secretName = /(?:^|\/)\.env|secret|credential|passw|token|api_?key/iu;

/** The code to keep with a version: the script, its modules, what a person named, and code that Git does not have. */
export async function readCodeFiles(request: CodeFilesRequest): Promise<CapturedCodeFiles> {
  const files = new Map<string, CapturedCode>();
  const remarks: Remark[] = [];
  const add = (file: SourceFile, role: CodeFile['role']): void => {
    if (!files.has(file.path)) files.set(file.path, { path: file.path, sha256: sha256Of(file.bytes), size: file.bytes.length, role, bytes: file.bytes });
  };
  for (const source of request.sources) add(source, source.path === request.script ? 'script' : 'module');
  for (const path of request.settings.filter((each) => !secretName.test(each))) {
    const file = await readSource(request.root, path, maxNamedBytes);
    if (file !== null && !isUnreadable(file)) add(file, 'config');
  }
  for (const path of await namedFiles(request)) {
    const file = await readSource(request.root, path, maxNamedBytes);
    if (file === null) remarks.push({ code: 'code-missing', text: `${path} was named as code, but is not there.`, path });
    else if (isUnreadable(file)) remarks.push(unreadableRemark(file));
    else add(file, 'module');
  }
  await addUntracked(request, files, add, remarks);
  return { files: [...files.values()], remarks };
}

async function namedFiles({ root, named, signal }: CodeFilesRequest): Promise<string[]> {
  const all: string[] = [];
  for (const path of named) {
    const { files } = await walkFolder({ root, start: path, maxEntries: 5000, wanted: (each) => codeName.test(each), ...(signal === undefined ? {} : { signal }) });
    if (files.length > 0) all.push(...files.slice(0, 100));
    else all.push(path);
  }
  return all;
}

async function addUntracked(request: CodeFilesRequest, known: ReadonlyMap<string, CapturedCode>, add: (file: SourceFile, role: 'untracked') => void, remarks: Remark[]): Promise<void> {
  const wanted = request.untracked.filter((path) => codeName.test(path) && !secretName.test(path) && !path.split('/').includes('.modeltrail') && !known.has(path));
  let left = maxUntrackedBytes;
  let cut = Math.max(0, wanted.length - maxUntracked);
  for (const path of wanted.slice(0, maxUntracked)) {
    const file = await readSource(request.root, path, left);
    if (isUnreadable(file)) cut++;
    if (file === null || isUnreadable(file)) continue;
    left -= file.bytes.length;
    add(file, 'untracked');
  }
  if (cut > 0) remarks.push({ code: 'untracked-cut', text: `${countText(cut, 'file')} that Git does not have ${cut === 1 ? 'is' : 'are'} not recorded: too many or too large.` });
}
