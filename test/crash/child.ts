import { readFileSync, writeSync } from 'node:fs';
import { relative } from 'node:path';
import { commitVersion } from '../../src/store/commit.ts';
import { putFiles } from '../../src/store/fileStore.ts';
import { findStore } from '../../src/store/place.ts';
import { restoreFile } from '../../src/store/restoreFile.ts';
import { StoppingDisk } from './stoppingDisk.ts';

/** What a child process of the crash tests is told to do, as JSON in its first argument. */
export type ChildTask =
  | { readonly do: 'save'; readonly root: string; readonly path: string; readonly model: string; readonly stopAt: number }
  | { readonly do: 'restore'; readonly root: string; readonly sha256: string; readonly size: number; readonly target: string };

/** What it prints, once, when its work is acknowledged. */
export interface ChildAnswer {
  readonly id: string;
  readonly label: string;
  readonly sha256: string;
  readonly size: number;
  readonly steps: number;
  /** The largest resident size of the process, in bytes; 0 where the system doesn't tell. */
  readonly peakBytes: number;
}

const task = JSON.parse(process.argv[2] ?? '') as ChildTask;
const context = { signal: new AbortController().signal, progress: () => undefined };
const disk = new StoppingDisk(task.do === 'save' ? task.stopAt : 0);
const { storeDir } = findStore(task.root);

if (task.do === 'save') {
  const [file] = await putFiles(storeDir, [{ path: task.path }], context, disk);
  if (file === undefined) throw new Error('nothing was stored');
  const author = { name: `process ${String(process.pid)}`, email: null };
  const artifacts = [{ path: relative(task.root, task.path), size: file.size, sha256: file.sha256 }];
  const draft = { schema: 1 as const, model: task.model, trainedAt: null, author, parents: [], artifacts, params: {}, metrics: {}, code: null, data: [], environment: null, remarks: [] };
  const { id, label } = await commitVersion(storeDir, { draft, label: { suggest: 'minor', after: null }, note: '' }, Date.now(), disk);
  answer({ id, label, sha256: file.sha256, size: file.size, steps: disk.steps, peakBytes: peakBytes() });
} else {
  await restoreFile(storeDir, task.sha256, task.size, task.target, context);
  answer({ id: '', label: '', sha256: task.sha256, size: task.size, steps: 0, peakBytes: peakBytes() });
}

/** Written at once: what was printed before the process ends was acknowledged. */
function answer(what: ChildAnswer): void {
  writeSync(1, `${JSON.stringify(what)}\n`);
}

function peakBytes(): number {
  if (process.platform !== 'linux') return 0;
  return Number(/VmHWM:\s+(\d+)/u.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0) * 1024;
}
