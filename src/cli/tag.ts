import type { Command } from 'commander';
import { setTag } from '../trail/editVersion.ts';
import { findVersion } from '../trail/findVersion.ts';
import { answerChanged } from './changed.ts';
import { runVerb, type CommandContext, type Environment } from './command.ts';
import { versionName } from './versionText.ts';

export function registerTag(program: Command, environment: Environment): void {
  program
    .command('tag')
    .description('put a word on a version, or take it off')
    .argument('<ref>', 'the version')
    .argument('<tag>', 'the word')
    .option('--remove', 'take it off', false)
    .action(runVerb(environment, tag));
}

async function tag(context: CommandContext, reference: string, word: string, options: { readonly remove: boolean }): Promise<undefined> {
  const version = await findVersion(context.trail, reference);
  await setTag(context.trail, version, word, !options.remove);
  await answerChanged(context, version, `${versionName(version)} ${options.remove ? 'no longer has' : 'has'} the tag ${word}.`);
}
