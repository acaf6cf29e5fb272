import type { Command } from 'commander';
import { findVersion } from '../trail/findVersion.ts';
import { renameLabel } from '../trail/editVersion.ts';
import { answerChanged } from './changed.ts';
import { runVerb, type CommandContext, type Environment } from './command.ts';
import { versionName } from './versionText.ts';

export function registerLabel(program: Command, environment: Environment): void {
  program.command('label').description("change a version's label").argument('<ref>', 'the version').argument('<new>', 'its new label').action(runVerb(environment, label));
}

async function label(context: CommandContext, reference: string, wanted: string): Promise<undefined> {
  const version = await findVersion(context.trail, reference);
  await renameLabel(context.trail, version, wanted);
  await answerChanged(context, version, `${versionName(version)} is now ${version.model}@${wanted}.`);
}
