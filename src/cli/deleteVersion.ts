import type { Command } from 'commander';
import { deleteVersion, undeleteVersion } from '../trail/editVersion.ts';
import { findVersion } from '../trail/findVersion.ts';
import { answerChanged } from './changed.ts';
import { runVerb, type CommandContext, type Environment } from './command.ts';
import { versionName } from './versionText.ts';

export function registerDelete(program: Command, environment: Environment): void {
  program.command('delete').description('put a version out of sight; undelete brings it back').argument('<ref>', 'the version').action(runVerb(environment, remove));
  program.command('undelete').description('bring a deleted version back').argument('<ref>', 'the version').action(runVerb(environment, bringBack));
}

async function remove(context: CommandContext, reference: string): Promise<undefined> {
  const version = await findVersion(context.trail, reference);
  await deleteVersion(context.trail, version);
  await answerChanged(context, version, `${versionName(version)} was deleted. To bring it back: modeltrail undelete ${version.id.slice(0, 12)}`);
}

async function bringBack(context: CommandContext, reference: string): Promise<undefined> {
  const version = await findVersion(context.trail, reference, { deleted: true });
  await undeleteVersion(context.trail, version);
  await answerChanged(context, version, `${versionName(version)} is back.`);
}
