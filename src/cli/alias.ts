import type { Command } from 'commander';
import { TrailError } from '../base/errors.ts';
import { setAlias, unsetAlias } from '../trail/editVersion.ts';
import { findVersion, savedIndex } from '../trail/findVersion.ts';
import { answerChanged } from './changed.ts';
import { runVerb, type CommandContext, type Environment } from './command.ts';
import { columns } from './output.ts';
import { versionName } from './versionText.ts';

interface ModelOption {
  readonly model?: string;
}

export function registerAlias(program: Command, environment: Environment): void {
  const alias = program.command('alias').description('movable names for versions, such as production');
  alias.command('set').description('let a name stand for a version').argument('<name>').argument('<ref>').action(runVerb(environment, set));
  alias.command('unset').description('remove a name').argument('<name>', 'production, or churn@production').option('--model <name>').action(runVerb(environment, unset));
  alias.command('list').description('list names and where they stand').option('--model <name>').action(runVerb(environment, list));
}

async function set(context: CommandContext, name: string, reference: string): Promise<undefined> {
  const version = await findVersion(context.trail, reference);
  await setAlias(context.trail, version, name);
  await answerChanged(context, version, `${version.model}@${name} is now ${version.label}.`);
}

async function unset({ trail, output }: CommandContext, name: string, options: ModelOption): Promise<undefined> {
  const index = await savedIndex(trail);
  const at = name.lastIndexOf('@');
  const model = at > 0 ? name.slice(0, at) : (options.model ?? null);
  const alias = name.slice(at + 1);
  const [found, ...others] = index.aliases(model).filter((each) => each.alias === alias);
  if (found === undefined) throw new TrailError('reference-unknown', `There is no alias ${name}.`, { hint: 'modeltrail alias list shows them.' });
  if (others.length > 0) throw new TrailError('reference-ambiguous', `Several models have an alias ${alias}.`, { hint: `Name the model: ${found.model}@${alias}` });
  await unsetAlias(trail, found.model, alias);
  output.answer({ model: found.model, alias, version: null }, [`${found.model}@${alias} was removed.`]);
}

async function list({ trail, output }: CommandContext, options: ModelOption): Promise<undefined> {
  const index = await trail.index();
  const aliases = (index?.aliases(options.model ?? null) ?? []).map(({ model, alias, versions }) => ({
    model,
    alias,
    versions: versions.flatMap((id) => index?.summary(id) ?? []),
  }));
  output.answer(
    { aliases: aliases.map(({ model, alias, versions }) => ({ model, alias, version: versions[0]?.id ?? null, label: versions[0]?.label ?? null, rivals: versions.slice(1).map(({ id }) => id) })) },
    aliases.length === 0
      ? ['No aliases. Set one with: modeltrail alias set production REF']
      : columns(aliases.map(({ model, alias, versions }) => [`${model}@${alias}`, versions.map(versionName).join(' or ')])),
  );
}
