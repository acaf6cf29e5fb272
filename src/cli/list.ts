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
    .option('--filter <expr>', 'only versions that match, such as: "acc>0.94 lr<1e-3 optimizer=AdamW author:me since:2w"')
    .option('--deleted', 'deleted versions too', false)
    .addHelpText('after', filterHelp)
    .action(runVerb(environment, list));
}

const filterHelp = `
Terms of a filter are separated by blanks, and all must hold; - before one negates it.
  word, "two words"            in label, note, tags, aliases, author, model, or an id's first digits
  acc>0.94 optimizer=AdamW     a parameter or metric, its name may be shortened: = != > >= < <= and ~ for contains
  label:1.* tag: alias: model: note: author:NAME author:me
  since:2w until:2026-10-01 before:3d
  is:best|latest|here|elsewhere|lost|deleted    has:note|metrics|params|code|data|curves`;

async function list({ trail, output }: CommandContext, model: string | undefined, options: ListOptions): Promise<undefined> {
  const scope = { deleted: options.deleted, ...(model === undefined ? {} : { model }) };
  const versions = await listVersions(trail, scope, options.filter);
  const index = await trail.index();
  const whole = output.json ? versions.flatMap((version) => index?.version(version.id) ?? []) : [];
  output.answer({ versions: whole.map(versionJson) }, await listLines(trail, versions, options.filter !== undefined));
}

async function listLines(trail: CommandContext['trail'], versions: readonly VersionSummary[], filtered: boolean): Promise<string[]> {
  const index = await trail.index();
  const models = await listModels(trail);
  const parentOf = (version: VersionSummary): VersionSummary | undefined => (version.parents[0] === undefined ? undefined : index?.summary(version.parents[0]));
  const lines = models.flatMap((model) => {
    const own = versions.filter((version) => version.model === model.name);
    return own.length === 0 ? [] : modelLines(model, own, parentOf, trail.clock.now());
  });
  if (lines.length > 0) return lines;
  return [filtered && models.length > 0 ? 'No version matches the filter.' : 'No versions. Save one with: modeltrail save PATH'];
}
