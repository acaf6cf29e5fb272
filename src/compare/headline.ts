import type { Statement, TextPart } from '../domain/comparison.ts';
import { percentText } from '../domain/numberText.ts';
import { totalSize } from './artifacts.ts';
import { causePhrases } from './causes.ts';
import { enumerate, plain, statement, strong, toned } from './sentence.ts';
import { headlineMetric, nameAt, versionAt, type MetricPair, type SummaryContext } from './summaryContext.ts';

/** Smaller changes of size are not worth a word. */
const notableSize = 0.02;

/** What changed between two versions, and what it did. */
export function pairHeadline(context: SummaryContext): Statement {
  const effects = effectsOf(context);
  const causes = causePhrases(context);
  if (causes.length === 0) return statement('headline', effects.length === 0 ? nothingChanged(context) : [...unexplained(context), plain(': '), ...effects, plain('.')]);
  const same = hasSameBytes(context, context.focus) ? [plain(', but the model is the same, byte for byte')] : [];
  return statement('headline', [...enumerate(causes), ...same, ...(effects.length === 0 ? [] : [plain(': '), ...effects]), plain('.')]);
}

function unexplained(context: SummaryContext): TextPart[] {
  return [plain(hasSameBytes(context, context.focus) ? 'the model is the same, byte for byte' : 'no cause is recorded')];
}

function nothingChanged(context: SummaryContext): TextPart[] {
  const names = [strong(nameAt(context, context.baseline)), plain(' and '), strong(nameAt(context, context.focus))];
  if (hasSameBytes(context, context.focus)) return [...names, plain(' are the same, byte for byte.')];
  return [...names, plain(' differ in the model files alone, as far as is recorded.')];
}

/** Whether a version has the bytes of the baseline, whatever its files are called. */
export function hasSameBytes(context: SummaryContext, position: number): boolean {
  const [before = '', after = ''] = [context.baseline, position].map((each) => versionAt(context, each).version.artifacts.map(({ sha256 }) => sha256).sort().join());
  return before !== '' && before === after;
}

function effectsOf(context: SummaryContext): TextPart[] {
  const pair = headlineMetric(context);
  const size = sizeText(context);
  return [...(pair === null ? [] : metricText(pair)), plain(pair !== null && size !== '' ? ', ' : ''), plain(size)].filter(({ text }) => text !== '');
}

function metricText({ row, before, after }: MetricPair): TextPart[] {
  if (after.verdict === 'same') return [plain(`${row.name} ${after.text}, the same`)];
  const words = [after.deltaText, after.verdict === 'changed' ? null : after.verdict].filter((word) => word !== null);
  const change = words.length === 0 ? [] : [plain(' ('), toned(words.join(', '), after.verdict ?? ''), plain(')')];
  return [plain(`${row.name} ${before.text} → `), { text: after.text, tone: 'strong' }, ...change];
}

function sizeText(context: SummaryContext): string {
  const [before, after] = [totalSize(versionAt(context, context.baseline)), totalSize(versionAt(context, context.focus))];
  return before > 0 && Math.abs(after - before) >= notableSize * before ? `size ${percentText(before, after)}` : '';
}
