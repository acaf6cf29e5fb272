import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { systemErrorCode, TrailError } from '../base/errors.ts';
import type { CallContext } from '../base/rpc.ts';
import { unsafePathReason } from '../domain/artifactPath.ts';
import { extensionOf, skippedFolders } from '../domain/modelFile.ts';
import type { CommittedModel } from './committedModels.ts';
import { belowRoot } from './git.ts';
import { readGitBlobs } from './gitBlobs.ts';
import { runGit, streamGit } from './gitCommand.ts';
import { findGitFolders } from './gitHead.ts';
import { captureProvenance, type CaptureContext, type Provenance } from './provenance.ts';

export interface CommittedModelRequest {
  /** Absolute. */
  readonly root: string;
  readonly model: CommittedModel;
  /** An absolute, empty folder of its own, which the caller removes. */
  readonly to: string;
}

const sourceExtensions: ReadonlySet<string> = new Set(['py', 'ipynb', 'yaml', 'yml', 'json', 'jsonl', 'toml', 'csv', 'tsv']);
const maxSourceBytes = 1024 * 1024;
const maxSources = 3000;
const maxAllBytes = 64 * 1024 * 1024;

/** Puts the bytes of a committed model into a file of the folder. @returns its absolute path. Throws `cancelled`, `git-failed`, `object-damaged`. */
export async function checkOutModel({ root, model, to }: CommittedModelRequest, { signal }: Pick<CallContext, 'signal'>): Promise<string> {
  const file = join(to, 'model');
  await mkdir(to, { recursive: true });
  await readContent(root, model, createWriteStream(file, { flags: 'wx' }), signal);
  return file;
}

/** The SHA-256 of a committed model, in hex. Throws as `checkOutModel` does. */
export async function digestCommitted({ root, model }: Omit<CommittedModelRequest, 'to'>, { signal }: Pick<CallContext, 'signal'>): Promise<string> {
  if (model.content.kind === 'lfs') return model.content.sha256;
  const hash = createHash('sha256');
  await readContent(root, model, hash, signal);
  return hash.digest('hex');
}

async function readContent(root: string, { content, path }: CommittedModel, target: NodeJS.WritableStream & Parameters<typeof streamGit>[1], signal: AbortSignal): Promise<void> {
  const folders = await findGitFolders(root);
  if (folders === null) throw new TrailError('git-failed', 'This folder is no longer in a Git repository.');
  if (content.kind === 'git') {
    await streamGit({ top: folders.top, args: ['cat-file', 'blob', content.blob], signal }, target);
    return;
  }
  const hash = createHash('sha256');
  await pipeline(createReadStream(content.file), async function* (source: AsyncIterable<Buffer>) {
    for await (const bytes of source) {
      hash.update(bytes);
      yield bytes;
    }
  }, target, { signal });
  if (hash.digest('hex') !== content.sha256) throw new TrailError('object-damaged', `The bytes of ${path} in Git LFS are damaged.`, { hint: 'Run git lfs fsck.' });
}

/**
 * What the commit itself holds of what produced the model: the script that writes its path, with what that imports, parameters and
 * metrics. That they were committed together is all that is known. Throws `cancelled`.
 */
export async function captureCommitted({ root, model, to }: CommittedModelRequest, context: CaptureContext): Promise<Provenance> {
  const { commit, mtimeMs, path } = model;
  const sources = join(to, 'sources');
  await mkdir(sources, { recursive: true });
  await checkOutSources(root, model, sources, context.signal);
  const captured = await captureProvenance(
    { root: sources, folder: sources, models: [{ path, modifiedAt: mtimeMs }], script: null, git: false, data: [], code: [], environment: 'unknown' },
    context,
  );
  const remark = { code: 'adopted', text: `Adopted from the commit ${commit.id.slice(0, 10)}: the code, parameters and metrics are those that were committed with the model; that they produced it is not certain.`, path };
  return {
    ...captured,
    code: { commit: commit.id, branch: null, patch: null, script: captured.script.chosen, files: captured.code?.files ?? [] },
    patch: null,
    environment: null,
    // Nothing of today is in them: neither what Git says of this work tree, nor what is missing beside the few files that were taken out.
    remarks: [remark, ...captured.remarks.filter(({ code }) => !code.startsWith('git-') && code !== 'data-missing')],
  };
}

interface Source {
  readonly path: string;
  readonly blob: string;
  readonly size: number;
}

/** Takes the scripts and settings of the commit out of Git, with its time on each. */
async function checkOutSources(root: string, { commit, mtimeMs }: CommittedModel, to: string, signal: AbortSignal): Promise<void> {
  const folders = await findGitFolders(root);
  if (folders === null) return;
  const { top } = folders;
  const tree = await runGit({ top, args: ['ls-tree', '-r', '-l', '-z', '--full-tree', commit.id, '--', relative(top, root).split(sep).join('/') || '.'], maxBytes: maxAllBytes, signal });
  if (tree.kind !== 'output') return;
  const sources = bounded(tree.bytes.toString('utf8').split('\0').flatMap((line) => sourceOf(top, root, line)));
  const contents = await readGitBlobs({ top, blobs: sources.map(({ blob }) => blob), maxBytes: maxAllBytes + sources.length * 200, signal });
  for (const { path, blob } of sources) {
    const bytes = contents.get(blob);
    if (bytes !== undefined) await writeSource(join(to, path), bytes, new Date(mtimeMs));
  }
}

async function writeSource(file: string, bytes: Uint8Array, time: Date): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, bytes);
    await utimes(file, time, time);
  } catch (error) {
    // This disk may not know two names apart that the commit has, or not take one.
    if (systemErrorCode(error) === 'ENOSPC') throw error;
  }
}

function sourceOf(top: string, root: string, line: string): Source[] {
  const [, blob = '', size = '', full = ''] = /^100\d{3} blob ([\da-f]+) +(\d+)\t([^]+)$/u.exec(line) ?? [];
  const path = full === '' ? null : belowRoot(top, root, full);
  // A tree that somebody made by hand can name any path.
  if (path === null || unsafePathReason(path) !== null || !sourceExtensions.has(extensionOf(path)) || Number(size) > maxSourceBytes) return [];
  return path.split('/').some((part) => skippedFolders.has(part)) ? [] : [{ path, blob, size: Number(size) }];
}

function bounded(sources: readonly Source[]): Source[] {
  let bytes = 0;
  const scriptsFirst = [...sources].sort((one, other) => Number(extensionOf(other.path) === 'py') - Number(extensionOf(one.path) === 'py'));
  return scriptsFirst.slice(0, maxSources).filter(({ size }) => (bytes += size) <= maxAllBytes);
}
