import type { Command } from 'commander';
import { versionJson } from '../domain/versionJson.ts';
import { inspectFile, type InspectedFile } from '../trail/inspectFile.ts';
import { runVerb, type CommandContext, type Environment } from './command.ts';
import { versionName } from './versionText.ts';

export function registerInfo(program: Command, environment: Environment): void {
  program.command('info').description('say which version a model file is, by its bytes').argument('<file>', 'model file or folder').action(runVerb(environment, info));
}

async function info(context: CommandContext, file: string): Promise<undefined> {
  const inspected = await inspectFile(context.trail, file, context.longWork('Reading'));
  const { path, state, version } = inspected;
  context.output.answer({ path, state: state === null ? 'unknown' : state === 'changed' ? 'modified' : state, version: version === null ? null : versionJson(version) }, [sentence(inspected)]);
}

function sentence({ path, state, version }: InspectedFile): string {
  if (version === null || state === null) return `${path} is in no version. Save it with: modeltrail save ${path}`;
  const note = version.note === '' ? '' : ` (${version.note.split('\n')[0] ?? ''})`;
  return state === 'saved' ? `${path} is ${versionName(version)}${note}.` : `${path} was changed since ${versionName(version)}${note}; these bytes are in no version.`;
}
