import { Command, CommanderError } from 'commander';
import { TrailError, systemErrorCode } from '../base/errors.ts';
import { registerAdopt } from './adopt.ts';
import { registerAlias } from './alias.ts';
import type { Environment } from './command.ts';
import { registerDelete } from './deleteVersion.ts';
import { registerDiff } from './diff.ts';
import { registerInfo } from './info.ts';
import { registerLabel } from './label.ts';
import { registerList } from './list.ts';
import { registerNote } from './note.ts';
import { Output } from './output.ts';
import { registerRestore } from './restore.ts';
import { registerRun } from './run.ts';
import { registerSave } from './save.ts';
import { registerShare } from './share.ts';
import { registerShow } from './show.ts';
import { registerStats } from './stats.ts';
import { registerTag } from './tag.ts';
import { registerVerify } from './verify.ts';

const verbs = [registerSave, registerRun, registerAdopt, registerList, registerShow, registerDiff, registerInfo, registerRestore, registerLabel, registerAlias, registerTag, registerNote, registerDelete, registerVerify, registerStats, registerShare];

/** The whole terminal face. Its exit codes: 0 done, 1 the answer is no, 2 bad usage or input. */
export async function runProgram(argv: readonly string[], version: string, environment: Environment): Promise<void> {
  const program = new Command('modeltrail');
  program
    .description('Versions of machine-learning models, with what produced them.')
    .version(version)
    .option('-C <dir>', 'run as if started in this folder')
    .option('--json', 'answer with one JSON document')
    .helpCommand(true)
    .showSuggestionAfterError(true);
  surviveClosedOutput();
  for (const register of verbs) register(program, environment);
  for (const command of everyCommand(program)) prepare(command, argv);
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = usageFailure(error, argv.includes('--json'));
    else process.exitCode = new Output(argv.includes('--json')).fail(error);
  }
}

/** A reader that has seen enough, as `head` does, is no failure; an answer that could not be written is. */
function surviveClosedOutput(): void {
  process.stdout.on('error', (error) => {
    if (systemErrorCode(error) !== 'EPIPE') process.exitCode = new Output(process.argv.includes('--json')).fail(unheard(error));
  });
  process.stderr.on('error', () => undefined);
}

function unheard(cause: Error): TrailError {
  const message = `The answer could not be written to standard output: ${cause.message}.`;
  return new TrailError(systemErrorCode(cause) === 'ENOSPC' ? 'disk-full' : 'file-unreadable', message, { hint: 'What was asked for was done; modeltrail list shows it.', cause });
}

function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap((inner) => everyCommand(inner as Command))];
}

/** Options that stand for the whole program may be written after the verb too. */
function prepare(command: Command, argv: readonly string[]): void {
  if (command.parent !== null && command.commands.length === 0) command.option('--json', 'answer with one JSON document').option('-C <dir>', 'run as if started in this folder');
  command.exitOverride().configureOutput({ writeErr: (text) => void (argv.includes('--json') || isUsageText(text) || process.stderr.write(text)) });
}

/** Commander's own error lines are replaced by ours. */
function isUsageText(text: string): boolean {
  return text.startsWith('error:');
}

function usageFailure(error: CommanderError, json: boolean): number {
  if (error.exitCode === 0) return 0;
  if (error.code === 'commander.help') return 2;
  const message = error.message.replace(/^error: /u, '').replace(/\n/gu, ' ');
  const sentence = `${message.charAt(0).toUpperCase()}${message.slice(1)}`;
  return new Output(json).fail(new TrailError('usage', /[.?)]$/u.test(sentence) ? sentence : `${sentence}.`, { hint: 'See: modeltrail help' }));
}
