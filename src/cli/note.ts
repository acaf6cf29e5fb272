import type { Command } from 'commander';
import { editNote } from '../trail/editVersion.ts';
import { findVersion } from '../trail/findVersion.ts';
import { answerChanged } from './changed.ts';
import { runVerb, type CommandContext, type Environment } from './command.ts';
import { versionName } from './versionText.ts';

export function registerNote(program: Command, environment: Environment): void {
  program.command('note').description("replace a version's note").argument('<ref>', 'the version').argument('<text>', 'the note; empty to remove it').action(runVerb(environment, note));
}

async function note(context: CommandContext, reference: string, text: string): Promise<undefined> {
  const version = await findVersion(context.trail, reference);
  await editNote(context.trail, version, text);
  await answerChanged(context, version, `The note of ${versionName(version)} was changed.`);
}
