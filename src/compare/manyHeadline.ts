import type { MetricRow, Statement, TextPart } from '../domain/comparison.ts';
import { enumerateSome, labelsText, plain, statement, strong, toned, type Phrase } from './sentence.ts';
import { arePlural, nameAt, type SummaryContext } from './summaryContext.ts';

/** Versions that are best on the same metrics. */
interface Leader {
  readonly positions: readonly number[];
  readonly rows: readonly MetricRow[];
}

const namedMetrics = 5;
const namedLeaders = 3;

/** Which of several versions is best on what, and what that costs against the baseline. */
export function manyHeadline(context: SummaryContext): Statement {
  const leaders = leadersOf(context);
  if (leaders.length === 0) return statement('headline', [plain(noLeader(context))]);
  const sentences = leaders.slice(0, namedLeaders).flatMap((leader, at) => [plain(at === 0 ? '' : ' '), ...leaderText(context, leader, at === 0), plain('.')]);
  const left = leaders.slice(namedLeaders).reduce((sum, { rows }) => sum + rows.length, 0);
  return statement('headline', [...sentences, plain(left === 0 ? '' : ` Others are best on ${left === 1 ? 'one more metric' : `${String(left)} more metrics`}.`)]);
}

function noLeader({ found }: SummaryContext): string {
  const shared = found.metrics.rows.filter(({ cells }) => cells.filter((cell) => cell?.number != null).length > 1);
  if (shared.length === 0) return 'They have no metric in common.';
  const judged = shared.filter(({ direction }) => direction !== null);
  return judged.length === 0 ? 'Nobody has said which way their metrics are good, so none can be called best.' : 'No metric tells them apart.';
}

/** The best on the main metric first, then those that are best on most. */
function leadersOf({ found }: SummaryContext): Leader[] {
  const groups = new Map<string, { readonly positions: readonly number[]; readonly rows: MetricRow[] }>();
  for (const row of found.metrics.rows) {
    const positions = row.cells.flatMap((cell, position) => (cell?.best === true ? [position] : []));
    if (positions.length === 0) continue;
    const group = groups.get(positions.join());
    if (group === undefined) groups.set(positions.join(), { positions, rows: [row] });
    else group.rows.push(row);
  }
  const weight = ({ rows }: Leader): number => (rows.some(({ main }) => main) ? Infinity : rows.length);
  return [...groups.values()].sort((one, other) => (weight(one) === weight(other) ? 0 : weight(other) - weight(one)));
}

function leaderText(context: SummaryContext, { positions, rows }: Leader, isFirst: boolean): TextPart[] {
  const [position = 0] = positions;
  const who = positions.length === 1 && position === context.baseline ? [strong(nameAt(context, position)), plain(', the baseline,')] : labelsText(positions.map((each) => nameAt(context, each)));
  const verb = positions.length > 1 ? ` ${positions.length === 2 ? 'are both' : 'are all'} best on ` : ` ${arePlural(context, positions) ? 'are' : 'is'} best on `;
  const metrics = enumerateSome(rows.map((row): Phrase => [plain(isFirst ? row.name : `${row.name} (${row.cells[position]?.text ?? ''})`)]), namedMetrics, 'more metrics');
  return [...who, plain(verb), ...metrics, ...(positions.length === 1 && position !== context.baseline ? costText(context, position) : [])];
}

/** What a leader gives up against the baseline: the worst of it with its value. */
function costText(context: SummaryContext, position: number): TextPart[] {
  const worse = context.found.metrics.rows.filter(({ cells }) => cells[position]?.verdict === 'worse');
  const [worst] = worse.toSorted((one, other) => relativeLoss(context, other, position) - relativeLoss(context, one, position));
  if (worst === undefined) return [];
  const cell = worst.cells[position];
  const text = `${worst.name} (${cell?.text ?? ''}${cell?.deltaText == null ? '' : `, ${cell.deltaText}`})`;
  const more = worse.length - 1;
  return [plain(' but worse than '), strong(nameAt(context, context.baseline)), plain(' on '), toned(text, 'worse'), plain(more === 0 ? '' : ` and ${String(more)} more`)];
}

function relativeLoss({ baseline }: SummaryContext, { cells }: MetricRow, position: number): number {
  const [before, delta] = [cells[baseline]?.number ?? 0, cells[position]?.delta ?? Infinity];
  return Math.abs(delta) / Math.max(Math.abs(before), Number.MIN_VALUE);
}
