import type { Command } from 'commander';
import { TrailError } from '../base/errors.ts';
import type { TypedValue } from '../domain/typedValue.ts';
import { versionJson } from '../domain/versionJson.ts';
import { runAndSave } from '../trail/runAndSave.ts';
import { runVerb, type CommandContext, type Environment } from './command.ts';
import { collect, collectAssignment } from './options.ts';
import { savedLine } from './savedLine.ts';

interface RunOptions {
  readonly model?: string;
  readonly message?: string;
  readonly label?: string;
  readonly save: readonly string[];
  readonly param: ReadonlyMap<string, TypedValue>;
  readonly keepFailed: boolean;
}

export function registerRun(program: Command, environment: Environment): void {
  program
    .command('run')
    .description('run a command and save the models that it writes, with what was there as it began')
    .usage('[options] -- command…')
    .argument('<command...>', 'the command, after --')
    .option('--model <name>', 'the line of versions it belongs to; found from the path where left out')
    .option('-m, --message <note>', 'a note')
    .option('--label <label>', 'a label; the next free one where left out')
    .option('--save <path>', 'a model file or folder to save; what the run wrote where left out (repeat for more)', collect, [])
    .option('--param <name=value>', 'a parameter (repeat for more)', collectAssignment('--param'), new Map())
    .option('--keep-failed', 'save what a run left that failed, too', false)
    .action(runVerb(environment, run));
}

async function run(context: CommandContext, command: string[], options: RunOptions): Promise<number> {
  const { trail, output } = context;
  const { status, failed, saved } = await runAndSave(trail, {
    command,
    paths: options.save,
    note: options.message ?? '',
    params: options.param,
    keepFailed: options.keepFailed,
    ...(options.model === undefined ? {} : { model: options.model }),
    ...(options.label === undefined ? {} : { label: options.label }),
    // Under --json standard output is the answer's alone.
    print: (bytes, stream) => { (stream === 'stdout' && !output.json ? process.stdout : process.stderr).write(bytes); },
  });
  if (failed && saved.length === 0) output.remark(`The command failed (${String(status)}); nothing was saved. To save what it left: --keep-failed`);
  else if (saved.length === 0) throw new TrailError('file-missing', 'The command ended well, but no model file was found that it wrote.', { hint: 'Name it: modeltrail run --save PATH -- COMMAND' });
  output.answer({ status, versions: saved.map(({ version }) => versionJson(version)) }, saved.flatMap((each) => [savedLine(each), ...each.version.remarks.map(({ text }) => text)]));
  return status;
}
