import type { Command } from 'commander';
import { TrailError } from '../base/errors.ts';
import type { Json } from '../domain/canonicalJson.ts';
import { countText, sizeText } from '../domain/numberText.ts';
import { encodeValue, valueText } from '../domain/value.ts';
import type { RecordedValue } from '../domain/version.ts';
import { versionJson } from '../domain/versionJson.ts';
import { adoptModels } from '../trail/adoptModels.ts';
import { planAdoption, type AdoptableModel, type AdoptableVersion, type AdoptionPlan } from '../trail/planAdoption.ts';
import { runVerb, type CommandContext, type Environment } from './command.ts';
import { columns } from './output.ts';

interface AdoptOptions {
  readonly model?: string;
  readonly history: boolean;
  readonly dryRun: boolean;
}

export function registerAdopt(program: Command, environment: Environment): void {
  program
    .command('adopt')
    .description('make versions of the model files that are here already, in the order in which they were trained, and of those in Git’s history')
    .argument('[path...]', 'model files, or folders to look through; the whole folder where left out')
    .option('--model <name>', 'the line of versions they all belong to; found from the names where left out')
    .option('--no-history', 'leave out what was committed in Git and Git LFS')
    .option('--dry-run', 'show what would be saved, and save nothing', false)
    .action(runVerb(environment, adopt));
}

async function adopt(context: CommandContext, paths: string[], { model, history, dryRun }: AdoptOptions): Promise<number> {
  const { trail, output } = context;
  const plan = await planAdoption(trail, { paths, filesOnly: !history, ...(model === undefined ? {} : { model }) }, context.longWork('Looking'));
  if (plan.problem !== null) output.remark(plan.problem);
  const fresh = plan.models.flatMap(({ versions }) => versions).filter(({ sameAs }) => sameAs === null).length;
  if (dryRun || fresh === 0) {
    output.answer(planJson(plan), [...plan.models.flatMap(modelLines), lastLine(plan, fresh), ...historyLines(plan)]);
    return fresh === 0 ? 1 : 0;
  }
  if (plan.size > plan.freeBytes) throw new TrailError('disk-full', `These files take ${sizeText(plan.size)}, and ${sizeText(plan.freeBytes)} are free on the disk.`, { hint: 'Name some of them, or free some space.' });
  const { versions, known } = await adoptModels(trail, plan.models, context.longWork('Saving'));
  const lines = [...plan.models.flatMap(modelLines), `Adopted ${countText(versions.length, 'version')}${known === 0 ? '' : `; ${countText(known, 'file')} had one already`}.`, ...historyLines(plan)];
  output.answer({ versions: versions.map(versionJson), known, elsewhere: plan.elsewhere, wayOut: wayOutJson(plan) }, lines);
  return 0;
}

function modelLines({ model, order, versions }: AdoptableModel): string[] {
  const how = versions.length === 1 ? '' : order === 'time' ? ', the first trained first' : ', by their names, as they were all written at once';
  return [`${model}: ${countText(versions.length, 'version')}${how}`, ...columns(versions.map(versionCells)).map((line) => `  ${line}`.trimEnd()), ''];
}

function historyLines({ elsewhere, wayOut }: AdoptionPlan): string[] {
  const away = elsewhere === 0 ? [] : ['', `${countText(elsewhere, 'content')} of Git’s history ${elsewhere === 1 ? 'is' : 'are'} not on this machine. To fetch from Git LFS: git lfs fetch --all`];
  if (wayOut === null) return away;
  return [...away, '', `Git keeps ${sizeText(wayOut.bytes)} of these models. The way out, for you to read and to run:`, ...wayOut.steps.flatMap(({ text, commands }) => ['', text, ...commands.map((command) => `  ${command}`)])];
}

function wayOutJson({ wayOut }: AdoptionPlan): Json {
  return wayOut === null ? null : { paths: [...wayOut.paths], bytes: wayOut.bytes, steps: wayOut.steps.map(({ text, commands }) => ({ text, commands: [...commands] })) };
}

function versionCells({ artifact, label, params, metrics, origin, sameAs }: AdoptableVersion): string[] {
  const facts = [...metrics].slice(0, 2).map(([name, { value, text }]) => `${name} ${text ?? valueText(value)}`);
  const more = params.size === 0 ? [] : [countText(params.size, 'parameter')];
  const known = sameAs === null ? [] : [`saved already as ${sameAs.model} ${sameAs.label}`];
  return [label, artifact.path, new Date(artifact.modifiedAt).toISOString().slice(0, 16).replace('T', ' '), sizeText(artifact.size), [...known, ...facts, ...more, ...(origin.kind === 'commit' ? [`commit ${origin.committed.commit.id.slice(0, 7)}`, origin.committed.commit.subject] : [])].join(', ')];
}

function lastLine({ models, size, freeBytes }: AdoptionPlan, fresh: number): string {
  if (models.length === 0) return 'No model file was found here.';
  if (fresh === 0) return 'Each of these files has a version already.';
  return `Nothing was saved yet: ${countText(fresh, 'version')}, ${sizeText(size)}; ${sizeText(freeBytes)} are free on the disk. Without --dry-run they are saved.`;
}

function planJson(plan: AdoptionPlan): Json {
  const { models, size, freeBytes, elsewhere } = plan;
  return { models: models.map(({ model, order, versions }) => ({ model, order, versions: versions.map(plannedJson) })), size, freeBytes, elsewhere, wayOut: wayOutJson(plan) };
}

function plannedJson({ artifact, label, params, metrics, origin, sameAs }: AdoptableVersion): Json {
  const values = (map: ReadonlyMap<string, RecordedValue>): Json => Object.fromEntries([...map].map(([name, { value }]) => [name, encodeValue(value)]));
  return { path: artifact.path, label, trainedAt: new Date(artifact.modifiedAt).toISOString(), commit: origin.kind === 'commit' ? origin.committed.commit.id : null, size: artifact.size, params: values(params), metrics: values(metrics), sameAs: sameAs === null ? null : `${sameAs.model}@${sameAs.label}` };
}
