import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import type { ChildAnswer, ChildTask } from './child.ts';

const project = join(import.meta.dirname, '../..');

export interface SaveRequest {
  readonly root: string;
  readonly path: string;
  readonly model: string;
}

/** When a process is to be killed: at a step of its writing, or so long after it began. */
export type Kill = { readonly atStep: number } | { readonly afterMs: number };

/** One way of saving in a process of its own. */
export interface Saver {
  readonly name: string;
  /** False where the process can only be killed from outside, by time. */
  readonly knowsSteps: boolean;
  /** @returns what the process acknowledged before it ended; null when it did not come so far */
  save(request: SaveRequest, kill?: Kill): Promise<{ acknowledged: ChildAnswer | null; killed: boolean; errors: string }>;
}

/** Calls the store's functions. Bundled once: most of a small process's time is spent on starting. */
export function storeSaver(): Saver & { run(task: ChildTask): Promise<ChildAnswer> } {
  const script = join(project, 'out/test/crashChild.mjs');
  mkdirSync(join(project, 'out/test'), { recursive: true });
  buildSync({ entryPoints: [join(import.meta.dirname, 'child.ts')], outfile: script, bundle: true, platform: 'node', format: 'esm', target: 'node22', external: ['better-sqlite3'], logLevel: 'error' });
  return {
    name: 'store',
    knowsSteps: true,
    async save(request, kill) {
      const task: ChildTask = { do: 'save', ...request, stopAt: kill !== undefined && 'atStep' in kill ? kill.atStep : 0 };
      return run([script, JSON.stringify(task)], kill, (output) => parseOrNull(output) as ChildAnswer | null);
    },
    async run(task) {
      const { acknowledged, errors } = await run([script, JSON.stringify(task)], undefined, (output) => parseOrNull(output) as ChildAnswer | null);
      if (acknowledged === null) throw new Error(errors);
      return acknowledged;
    },
  };
}

/** Calls the terminal's `save --json`. @param script the built command */
export function terminalSaver(script: string): Saver {
  return {
    name: 'terminal',
    knowsSteps: false,
    save(request, kill) {
      const args = [script, '-C', request.root, 'save', request.path, '--model', request.model, '--json'];
      return run(args, kill, (output) => {
        const { version } = (parseOrNull(output) ?? {}) as { version?: { id?: string; label?: string; artifacts?: { sha256: string; size: number }[] } };
        const artifact = version?.artifacts?.[0];
        if (version?.id === undefined || artifact === undefined) return null;
        return { id: version.id, label: version.label ?? '', sha256: artifact.sha256, size: artifact.size, steps: 0, peakBytes: 0 };
      });
    },
  };
}

function run(args: string[], kill: Kill | undefined, parse: (output: string) => ChildAnswer | null): ReturnType<Saver['save']> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let [output, errors] = ['', ''];
    child.stdout.on('data', (data: Buffer) => (output += data.toString()));
    child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
    const timer = kill !== undefined && 'afterMs' in kill ? setTimeout(() => child.kill('SIGKILL'), kill.afterMs) : undefined;
    child.on('error', reject);
    child.on('close', (_code, signal) => {
      clearTimeout(timer);
      resolve({ acknowledged: parse(output), killed: signal === 'SIGKILL', errors });
    });
  });
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
