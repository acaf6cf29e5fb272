import type { Command } from 'commander';
import { sizeText } from '../domain/numberText.ts';
import type { TypedValue } from '../domain/typedValue.ts';
import { versionJson } from '../domain/versionJson.ts';
import { planSave, type SavePlan, type SaveRequest } from '../trail/planSave.ts';
import { saveVersion, type SavedVersion } from '../trail/saveVersion.ts';
import { runVerb, type CommandContext, type Environment } from './command.ts';
import { collect, collectAssignment } from './options.ts';
import { savedLine } from './savedLine.ts';
import { versionName } from './versionText.ts';

interface SaveOptions {
  readonly model?: string;
  readonly message?: string;
  readonly label?: string;
  readonly script?: string;
  readonly again: boolean;
  readonly param: ReadonlyMap<string, TypedValue>;
  readonly metric: ReadonlyMap<string, TypedValue>;
  readonly data: readonly string[];
  readonly code: readonly string[];
  readonly tag: readonly string[];
}

export function registerSave(program: Command, environment: Environment): void {
  const none: ReadonlyMap<string, TypedValue> = new Map();
  program
    .command('save')
    .description('save a version of a model: its bytes and what produced them')
    .argument('<path...>', 'model file or folder; several make one version')
    .option('--model <name>', 'the line of versions it belongs to; found from the path where left out')
    .option('-m, --message <note>', 'a note')
    .option('--label <label>', 'a label; the next free one where left out')
    .option('--param <name=value>', 'a parameter (repeat for more)', collectAssignment('--param'), none)
    .option('--metric <name=value>', 'a metric (repeat for more)', collectAssignment('--metric'), none)
    .option('--data <path>', 'data it was trained or measured on (repeat for more)', collect, [])
    .option('--code <path>', 'code to keep with it (repeat for more)', collect, [])
    .option('--script <path>', 'the script that trained it, where several could be meant')
    .option('--tag <word>', 'a tag (repeat for more)', collect, [])
    .option('--no-again', 'stop, with exit code 1, when a version has these bytes already')
    .action(runVerb(environment, save));
}

async function save(context: CommandContext, paths: string[], options: SaveOptions): Promise<number> {
  const { trail, output } = context;
  const request: SaveRequest = {
    paths,
    params: options.param,
    metrics: options.metric,
    data: options.data,
    code: options.code,
    ...(options.model === undefined ? {} : { model: options.model }),
    ...(options.script === undefined ? {} : { script: options.script }),
  };
  const plan = await planSave(trail, request, context.longWork('Reading'));
  if (plan.sameAs !== null && !options.again) {
    output.answer({ version: null, sameAs: versionName(plan.sameAs) }, [`These are ${versionName(plan.sameAs)}'s bytes; nothing was saved.`]);
    return 1;
  }
  if (plan.freeBytes !== null) output.remark(`Saving ${sizeText(plan.size)}; ${sizeText(plan.freeBytes)} are free on the disk.`);
  const choice = { note: options.message ?? '', tags: options.tag, ...(options.label === undefined ? {} : { label: options.label }) };
  const saved = await saveVersion(trail, request, plan, choice, context.longWork('Saving'));
  output.answer({ version: versionJson(saved.version) }, savedLines(saved, plan));
  return 0;
}

function savedLines({ version, ...saved }: SavedVersion, plan: SavePlan): string[] {
  const same = plan.sameAs === null ? [] : [`These are ${versionName(plan.sameAs)}'s bytes.`];
  // Nothing is asked in a terminal: the record says that the script is not known, and this how to name it.
  const choose = plan.scriptChoices.length > 1 ? [`Name it the next time: --script ${plan.scriptChoices[0] ?? ''}`] : [];
  return [savedLine({ version, ...saved }, sizeText(plan.size)), ...same, ...version.remarks.map(({ text }) => text), ...choose];
}
