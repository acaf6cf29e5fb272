import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import type { CallContext, Progress } from '../../../src/base/rpc.ts';
import { commitVersion, type Committed, type LabelRequest, type ManifestDraft } from '../../../src/store/commit.ts';
import { putFiles, type StoredFile } from '../../../src/store/fileStore.ts';
import { openIndexReader, type IndexReader } from '../../../src/store/index/reader.ts';
import { refreshIndex } from '../../../src/store/index/refresh.ts';

export const author = { name: 'Ada', email: 'ada@example.org' };

export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export function context(onProgress: (progress: Progress) => void = () => undefined, signal: AbortSignal = new AbortController().signal): CallContext {
  return { signal, progress: onProgress };
}

/** A workspace with a store of its own, gone after the test. */
export class Workspace {
  readonly root: string;
  readonly storeDir: string;

  constructor() {
    this.root = mkdtempSync(join(tmpdir(), 'modeltrail-store-'));
    this.storeDir = join(this.root, '.modeltrail', 'store');
  }

  path(name: string): string {
    return join(this.root, ...name.split('/'));
  }

  /** Writes a file, random unless told. */
  write(name: string, bytes: Uint8Array | string | number): string {
    const path = this.path(name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof bytes === 'number' ? randomBytes(bytes) : bytes);
    return path;
  }

  put(...names: string[]): Promise<StoredFile[]> {
    return putFiles(this.storeDir, names.map((name) => ({ path: this.path(name) })), context());
  }

  draft(artifacts: ManifestDraft['artifacts'], more: Partial<ManifestDraft> = {}): ManifestDraft {
    return { schema: 1, model: 'churn', trainedAt: null, author, parents: [], artifacts, params: {}, metrics: {}, code: null, data: [], environment: null, remarks: [], ...more };
  }

  /** Saves files as one version. */
  async save(names: readonly string[], options: { label?: LabelRequest; now?: number; more?: Partial<ManifestDraft> } = {}): Promise<Committed & { files: StoredFile[] }> {
    const files = await this.put(...names);
    const artifacts = files.map(({ path, size, sha256 }) => ({ path: relative(this.root, path).split('\\').join('/'), size, sha256 }));
    const request = { draft: this.draft(artifacts, options.more), label: options.label ?? ({ suggest: 'minor', after: null } as const), note: 'a note' };
    return { ...(await commitVersion(this.storeDir, request, options.now ?? Date.now())), files };
  }

  async reader(): Promise<IndexReader> {
    await refreshIndex(this.storeDir);
    return openIndexReader(this.storeDir);
  }

  /** Runs `use` with an up-to-date reader. */
  async read<T>(use: (reader: IndexReader) => T): Promise<T> {
    const reader = await this.reader();
    try {
      return use(reader);
    } finally {
      reader.close();
    }
  }

  /** Files of the store, relative to it, without SQLite's. */
  files(folder = ''): string[] {
    if (!existsSync(join(this.storeDir, folder))) return [];
    return readdirSync(join(this.storeDir, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !/^(?:index|locks)/u.test(entry.name))
      .map((entry) => relative(this.storeDir, join(entry.parentPath, entry.name)))
      .sort();
  }

  dispose(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** Runs a test with a workspace that goes afterwards. */
export function inWorkspace(test: (workspace: Workspace) => Promise<void>): () => Promise<void> {
  return async () => {
    const workspace = new Workspace();
    try {
      await test(workspace);
    } finally {
      workspace.dispose();
    }
  };
}
