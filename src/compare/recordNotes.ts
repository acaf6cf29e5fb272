import type { Statement } from '../domain/comparison.ts';
import type { Version } from '../domain/version.ts';
import { shortText } from '../domain/visibleText.ts';
import { evaluationStatements } from './evaluationData.ts';
import { hasSameBytes } from './headline.ts';
import { enumerateSome, labelsText, plain, statement, strong, type Phrase } from './sentence.ts';
import { arePlural, nameAt, others, versionAt, type SummaryContext } from './summaryContext.ts';

/** That the versions are of several models, deleted, or not saved yet. */
export function standingStatements(context: SummaryContext): Statement[] {
  const { versions } = context.found;
  const models = [...new Set(versions.map(({ model }) => model))];
  const deleted = versions.flatMap((version, position) => (version.deleted ? [nameAt(context, position)] : []));
  const statements: Statement[] = [];
  if (models.length > 1) statements.push(statement('info', [plain('these are versions of different models: '), ...enumerateSome(models.map((model): Phrase => [strong(model)]), 4), plain('.')]));
  if (deleted.length > 0) statements.push(statement('info', [...labelsText(deleted), plain(` ${deleted.length > 1 ? 'are' : 'is'} deleted.`)]));
  if (versions.some(({ working }) => working)) statements.push(statement('info', [plain('the working files are not saved as a version.')]));
  return statements;
}

/** Versions whose model files are the baseline's; of two the headline says it. */
export function sameBytesStatement(context: SummaryContext): Statement[] {
  const same = others(context).filter((position) => hasSameBytes(context, position));
  if (same.length === 0 || context.found.versions.length === 2) return [];
  const names = labelsText(same.map((position) => nameAt(context, position)));
  return [statement('info', [...names, plain(` ${arePlural(context, same) ? 'have' : 'has'} the same bytes as `), strong(nameAt(context, context.baseline)), plain('.')])];
}

const kinds: readonly (readonly [string, (version: Version) => boolean])[] = [
  ['parameters', ({ params }) => params.size > 0],
  ['metrics', ({ metrics }) => metrics.size > 0],
  ['code', ({ code }) => code !== null],
  ['data', ({ data }) => data.length > 0],
  ['environment', ({ environment }) => environment !== null],
];

/** What a record lacks, so that nothing is said of it. Data on which nobody can tell what was measured has its own sentence, and code that was not found a remark. */
export function missingStatements(context: SummaryContext): Statement[] {
  const isDataTold = evaluationStatements(context).length > 0;
  const groups = new Map<string, number[]>();
  for (const position of context.found.versions.keys()) {
    const { version } = versionAt(context, position);
    const isTold = (kind: string): boolean => (kind === 'data' && isDataTold) || (kind === 'code' && version.remarks.some(({ code }) => code.startsWith('script-')));
    const missing = kinds.filter(([kind, has]) => !isTold(kind) && !has(version)).map(([kind]) => kind);
    if (missing.length > 0) groups.set(missing.join(), [...(groups.get(missing.join()) ?? []), position]);
  }
  return [...groups].map(([missing, positions]) => {
    const what = plain(`${orList(missing.split(','))} recorded.`);
    if (isAllOfMany(context, positions)) return statement('info', [plain('none of them has '), what]);
    const names = labelsText(positions.map((position) => nameAt(context, position)));
    return statement('info', [...names, plain(` ${arePlural(context, positions) ? 'have' : 'has'} no `), what]);
  });
}

function isAllOfMany({ found }: SummaryContext, positions: readonly number[]): boolean {
  return positions.length > 2 && positions.length === found.versions.length;
}

function orList(words: readonly string[]): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;
}

const remarksShown = 3;

/** What versions say about their own records. The same remark of several versions is said once. */
export function remarkStatements(context: SummaryContext): Statement[] {
  const groups = new Map<string, { readonly code: string; readonly positions: number[] }>();
  for (const position of context.found.versions.keys()) {
    for (const { code, text } of shownRemarks(versionAt(context, position).version)) {
      const group = groups.get(text);
      if (group === undefined) groups.set(text, { code, positions: [position] });
      else if (!group.positions.includes(position)) group.positions.push(position);
    }
  }
  return [...groups].map(([text, { code, positions }]) => {
    const names = isAllOfMany(context, positions) ? [plain('all of them')] : labelsText(positions.map((position) => nameAt(context, position)));
    return statement(isDoubt(code) ? 'warning' : 'info', [...names, plain(`: ${shortText(text, 300)}`)]);
  });
}

function shownRemarks({ remarks }: Version): readonly { readonly code: string; readonly text: string }[] {
  const doubtsFirst = [...remarks.filter(({ code }) => isDoubt(code)), ...remarks.filter(({ code }) => !isDoubt(code))];
  if (remarks.length <= remarksShown) return doubtsFirst;
  const left = remarks.length - remarksShown;
  return [...doubtsFirst.slice(0, remarksShown), { code: 'more', text: `${String(left)} more ${left === 1 ? 'remark' : 'remarks'} on its record.` }];
}

/** What may make the record wrong, against what it merely lacks. */
function isDoubt(code: string): boolean {
  return code === 'changed-after' || code.endsWith('-assumed');
}
