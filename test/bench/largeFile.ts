import { randomFillSync } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, readdirSync, writeSync } from 'node:fs';

/** A file that nothing can make smaller, flushed. @param size in bytes, a multiple of 4 MiB */
export function writeRandomFile(path: string, size: number): void {
  const piece = Buffer.alloc(4 * 1024 * 1024);
  const file = openSync(path, 'w');
  for (let done = 0; done < size; done += piece.length) writeSync(file, randomFillSync(piece));
  fsyncSync(file);
  closeSync(file);
}

/** Resident memory, in bytes, of a process and all that it started. Linux tells it in /proc. */
export function memoryOfTree(pid: number): number {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/u.test(entry))) {
    const parent = parentOf(Number(name));
    if (parent !== null) children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const sum = (root: number): number => residentMemory(root) + (children.get(root) ?? []).reduce((total, child) => total + sum(child), 0);
  return sum(pid);
}

function parentOf(pid: number): number | null {
  try {
    return Number(/^PPid:\s+(\d+)/mu.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return null;
  }
}

function residentMemory(pid: number): number {
  try {
    return Number(/^VmRSS:\s+(\d+) kB/mu.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
