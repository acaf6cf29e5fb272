import * as vscode from 'vscode';
import { TrailError } from '../../base/errors.ts';
import { readCodeFile, readPatch } from '../../trail/readSource.ts';
import type { Version } from '../../domain/version.ts';
import type { Trail } from '../../trail/trail.ts';
import type { EditorContext } from '../context/editorContext.ts';
import type { Trails } from '../context/trails.ts';
import { pastFileScheme, readPastFileUri } from './pastFileUri.ts';

/** Opens scripts as they were when a version was saved, from the store, read-only. */
export function register(context: EditorContext): void {
  context.extension.subscriptions.push(vscode.workspace.registerFileSystemProvider(pastFileScheme, new PastFiles(context.trails), { isReadonly: true, isCaseSensitive: true }));
}

class PastFiles implements vscode.FileSystemProvider {
  readonly #trails: Trails;
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changed.event;

  constructor(trails: Trails) {
    this.#trails = trails;
  }

  /** What was recorded never changes. */
  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const { version, bytes } = await this.#read(uri);
    const time = Date.parse(version.createdAt);
    return { type: vscode.FileType.File, ctime: time, mtime: time, size: bytes.byteLength, permissions: vscode.FilePermission.Readonly };
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return (await this.#read(uri)).bytes;
  }

  async #read(uri: vscode.Uri): Promise<{ readonly version: Version; readonly bytes: Uint8Array }> {
    const address = readPastFileUri(uri);
    const trail = address === null ? undefined : await this.#trails.at(address.root);
    const version = address === null ? undefined : (await trail?.index())?.version(address.id);
    if (address === null || trail === undefined || version === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    try {
      return { version, bytes: await contents(trail, version, address.path) };
    } catch (error) {
      throw error instanceof TrailError ? vscode.FileSystemError.Unavailable(error.message) : error;
    }
  }

  readDirectory(): [string, vscode.FileType][] {
    return [];
  }

  createDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  writeFile(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }
}

async function contents(trail: Trail, version: Version, path: string): Promise<Uint8Array> {
  if (version.code?.files.some((file) => file.path === path) === true) return readCodeFile(trail, version, path);
  if (path === 'uncommitted.patch') return (await readPatch(trail, version)) ?? new Uint8Array();
  if (path === 'requirements.txt') return Buffer.from([...(version.environment?.packages ?? [])].map(([name, release]) => `${name}==${release}\n`).join(''));
  throw new TrailError('file-missing', vscode.l10n.t('{0} {1} has no {2}.', version.model, version.label, path));
}
