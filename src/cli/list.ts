import type { Command } from 'commander';
import { versionJson } from '../domain/versionJson.ts';
import type { VersionSummary } from '../domain/version.ts';
import { listModels, listVersions } from '../trail/listVersions.ts';
import { runVerb, type CommandContext, type Environment } from './command.ts';
import { modelLines } from './versionText.ts';

interface ListOptions {
  readonly filter?: string;
  readonly deleted: boolean;
}

export function registerList(program: Command, environment: Environment): void {
  program
    .command('list')
    .description('list models and their versions, newest first')
    .argument('[model]', 'one model')
    .option('--filter <words>', 'only versions whose label, note, alias, tag or author has these words')
    .option('--deleted', 'deleted versions too', false)
    .action(runVerb(environment, list));
}

async function list({ trail, output }: CommandContext, model: string | undefined, options: ListOptions): Promise<undefined> {
  const scope = { deleted: options.deleted, ...(model === undefined ? {} : { model }), ...(options.filter === undefined ? {} : { filter: options.filter }) };
  const versions = await listVersions(trail, scope);
  const index = await trail.index();
  const whole = output.json ? versions.flatMap((version) => index?.version(version.id) ?? []) : [];
  output.answer({ versions: whole.map(versionJson) }, await listLines(trail, versions));
}

async function listLines(trail: CommandContext['trail'], versions: readonly VersionSummary[]): Promise<string[]> {
  const index = await trail.index();
  const models = await listModels(trail);
  const parentOf = (version: VersionSummary): VersionSummary | undefined => (version.parents[0] === undefined ? undefined : index?.summary(version.parents[0]));
  const lines = models.flatMap((model) => {
    const own = versions.filter((version) => version.model === model.name);
    return own.length === 0 ? [] : modelLines(model, own, parentOf, trail.clock.now());
  });
  return lines.length > 0 ? lines : ['No versions. Save one with: modeltrail save PATH'];
}
