import type { Comparison, FactRow, FactTable, MetricCell, MetricRow, ParamRow, Statement } from '../domain/comparison.ts';
import { headNames } from '../compare/heads.ts';
import { visibleText } from '../domain/visibleText.ts';
import { columns } from './output.ts';

const maxCell = 60;
const escape = '\u001b[';
const colours = { added: `${escape}32m`, removed: `${escape}31m`, hunk: `${escape}36m`, strong: `${escape}1m`, off: `${escape}0m` } as const;

export interface DiffTextOptions {
  /** Whether patches and headings are coloured for a terminal. */
  readonly color: boolean;
}

/** A comparison for people at a terminal: the summary, then what changed, section by section. Lines hold no control characters but the colours. */
export function diffLines(comparison: Comparison, { color }: DiffTextOptions): string[] {
  const lines = [
    titleLine(comparison),
    ...comparison.summary.map(statementLine),
    ...section('Parameters', paramLines(comparison)),
    ...section('Metrics', metricLines(comparison)),
    ...section('Code', codeLines(comparison)),
    ...section('Data', factLines(comparison.data, comparison)),
    ...section('Environment', factLines(comparison.environment, comparison)),
    ...section('Artifacts', factLines(comparison.artifacts, comparison)),
  ];
  return color ? lines.map(coloured) : lines;
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines];
}

function titleLine({ title, versions, baseline }: Comparison): string {
  const names = headNames(versions).map(visibleText);
  if (versions.length === 2) return `${visibleText(title)}  ${names[baseline] ?? ''} → ${names[1 - baseline] ?? ''}`;
  return `${visibleText(title)}  ${names.map((name, at) => (at === baseline ? `${name} (baseline)` : name)).join(', ')}`;
}

function statementLine({ kind, parts }: Statement): string {
  const signs = { headline: '', warning: '! ', pass: '✓ ', info: '· ' } as const;
  return `  ${signs[kind]}${visibleText(parts.map(({ text }) => text).join(''))}`;
}

/** Always old → new: of two versions the baseline stands first. */
function order({ versions, baseline }: Comparison): number[] {
  return versions.length === 2 ? [baseline, 1 - baseline] : [...versions.keys()];
}

function headRow(first: string, comparison: Comparison): string[] {
  const names = headNames(comparison.versions);
  return [first, ...order(comparison).map((at) => cellText(names[at] ?? ''))];
}

function cellText(text: string): string {
  const characters = [...visibleText(text.slice(0, 4 * maxCell))];
  return characters.length > maxCell ? `${characters.slice(0, maxCell - 1).join('')}…` : characters.join('');
}

function paramLines(comparison: Comparison): string[] {
  const { rows, changed, omitted } = comparison.params;
  const shown = rows.filter(({ change }) => change !== 'same');
  const same = rows.length + omitted - changed;
  const table = shown.length === 0 ? [] : columns([[...headRow('  ', comparison), ''], ...shown.map((row) => paramRow(row, comparison))], valueColumns(comparison));
  const hidden = changed - shown.length;
  return [...table, ...(hidden > 0 ? [`  ${String(hidden)} more changed`] : []), ...(same > 0 ? [`  ${String(same)} unchanged`] : [])];
}

function paramRow({ name, cells, changeText }: ParamRow, comparison: Comparison): string[] {
  const values = order(comparison).map((at) => {
    const cell = cells[at] ?? null;
    return cell === null ? 'not set' : cellText(cell.text);
  });
  return [`  ${cellText(name)}`, ...values, changeText];
}

function valueColumns({ versions }: Comparison): number[] {
  return versions.map((_, at) => at + 1);
}

function metricLines(comparison: Comparison): string[] {
  const { rows } = comparison.metrics;
  if (rows.length === 0) return [];
  const isPair = comparison.versions.length === 2;
  const table = rows.map((row) => (isPair ? pairMetricRow(row, comparison) : manyMetricRow(row, comparison)));
  return columns([[...headRow('  ', comparison), ...(isPair ? ['', ''] : [])], ...table], [...valueColumns(comparison), ...(isPair ? [3] : [])]);
}

