import type { Command } from 'commander';
import { versionJson } from '../domain/versionJson.ts';
import { findVersion } from '../trail/findVersion.ts';
import { summarizeModel } from '../trail/modelChoices.ts';
import { runVerb, type CommandContext, type Environment } from './command.ts';
import { versionLines } from './versionText.ts';

export function registerShow(program: Command, environment: Environment): void {
  program.command('show').description('show one version: what it holds and what produced it').argument('<ref>', 'such as churn@1.2, churn@production, churn@latest~1').action(runVerb(environment, show));
}

async function show({ trail, output }: CommandContext, reference: string): Promise<undefined> {
  const version = await findVersion(trail, reference, { deleted: true });
  const index = await trail.index();
  const parent = version.parents[0] === undefined ? undefined : index?.summary(version.parents[0]);
  const { directions } = await summarizeModel(trail, version.model);
  output.answer({ version: versionJson(version) }, versionLines(version, parent, directions));
}
