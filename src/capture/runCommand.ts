import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { TrailError, systemErrorCode } from '../base/errors.ts';
import { PrintedValues } from './printedValues.ts';

export interface CommandToRun {
  readonly command: readonly string[];
  /** Absolute. */
  readonly folder: string;
  /** Gets what it prints, as it comes. */
  readonly print: (bytes: Buffer, stream: 'stdout' | 'stderr') => void;
}

export interface EndedCommand {
  /** Null where a signal ended it. */
  readonly exitCode: number | null;
  /** What a shell gives for it. */
  readonly status: number;
  readonly printed: PrintedValues;
}

/**
 * Runs a person's command as a child, with this terminal's input, and waits for it to end. Ctrl-C is its to answer.
 * Throws `usage` where it can't be started.
 */
export async function runCommand({ command, folder, print }: CommandToRun): Promise<EndedCommand> {
  const [program = '', ...args] = command;
  const printed = new PrintedValues();
  // Python holds back what it prints into a pipe.
  const child = spawn(program, args, { cwd: folder, env: { PYTHONUNBUFFERED: '1', ...process.env }, stdio: ['inherit', 'pipe', 'pipe'] });
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].on('data', (bytes: Buffer) => {
      print(bytes, stream);
      printed.push(bytes);
    });
  }
  return new Promise((done, fail) => {
    child.on('error', (error) => {
      const why = systemErrorCode(error) === 'ENOENT' ? 'there is no such program' : error.message;
      fail(new TrailError('usage', `${program} can't be run: ${why}.`, { hint: 'Give the command as you would type it: modeltrail run -- python train.py', cause: error }));
    });
    child.on('close', (exitCode, signal) => {
      printed.end();
      done({ exitCode, status: exitCode ?? 128 + (signal === null ? 0 : constants.signals[signal]), printed });
    });
  });
}

/** Variables that change what a training does and never hold a secret. */
const steering = ['CUDA_VISIBLE_DEVICES', 'CUBLAS_WORKSPACE_CONFIG', 'HF_HUB_OFFLINE', 'KERAS_BACKEND', 'LOCAL_RANK', 'MKL_NUM_THREADS', 'OMP_NUM_THREADS', 'PYTHONHASHSEED', 'RANK', 'TF_DETERMINISTIC_OPS', 'TF_ENABLE_ONEDNN_OPTS', 'TOKENIZERS_PARALLELISM', 'TRANSFORMERS_OFFLINE', 'WORLD_SIZE', 'XLA_FLAGS'];

export function steeringVariables(variables: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(steering.flatMap((name) => (variables[name] === undefined ? [] : [[name, variables[name].slice(0, 500)]])));
}
