import type { Comparison, FactRow, FactTable, MetricCell, MetricRow, ParamRow, Statement } from '../domain/comparison.ts';
import { excerpts } from '../compare/excerpt.ts';
import { headNames } from '../compare/heads.ts';
import { visibleText } from '../domain/visibleText.ts';
import { versionTable, type VersionRow } from './versionTable.ts';

const maxCell = 60;
const maxCellOfMany = 24;
const escape = '\u001b[';
const colours = { added: `${escape}32m`, removed: `${escape}31m`, hunk: `${escape}36m`, strong: `${escape}1m`, off: `${escape}0m` } as const;

export interface DiffTextOptions {
  /** Columns of the terminal: tables of many versions are broken to fit. */
  readonly width: number;
}

/** A comparison for people at a terminal: the summary, then what changed, section by section. Lines hold no control characters but the tabs of code. */
export function diffLines(comparison: Comparison, { width }: DiffTextOptions): string[] {
  // Old and new stand beside each other, however long they are.
  const shown = { ...comparison, width: comparison.versions.length === 2 ? Infinity : width };
  return [
    titleLine(comparison),
    ...comparison.summary.map(statementLine),
    ...section('Parameters', '', paramLines(shown)),
    ...section('Metrics', '', metricLines(shown)),
    ...section('Code', codeOf(comparison), codeLines(comparison)),
    ...section('Data', comparison.data.summary, factLines(comparison.data, shown)),
    ...section('Environment', comparison.environment.summary, factLines(comparison.environment, shown)),
    ...section('Artifacts', comparison.artifacts.summary, factLines(comparison.artifacts, shown)),
  ];
}

/** Colours one of those lines: headings, which alone begin with a letter, and patches. */
export function coloured(line: string): string {
  const colour = /^(?:\+\+\+ |--- |\p{L})/u.test(line) ? colours.strong : line.startsWith('@@') ? colours.hunk : line.startsWith('+') ? colours.added : line.startsWith('-') ? colours.removed : null;
  return colour === null ? line : `${colour}${line}${colours.off}`;
}

type Shown = Comparison & DiffTextOptions;

function section(title: string, about: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', about === '' ? title : `${title}  ${visibleText(about)}`, ...lines];
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

function headRow(comparison: Comparison, end: readonly string[] = []): VersionRow {
  const names = headNames(comparison.versions);
  return { name: '', cells: order(comparison).map((at) => ({ text: cellText(names[at] ?? '') })), end };
}

function cellText(text: string, longest = maxCell): string {
  const characters = [...visibleText(text.slice(0, 4 * longest))];
  return characters.length > longest ? `${characters.slice(0, longest - 1).join('')}…` : characters.join('');
}

function longestValue({ versions }: Comparison): number {
  return versions.length === 2 ? maxCell : maxCellOfMany;
}

function paramLines(comparison: Shown): string[] {
  const { rows, changed, omitted } = comparison.params;
  const shown = rows.filter(({ change }) => change !== 'same');
  const same = rows.length + omitted - changed;
  const table = shown.length === 0 ? [] : versionTable([headRow(comparison), ...shown.map((row) => paramRow(row, comparison))], comparison.width);
  const hidden = changed - shown.length;
  return [...table, ...(hidden > 0 ? [`  ${hidden.toLocaleString('en-US')} more changed`] : []), ...(same > 0 ? [`  ${same.toLocaleString('en-US')} unchanged`] : [])];
}

function paramRow({ name, cells, changeText }: ParamRow, comparison: Comparison): VersionRow {
  const texts = excerpts(order(comparison).map((at) => cells[at]?.text ?? null), longestValue(comparison));
  const values = texts.map((text) => ({ text: text === null ? 'not set' : cellText(text, longestValue(comparison)) }));
  return { name: `  ${cellText(name)}`, cells: values, end: [changeText] };
}

function metricLines(comparison: Shown): string[] {
  const { rows } = comparison.metrics;
  if (rows.length === 0) return [];
  return versionTable([headRow(comparison), ...rows.map((row) => (comparison.versions.length === 2 ? pairMetricRow(row, comparison) : manyMetricRow(row, comparison)))], comparison.width);
}

function metricName({ name, direction }: MetricRow): string {
  return `  ${cellText(name)}${direction === null ? '' : direction === 'up' ? ' ↑' : ' ↓'}`;
}

function pairMetricRow(row: MetricRow, comparison: Comparison): VersionRow {
  const cells = order(comparison).map((at) => row.cells[at] ?? null);
  return { name: metricName(row), cells: cells.map((cell) => ({ text: metricText(cell, comparison) })), end: [cells[1]?.deltaText ?? '', verdictWord(cells[1] ?? null)] };
}

function manyMetricRow(row: MetricRow, comparison: Comparison): VersionRow {
  const cells = order(comparison).map((at) => {
    const cell = row.cells[at] ?? null;
    return { text: metricText(cell, comparison), note: [verdictWord(cell), cell?.best === true ? '*' : ''].filter((text) => text !== '').join(' ') };
  });
  return { name: metricName(row), cells };
}

function metricText(cell: MetricCell | null, comparison: Comparison): string {
  return cell === null ? 'not set' : cellText(cell.text, longestValue(comparison));
}

function verdictWord(cell: MetricCell | null): string {
  return cell?.verdict === 'better' || cell?.verdict === 'worse' ? cell.verdict : '';
}

/** Of many versions the code of two is shown. */
function codeOf({ versions, baseline, focus }: Comparison): string {
  const names = headNames(versions);
  return versions.length === 2 ? '' : `${names[baseline] ?? ''} → ${names[focus] ?? ''}`;
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

function factLines({ rows }: FactTable, comparison: Shown): string[] {
  const changed = rows.filter(({ change }) => change !== 'same');
  if (changed.length === 0) return [];
  const end = comparison.versions.length === 2 ? '' : `change in ${cellText(headNames(comparison.versions)[comparison.focus] ?? '')}`;
  const table = versionTable([headRow(comparison, [end]), ...changed.map((row) => factRow(row, comparison))], comparison.width);
  const details = changed.flatMap(({ name, details: inside }) => inside.map(({ text }) => `    ${cellText(name)}: ${visibleText(text)}`));
  const same = rows.length - changed.length;
  return [...table, ...details, ...(same > 0 ? [`  ${same.toLocaleString('en-US')} unchanged`] : [])];
}

function factRow({ name, qualifier, cells, change, changeText, warning }: FactRow, comparison: Comparison): VersionRow {
  const isPair = comparison.versions.length === 2;
  const said = changeText === '' && isPair ? change : changeText;
  const words = [said, warning === '' ? '' : `(${warning})`].filter((text) => text !== '').join(' ');
  const values = order(comparison).map((at) => ({ text: cellText(cells[at]?.text ?? '', longestValue(comparison)) }));
  return { name: `  ${cellText(name)}${qualifier === '' ? '' : ` ${qualifier}`}`, cells: values, end: [words] };
}
