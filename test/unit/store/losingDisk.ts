import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { realDisk, type Disk, type DiskFile } from '../../../src/store/disk.ts';

/** What a power cut leaves of what was not flushed: nothing, names without the bytes, or all (as when only the process dies). */
export type Loss = 'unflushed' | 'unflushed bytes' | 'nothing';

interface FileNode { kind: 'file'; bytes: Buffer; durable: Buffer }
interface FolderNode { kind: 'folder'; entries: Map<string, Node>; durable: Map<string, Node> }
type Node = FileNode | FolderNode;

type Operation =
  | { do: 'folder' | 'create' | 'remove' | 'flushFolder' | 'flush'; path: string }
  | { do: 'rename'; path: string; to: string }
  | { do: 'truncate'; path: string; size: number }
  | { do: 'write'; path: string; bytes: Buffer; position: number };

/** Works on the real disk, and keeps what was done, so that the disk can be shown as a power cut after any step would have left it. */
export class LosingDisk implements Disk {
  readonly #base: string;
  readonly #log: Operation[] = [];

  constructor(base: string) {
    this.#base = base;
  }

  get steps(): number {
    return this.#log.length;
  }

  async makeFolder(path: string): Promise<boolean> {
    const made = await realDisk.makeFolder(path);
    if (made) this.#log.push({ do: 'folder', path });
    return made;
  }

  async create(path: string): Promise<DiskFile> {
    const file = await realDisk.create(path);
    this.#log.push({ do: 'create', path });
    return this.#recorded(path, file);
  }

  async reopen(path: string): Promise<DiskFile> {
    return this.#recorded(path, await realDisk.reopen(path));
  }

  clone(): Promise<boolean> {
    return Promise.resolve(false);
  }

  copyGrowing(): null {
    return null;
  }

  async rename(path: string, to: string): Promise<void> {
    await realDisk.rename(path, to);
    this.#log.push({ do: 'rename', path, to });
  }

  async flushFolder(path: string): Promise<void> {
    await realDisk.flushFolder(path);
    this.#log.push({ do: 'flushFolder', path });
  }

  async remove(path: string): Promise<void> {
    await realDisk.remove(path);
    this.#log.push({ do: 'remove', path });
  }

  /** Takes what stands below a folder already for flushed. */
  adopt(folder: string): void {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      this.#log.push({ do: entry.isDirectory() ? 'folder' : 'create', path });
      if (entry.isDirectory()) this.adopt(path);
      else this.#log.push({ do: 'write', path, bytes: readFileSync(path), position: 0 }, { do: 'flush', path });
    }
    this.#log.push({ do: 'flushFolder', path: folder });
  }

  #recorded(path: string, file: DiskFile): DiskFile {
    return {
      write: async (bytes, position) => {
        await file.write(bytes, position);
        this.#log.push({ do: 'write', path, bytes: Buffer.from(bytes), position });
      },
      truncate: async (size) => {
        await file.truncate(size);
        this.#log.push({ do: 'truncate', path, size });
      },
      flush: async () => {
        await file.flush();
        this.#log.push({ do: 'flush', path });
      },
      close: () => file.close(),
    };
  }

  /** Writes, below `target`, what stood below the base after the first `steps` steps and a power cut. */
  materialise(steps: number, loss: Loss, target: string): void {
    const root = newFolder();
    for (const operation of this.#log.slice(0, steps)) this.#replay(root, operation);
    write(root, target, loss);
  }

  #replay(root: FolderNode, operation: Operation): void {
    const { folder, name } = this.#find(root, operation.path);
    const node = name === '' ? folder : folder.entries.get(name);
    switch (operation.do) {
      case 'folder':
        folder.entries.set(name, newFolder());
        break;
      case 'create':
        folder.entries.set(name, { kind: 'file', bytes: Buffer.alloc(0), durable: Buffer.alloc(0) });
        break;
      case 'remove':
        folder.entries.delete(name);
        break;
      case 'rename': {
        const to = this.#find(root, operation.to);
        if (node !== undefined) to.folder.entries.set(to.name, node);
        folder.entries.delete(name);
        break;
      }
      case 'flushFolder':
        if (node?.kind === 'folder') node.durable = new Map(node.entries);
        break;
      default:
        if (node?.kind === 'file') replayBytes(node, operation);
    }
  }

  #find(root: FolderNode, path: string): { folder: FolderNode; name: string } {
    const parts = relative(this.#base, path).split(/[\\/]/u).filter((part) => part !== '');
    const name = parts.pop() ?? '';
    let folder = root;
    for (const part of parts) {
      const next = folder.entries.get(part);
      if (next?.kind !== 'folder') throw new Error(`${path} has no folder`);
      folder = next;
    }
    return { folder, name };
  }
}

function replayBytes(node: FileNode, operation: Operation): void {
  if (operation.do === 'flush') node.durable = node.bytes;
  if (operation.do === 'truncate') node.bytes = Buffer.from(node.bytes.subarray(0, operation.size));
  if (operation.do === 'write') {
    const bytes = Buffer.alloc(Math.max(node.bytes.length, operation.position + operation.bytes.length));
    node.bytes.copy(bytes);
    operation.bytes.copy(bytes, operation.position);
    node.bytes = bytes;
  }
}

function newFolder(): FolderNode {
  return { kind: 'folder', entries: new Map(), durable: new Map() };
}

function write(node: Node, target: string, loss: Loss): void {
  if (node.kind === 'file') {
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, loss === 'nothing' ? node.bytes : node.durable);
    return;
  }
  mkdirSync(target, { recursive: true });
  for (const [name, inner] of loss === 'unflushed' ? node.durable : node.entries) write(inner, join(target, name), loss);
}
