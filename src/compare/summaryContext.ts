import type { Comparison, MetricCell, MetricRow } from '../domain/comparison.ts';
import type { ComparedVersion, CompareRequest } from './compared.ts';
import { at, focusOf, headNames } from './heads.ts';

/** What the rules of the summary look at. */
export interface SummaryContext {
  readonly request: CompareRequest;
  readonly found: Omit<Comparison, 'summary'>;
  /** What sentences call each version. */
  readonly names: readonly string[];
  readonly baseline: number;
  /** The version that is set against the baseline where only one can be. */
  readonly focus: number;
}

export function summaryContext(request: CompareRequest, found: Omit<Comparison, 'summary'>): SummaryContext {
  return { request, found, names: headNames(found.versions), baseline: request.baseline, focus: focusOf(request) };
}

export function nameAt({ names }: SummaryContext, position: number): string {
  return at(names, position);
}

export function versionAt({ request }: SummaryContext, position: number): ComparedVersion {
  return at(request.versions, position);
}

/** Whether a sentence about these versions needs the plural: several, or the working files. */
export function arePlural({ found }: SummaryContext, positions: readonly number[]): boolean {
  return positions.length > 1 || positions.some((position) => found.versions[position]?.working === true);
}

/** Positions of all but the baseline. */
export function others({ request, baseline }: SummaryContext): number[] {
  return request.versions.flatMap((_, position) => (position === baseline ? [] : [position]));
}

export interface MetricPair {
  readonly row: MetricRow;
  readonly before: MetricCell;
  readonly after: MetricCell;
}

/** A metric of the baseline and of the version at `position`; null where one of the two lacks it. */
export function metricPair({ baseline }: SummaryContext, row: MetricRow, position: number): MetricPair | null {
  const [before, after] = [row.cells[baseline] ?? null, row.cells[position] ?? null];
  return before === null || after === null ? null : { row, before, after };
}

/** The metric that the headline tells of two versions: the main one, else the first that both have as a number. */
export function headlineMetric(context: SummaryContext): MetricPair | null {
  const pairs = context.found.metrics.rows.flatMap((row) => metricPair(context, row, context.focus) ?? []);
  return pairs.find(({ after }) => after.verdict !== null) ?? null;
}
