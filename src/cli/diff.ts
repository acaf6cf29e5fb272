import type { Command } from 'commander';
import { TrailError } from '../base/errors.ts';
import { differs } from '../compare/differs.ts';
import { comparisonJson } from '../compare/json.ts';
import { comparisonMarkdown } from '../compare/markdown.ts';
import { workingId } from '../domain/version.ts';
import { checkCount, compareVersions } from '../trail/compareVersions.ts';
import { findVersion } from '../trail/findVersion.ts';
import type { Trail } from '../trail/trail.ts';
import { runVerb, type CommandContext, type Environment } from './command.ts';
import { coloured, diffLines } from './diffText.ts';
import { versionName } from './versionText.ts';

interface DiffOptions {
  readonly markdown: boolean;
  readonly exitCode: boolean;
}

export function registerDiff(program: Command, environment: Environment): void {
  program
    .command('diff')
    .description('compare versions: the first is the baseline; one alone is compared with the version before it')
    .argument('<refs...>', 'two to twelve, such as churn@1.2 churn@latest; "working" stands for the files as they are now')
    .option('--markdown', 'as Markdown, fit for a pull request', false)
    .option('--exit-code', 'exit with 1 where anything differs', false)
    .action(runVerb(environment, diff));
}

async function diff(context: CommandContext, references: readonly string[], options: DiffOptions): Promise<number> {
  const { trail, output } = context;
  if (options.markdown && output.json) throw new TrailError('usage', '--markdown and --json are two answers.', { hint: 'Ask for one of them.' });
  const ids = await findAll(trail, references);
  const choice = { ids, baseline: 0, focus: ids.length - 1 };
  const { comparison, request } = await compareVersions(trail, choice, context.longWork('Reading the working files'));
  const versions = request.versions.map(({ version }) => version);
  const document = comparisonJson(versions, comparison);
  if (options.markdown) output.answer(document, comparisonMarkdown(comparison).trimEnd().split('\n'));
  else output.answer(document, diffLines(comparison, { width: output.width }), coloured);
  return options.exitCode && differs(comparison) ? 1 : 0;
}

/** Ids of what was named, the baseline first. */
async function findAll(trail: Trail, references: readonly string[]): Promise<string[]> {
  checkCount(references.length);
  const [first, ...others] = references;
  if (first === undefined || (first === workingId && others.length === 0)) throw new TrailError('usage', 'Name a version to compare with.', { hint: 'For example: modeltrail diff latest working' });
  if (others.length === 0) return withPrevious(trail, first);
  return Promise.all(references.map(async (reference) => (reference === workingId ? workingId : (await findVersion(trail, reference, { deleted: true })).id)));
}

async function withPrevious(trail: Trail, reference: string): Promise<string[]> {
  const version = await findVersion(trail, reference, { deleted: true });
  const index = await trail.index();
  const before = version.parents.find((id) => index?.summary(id) !== undefined);
  if (before !== undefined) return [before, version.id];
  throw new TrailError('usage', `There is no version before ${versionName(version)}.`, { hint: `Name another: modeltrail diff REF ${versionName(version)}` });
}
