import type { Command } from 'commander';
import { countText } from '../domain/numberText.ts';
import { findVersion } from '../trail/findVersion.ts';
import { verifyTrail } from '../trail/maintain.ts';
import { runVerb, type CommandContext, type Environment } from './command.ts';

export function registerVerify(program: Command, environment: Environment): void {
  program.command('verify').description('read what is stored and compare it with its digests').argument('[ref]', 'one version; all where left out').action(runVerb(environment, verify));
}

async function verify(context: CommandContext, reference: string | undefined): Promise<number> {
  const version = reference === undefined ? null : await findVersion(context.trail, reference, { deleted: true });
  const { ok, problems } = await verifyTrail(context.trail, version, context.longWork('Verifying'));
  const lines = problems.map(({ version: id, path, problem }) => [id?.slice(0, 7), path, problem].filter((part) => part != null).join('  '));
  context.output.answer({ ok, problems: problems.map(({ version: id, path, problem }) => ({ version: id, path, problem })) }, ok ? ['Everything stored is whole.'] : [...lines, `${countText(problems.length, 'problem')} found; nothing was changed.`]);
  return ok ? 0 : 1;
}