function metricName({ name, direction }: MetricRow): string {
  return `  ${cellText(name)}${direction === null ? '' : direction === 'up' ? ' ↑' : ' ↓'}`;
}

function pairMetricRow(row: MetricRow, comparison: Comparison): string[] {
  const cells = order(comparison).map((at) => row.cells[at] ?? null);
  return [metricName(row), ...cells.map(metricText), cells[1]?.deltaText ?? '', verdictWord(cells[1] ?? null)];
}

function manyMetricRow(row: MetricRow, comparison: Comparison): string[] {
  return [metricName(row), ...order(comparison).map((at) => {
    const cell = row.cells[at] ?? null;
    return [metricText(cell), verdictWord(cell), cell?.best === true ? '*' : ''].filter((text) => text !== '').join(' ');
  })];
}

function metricText(cell: MetricCell | null): string {
  return cell === null ? 'not set' : cellText(cell.text);
}

function verdictWord(cell: MetricCell | null): string {
  return cell?.verdict === 'better' || cell?.verdict === 'worse' ? cell.verdict : '';
}

function codeLines({ code }: Comparison): string[] {
  const changed = code.files.filter(({ change }) => change !== 'same');
  if (changed.length === 0) return [];
  const files = changed.flatMap(({ path, change, added, removed, patch }) => [
    `  ${visibleText(path)}  ${added + removed === 0 ? change : `+${String(added)} −${String(removed)}`}`,
    ...(patch === '' ? [] : patch.replace(/\r?\n$/u, '').split(/\r?\n/u).map(patchLine)),
  ]);
  const same = code.same > 0 ? [`  ${String(code.same)} ${code.same === 1 ? 'file' : 'files'} the same`] : [];
  return [...files, ...same, ...code.remarks.map((remark) => `  ${visibleText(remark)}`)];
}

/** Tabs are part of code. */
function patchLine(line: string): string {
  return line.split('\t').map(visibleText).join('\t');
}

function factLines({ rows, summary }: FactTable, comparison: Comparison): string[] {
  const changed = rows.filter(({ change }) => change !== 'same');
  if (changed.length === 0) return [];
  const change = comparison.versions.length === 2 ? '' : `change in ${cellText(headNames(comparison.versions)[comparison.focus] ?? '')}`;
  const table = columns([[...headRow('  ', comparison), change], ...changed.map((row) => factRow(row, comparison))], valueColumns(comparison));
  const details = changed.flatMap(({ name, details: inside }) => inside.map(({ text }) => `    ${cellText(name)}: ${visibleText(text)}`));
  const same = rows.length - changed.length;
  return [...table, ...details, ...(same > 0 ? [`  ${String(same)} unchanged`] : []), ...(summary === '' ? [] : [`  ${visibleText(summary)}`])];
}

function factRow({ name, qualifier, cells, change, changeText, warning }: FactRow, comparison: Comparison): string[] {
  const values = order(comparison).map((at) => cellText(cells[at]?.text ?? ''));
  const isPair = comparison.versions.length === 2;
  const words = [...(changeText === '' && !isPair ? [] : [changeText === '' ? change : changeText]), ...(warning === '' ? [] : [warning])].join(', ');
  return [`  ${cellText(name)}${qualifier === '' ? '' : ` ${qualifier}`}`, ...values, words];
}

function coloured(line: string): string {
  const colour = /^(?:\+\+\+|---) /u.test(line) || /^[A-Z]\w+$/u.test(line) ? colours.strong : line.startsWith('@@') ? colours.hunk : line.startsWith('+') ? colours.added : line.startsWith('-') ? colours.removed : null;
  return colour === null ? line : `${colour}${line}${colours.off}`;
}
