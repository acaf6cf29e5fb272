import type { Statement } from '../domain/comparison.ts';
import { changedKinds, changedParams } from './causes.ts';
import { hasSameBytes } from './headline.ts';
import { enumerateSome, plain, sectionLink, statement, strong, toned, labelsText, type Phrase } from './sentence.ts';
import { arePlural, headlineMetric, metricPair, nameAt, others, versionAt, type MetricPair, type SummaryContext } from './summaryContext.ts';

const named = 4;

/** What got worse between two versions. Where the headline tells of one of them already, the others are called so. */
export function worseStatement(context: SummaryContext): Statement[] {
  const told = headlineMetric(context);
  const worse = context.found.metrics.rows.flatMap((row) => {
    const pair = metricPair(context, row, context.focus);
    return pair?.after.verdict === 'worse' && row.name !== told?.row.name ? [pair] : [];
  });
  if (worse.length === 0) return [];
  const phrases = worse.map(({ row, before, after }): Phrase => [
    { ...toned(`${row.name}${after.deltaText === null ? '' : ` ${after.deltaText}`}`, 'worse'), link: sectionLink('metrics') },
    plain(` (${before.text} → ${after.text})`),
  ]);
  return [statement('warning', [plain(told?.after.verdict === 'worse' ? 'Also worse: ' : 'Worse: '), ...enumerateSome(phrases, named), plain('.')])];
}

/** Metrics that a run could not compute. */
export function notANumberStatements(context: SummaryContext): Statement[] {
  return context.found.versions.flatMap((_, position) => {
    const broken = context.found.metrics.rows.filter(({ cells, name }) => cells[position]?.number === null && isBrokenNumber(context, name, position));
    if (broken.length === 0) return [];
    const phrases = broken.map(({ name, cells }): Phrase => [strong(name), plain(` is ${cells[position]?.text ?? ''}`)]);
    return [statement('warning', [plain('in '), strong(nameAt(context, position)), plain(', '), ...enumerateSome(phrases, named), plain('.')])];
  });
}

function isBrokenNumber(context: SummaryContext, name: string, position: number): boolean {
  const value = versionAt(context, position).version.metrics.get(name)?.value;
  return typeof value === 'number' && !Number.isFinite(value);
}

/** Several things at once: what the main metric did can't be put down to one of them. */
export function togetherStatement(context: SummaryContext): Statement[] {
  const told = headlineMetric(context);
  if (told === null || told.after.verdict === 'same' || hasSameBytes(context, context.focus)) return [];
  const kinds = changedKinds(context);
  const params = changedParams(context).length;
  if (kinds.length < 2 && params < 2) return [];
  const phrases = kinds.map((kind): Phrase => [plain(kind)]);
  const what = kinds.length < 2 ? [plain(`${params.toLocaleString('en-US')} parameters`)] : enumerateSome(phrases, named);
  return [statement('info', [...what, plain(` changed together, so the ${effectWord(told)} can't be put down to one of them.`)])];
}

/** A `loss` would be taken for a metric. */
function effectWord({ row, after }: MetricPair): string {
  if (after.verdict === 'better') return 'gain';
  return after.verdict === 'changed' ? 'change' : row.direction === 'down' ? 'rise' : 'drop';
}

/** Versions with metrics of which none is shared. */
export function nothingInCommon(context: SummaryContext): Statement[] {
  const hasMetrics = context.found.versions.every((_, position) => versionAt(context, position).version.metrics.size > 0);
  const isShared = context.found.metrics.rows.some((row) => others(context).some((position) => metricPair(context, row, position) !== null));
  return hasMetrics && !isShared ? [statement('info', [plain('They have no metric in common.')])] : [];
}

/** Metrics that one of two versions lacks, where the other metrics are shared. */
export function missingMetrics(context: SummaryContext): Statement[] {
  const sides = [context.baseline, context.focus];
  const isShared = context.found.metrics.rows.some((row) => metricPair(context, row, context.focus) !== null);
  if (!isShared) return [];
  return sides.flatMap((position) => {
    const missing = context.found.metrics.rows.filter(({ cells }) => cells[position] == null && sides.some((other) => cells[other] != null));
    if (missing.length === 0) return [];
    const phrases = missing.map(({ name }): Phrase => [strong(name)]);
    return [statement('info', [...labelsText([nameAt(context, position)]), plain(` ${arePlural(context, [position]) ? 'were' : 'was'} not measured on `), ...enumerateSome(phrases, named), plain('.')])];
  });
}
