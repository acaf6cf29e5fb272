import type { Command } from 'commander';
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

/** Gives a verb an open trail and an output, closes both, and turns failures into one sentence. */
export function runVerb<Arguments extends unknown[]>(environment: Environment, action: Action<Arguments>): (...given: [...Arguments, Command]) => Promise<void> {
  return async (...given) => {
    const command = given.at(-1) as Command;
    const { C: folder, json } = command.optsWithGlobals<{ C?: string; json?: boolean }>();
    const output = new Output(json ?? false);
    const controller = new AbortController();
    const cancel = (): void => {
      controller.abort();
    };
    process.once('SIGINT', cancel).once('SIGTERM', cancel);
    let trail: Trail | null = null;
    let clear = (): void => undefined;
    try {
      trail = await openTrail(folder ?? process.cwd(), { workerScript: environment.workerScript, trusted: true });
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
      process.off('SIGINT', cancel).off('SIGTERM', cancel);
      trail?.dispose();
    }
  };
}
