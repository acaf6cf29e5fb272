import type { Statement, TextPart } from '../domain/comparison.ts';
import { countText } from '../domain/numberText.ts';
import type { VersionDataset } from '../domain/version.ts';
import { shortText } from '../domain/visibleText.ts';
import { enumerateSome, labelsText, plain, sectionLink, statement, type Phrase } from './sentence.ts';
import { arePlural, nameAt, others, versionAt, type SummaryContext } from './summaryContext.ts';

const heldOut = /^(?:test|tests|testing|val|valid|validation|eval|evaluation|holdout|dev)$/u;
const training = /^(?:train|training)$/u;

/** Whether a dataset's path says that models are measured on it. The file's own name outweighs its folders'. */
export function isEvaluationData(path: string): boolean {
  const parts = path.split('/').map(wordsOf);
  const name = parts.pop() ?? [];
  if (name.some((word) => heldOut.test(word))) return true;
  return !name.some((word) => training.test(word)) && parts.some((folder) => folder.some((word) => heldOut.test(word)));
}

function wordsOf(part: string): string[] {
  const apart = part.replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2').replaceAll(/hold[-_ ]out/giu, 'holdout');
  return apart.toLowerCase().split(/[^\p{L}]+/u);
}

function evaluationData(context: SummaryContext, position: number): VersionDataset[] {
  return versionAt(context, position).version.data.filter(({ path }) => isEvaluationData(path));
}

/** Whether the metrics were measured on the same data, as far as the records tell; nothing where there are none to compare. */
export function evaluationStatements(context: SummaryContext): Statement[] {
  const measured = others(context).filter((position) => hasCommonMetric(context, position));
  if (measured.length === 0) return [];
  const before = evaluationData(context, context.baseline);
  const compared = measured.map((position) => ({ position, data: evaluationData(context, position) }));
  const unknown = before.length === 0 ? compared : compared.filter(({ data }) => data.length === 0);
  const known = before.length === 0 ? [] : compared.filter(({ data }) => data.length > 0).map((each) => ({ ...each, other: otherData(before, each.data) }));
  const different = known.filter(({ other }) => other.length > 0);
  return [
    ...groupByData(different).map(({ positions, other }) => measuredElsewhere(context, positions, other)),
    ...(different.length === 0 && unknown.length === 0 ? [sameData(before.filter(({ sha256 }) => known.every(({ data }) => data.some((each) => each.sha256 === sha256))))] : []),
    ...(unknown.length === 0 ? [] : [unknownData(context, before.length === 0, unknown.map(({ position }) => position))]),
  ];
}

function hasCommonMetric({ found, baseline }: SummaryContext, position: number): boolean {
  return found.metrics.rows.some(({ cells }) => cells[baseline]?.number != null && cells[position]?.number != null);
}

/** What a version was measured on that is not the baseline's; empty where they share what they can be compared on. */
function otherData(before: readonly VersionDataset[], after: readonly VersionDataset[]): VersionDataset[] {
  const digests = new Set(before.map(({ sha256 }) => sha256));
  const names = new Set(before.map(({ path }) => fileName(path)));
  const changed = after.filter(({ path, sha256 }) => names.has(fileName(path)) && !digests.has(sha256));
  if (changed.length > 0) return changed;
  return after.some(({ sha256 }) => digests.has(sha256)) ? [] : [...after];
}

interface Different {
  readonly position: number;
  readonly other: readonly VersionDataset[];
}

function groupByData(different: readonly Different[]): { readonly positions: number[]; readonly other: readonly VersionDataset[] }[] {
  const groups = new Map<string, { readonly positions: number[]; readonly other: readonly VersionDataset[] }>();
  for (const { position, other } of different) {
    const key = other.map(({ sha256 }) => sha256).sort().join();
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { positions: [position], other });
    else group.positions.push(position);
  }
  return [...groups.values()];
}

function measuredElsewhere(context: SummaryContext, positions: readonly number[], other: readonly VersionDataset[]): Statement {
  const several = arePlural(context, positions);
  return statement('warning', [
    ...labelsText(positions.map((position) => nameAt(context, position))),
    plain(` ${several ? 'were' : 'was'} measured on other data (`),
    ...datasetsText(other),
    plain(`): ${several ? 'their' : 'its'} metrics are not strictly comparable${context.found.versions.length > 2 ? ` with those of ${shortText(nameAt(context, context.baseline))}` : ''}.`),
  ]);
}

function sameData(data: readonly VersionDataset[]): Statement {
  return statement('pass', [plain('Measured on the same data: '), ...datasetsText(data), plain('.')]);
}

function unknownData(context: SummaryContext, nowhere: boolean, positions: readonly number[]): Statement {
  const whose = nowhere ? noneRecorded(context) : positions;
  const all = whose.length === context.found.versions.length;
  const names = all ? [] : [plain(' for '), ...labelsText(whose.map((position) => nameAt(context, position)))];
  return statement('info', [plain('No evaluation data is recorded'), ...names, plain(", so it can't be said whether the metrics were measured on the same data.")]);
}

function noneRecorded(context: SummaryContext): number[] {
  return context.found.versions.flatMap((_, position) => (evaluationData(context, position).length === 0 ? [position] : []));
}

function datasetsText(data: readonly VersionDataset[]): TextPart[] {
  const phrases = data.map(({ path, rows, sha256 }): Phrase => [
    { text: shortText(fileName(path)), link: sectionLink('data') },
    plain(`, ${rows === null ? '' : `${countText(rows, 'row')}, `}digest ${sha256.slice(0, 7)}`),
  ]);
  return phrases.length > 1 ? phrases.slice(0, 3).flatMap((phrase, at) => [plain(at === 0 ? '' : '; '), ...phrase]).concat(phrases.length > 3 ? [plain(`; and ${String(phrases.length - 3)} more`)] : []) : enumerateSome(phrases, 1);
}

/** The last part of a path. */
export function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
