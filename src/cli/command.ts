import type { Command } from 'commander';
import { TrailError } from '../base/errors.ts';
import type { CallOptions } from '../base/rpc.ts';
import { openTrail } from '../trail/openTrail.ts';
import type { Trail } from '../trail/trail.ts';
import { Output } from './output.ts';
import { progressLine } from './progressLine.ts';

/** What every verb is given. */
export interface CommandContext {
  readonly output: Output;
  readonly trail: Trail;
  /** For work that may take long: Ctrl-C cancels it, its progress is shown. */
  longWork(what: string): CallOptions;
}

export interface Environment {
  readonly workerScript: string;
}

/** A verb's work; its number is the exit code, 0 where it gives none. */
export type Action<Arguments extends unknown[]> = (context: CommandContext, ...given: Arguments) => Promise<number | undefined>;

/** A worker that waits for a disk or a pipe that never answers can't be cancelled. */
const overdueMs = 3000;

/** The store is whole whenever a process ends; whether the last step was done is then not known. */
function endUnfinished(output: Output, signal: NodeJS.Signals): void {
  output.fail(new TrailError('cancelled', 'Stopped before the work had come to an end.', { hint: 'modeltrail list shows what is saved.' }));
  // An ordinary exit would wait for the thread that is stuck. Nobody listens to the signal any more, so it ends the process.
  process.kill(process.pid, signal);
}

/** Gives a verb an open trail and an output, closes both, and turns failures into one sentence. */
export function runVerb<Arguments extends unknown[]>(environment: Environment, action: Action<Arguments>): (...given: [...Arguments, Command]) => Promise<void> {
  return async (...given) => {
    const command = given.at(-1) as Command;
    const { C: folder, json } = command.optsWithGlobals<{ C?: string; json?: boolean }>();
    const output = new Output(json ?? false);
    const controller = new AbortController();
    let overdue: NodeJS.Timeout | undefined;
    const cancel = (signal: NodeJS.Signals): void => {
      controller.abort();
      overdue = setTimeout(() => {
        endUnfinished(output, signal);
      }, overdueMs);
    };
    process.once('SIGINT', cancel).once('SIGTERM', cancel);
    let trail: Trail | null = null;
    let clear = (): void => undefined;
    try {
      trail = await openTrail(folder ?? process.cwd(), {
        workerScript: environment.workerScript,
        trusted: true,
        notify: (sentence) => {
          output.remark(sentence);
        },
      });
      const longWork = (what: string): CallOptions => {
        const line = progressLine(what, output.json);
        clear = line.clear;
        return { signal: controller.signal, onProgress: line.report };
      };
      process.exitCode = (await action({ output, trail, longWork }, ...(given.slice(0, -1) as unknown as Arguments))) ?? 0;
    } catch (error) {
      clear();
      process.exitCode = output.fail(error);
    } finally {
      clear();
      clearTimeout(overdue);
      process.off('SIGINT', cancel).off('SIGTERM', cancel);
      trail?.dispose();
    }
  };
}
