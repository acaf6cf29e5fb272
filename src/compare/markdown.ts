import type { Comparison, FactRow, FactTable, MetricCell, MetricRow, ParamRow, Statement, TextPart } from '../domain/comparison.ts';
import { countText } from '../domain/numberText.ts';
import { excerpts } from './excerpt.ts';
import { headNames } from './heads.ts';
import { codeSpan, fenced, htmlText, longest, markdownTable, markdownText } from './markdownText.ts';

/** Forges take comments of up to 65,536 characters. */
const maxPatches = 40_000;
const maxRows = 100;

/** A comparison as Markdown for a pull request or a note. Ends with a line end. */
export function comparisonMarkdown(comparison: Comparison): string {
  const sections = [titleLine(comparison), summaryLines(comparison.summary), paramSection(comparison), metricSection(comparison), codeSection(comparison), factSections(comparison)];
  return `${sections.flat().filter((text) => text !== '').join('\n\n')}\n`;
}

function titleLine({ title, versions, baseline }: Comparison): string {
  const names = headNames(versions).map(markdownText);
  if (versions.length === 2) return `## ${markdownText(title)}: ${names[baseline] ?? ''} → ${names[1 - baseline] ?? ''}`;
  return `## ${markdownText(title)}: ${names.map((name, at) => (at === baseline ? `${name} (baseline)` : name)).join(', ')}`;
}

function summaryLines([headline, ...rest]: readonly Statement[]): string[] {
  const words = { headline: '', warning: '⚠️ ', pass: '✅ ', info: '' } as const;
  const bullets = rest.map(({ kind, parts }) => `- ${words[kind]}${parts.map(part).join('')}`);
  return [...(headline === undefined ? [] : [headline.parts.map(part).join('')]), bullets.join('\n')];
}

/** Bold needs a sign other than a blank right inside of its stars. */
function part({ text, tone }: TextPart): string {
  const shown = markdownText(text);
  return tone === undefined || tone === 'quiet' || shown.trim() === '' ? shown : `${/^ */u.exec(shown)?.[0] ?? ''}**${shown.trim()}**${/ *$/u.exec(shown)?.[0] ?? ''}`;
}

function headings(comparison: Comparison): string[] {
  const names = headNames(comparison.versions);
  return order(comparison).map((at) => markdownText(names[at] ?? ''));
}

/** Always old → new: of two versions the baseline stands first. */
function order({ versions, baseline }: Comparison): number[] {
  return versions.length === 2 ? [baseline, 1 - baseline] : [...versions.keys()];
}

function isPair({ versions }: Comparison): boolean {
  return versions.length === 2;
}

function rightColumns(comparison: Comparison): number[] {
  return comparison.versions.map((_, at) => at + 1);
}

function paramSection(comparison: Comparison): string[] {
  const { rows, changed, omitted } = comparison.params;
  const shown = rows.filter(({ change }) => change !== 'same').slice(0, maxRows);
  const same = rows.filter(({ change }) => change === 'same').length + (changed <= rows.length ? omitted : 0);
  if (rows.length === 0) return [];
  const left = changed - shown.length;
  const counts = [...(left > 0 ? [`${left.toLocaleString('en-US')} more changed`] : []), ...(same > 0 ? [`${same.toLocaleString('en-US')} unchanged`] : [])];
  const head = ['Parameter', ...headings(comparison), ...(isPair(comparison) ? ['Change'] : [])];
  const table = shown.length === 0 ? '' : markdownTable(head, shown.map((row) => paramCells(row, comparison)), rightColumns(comparison));
  return ['### Parameters', table, counts.length === 0 ? '' : `${counts.join(', ')}.`];
}

function paramCells({ name, cells, changeText }: ParamRow, comparison: Comparison): string[] {
  const texts = excerpts(order(comparison).map((at) => cells[at]?.text ?? null), longest);
  const values = texts.map((text) => (text === null ? 'not set' : codeSpan(text)));
  return [codeSpan(name), ...values, ...(isPair(comparison) ? [markdownText(changeText)] : [])];
}

function metricSection(comparison: Comparison): string[] {
  const rows = comparison.metrics.rows.slice(0, maxRows);
  if (rows.length === 0) return [];
  const head = ['Metric', ...headings(comparison), ...(isPair(comparison) ? ['Change'] : [])];
  const left = comparison.metrics.rows.length - rows.length;
  const table = markdownTable(head, rows.map((row) => metricCells(row, comparison)), rightColumns(comparison));
  return ['### Metrics', table, left > 0 ? `${countText(left, 'more metric')}.` : ''];
}

function metricCells(row: MetricRow, comparison: Comparison): string[] {
  const arrow = row.direction === null ? '' : row.direction === 'up' ? ' ↑' : ' ↓';
  const name = `${row.main ? '**' : ''}${codeSpan(row.name)}${row.main ? '**' : ''}${arrow}`;
  const cells = order(comparison).map((at) => row.cells[at] ?? null);
  if (isPair(comparison)) return [name, ...cells.map(metricText), changeWords(cells[1] ?? null)];
  return [name, ...cells.map((cell) => [metricText(cell), inBrackets(changeWords(cell)), cell?.best === true ? '★' : ''].filter((text) => text !== '').join(' '))];
}

function metricText(cell: MetricCell | null): string {
  return cell === null ? 'not set' : cell.number === null ? codeSpan(cell.text) : cell.text;
}

function changeWords(cell: MetricCell | null): string {
  const verdict = cell?.verdict === 'better' || cell?.verdict === 'worse' ? cell.verdict : null;
  return [cell?.deltaText ?? null, verdict].filter((word) => word !== null).join(' ');
}

function inBrackets(text: string): string {
  return text === '' ? '' : `(${text})`;
}

function codeSection(comparison: Comparison): string[] {
  const { code } = comparison;
  const changed = code.files.filter(({ change }) => change !== 'same');
  if (changed.length === 0) return [];
  let left = maxPatches;
  const files = changed.map(({ path, added, removed, change, patch }) => {
    left -= patch.length;
    const counts = added + removed === 0 ? change : `+${String(added)} −${String(removed)}`;
    if (patch === '' || left < 0) return `${codeSpan(path)} ${counts}${patch === '' ? '' : ', too long to show here'}`;
    return `<details><summary><code>${htmlText(path)}</code> ${counts}</summary>\n\n${fenced('diff', shownPatch(patch))}\n\n</details>`;
  });
  return [`### Code${codeOf(comparison)}`, ...files, code.remarks.map((remark) => `- ${markdownText(remark)}`).join('\n')];
}

/** Of many versions the code of two is shown. */
function codeOf(comparison: Comparison): string {
  const names = headings(comparison);
  return isPair(comparison) ? '' : `: ${names[comparison.baseline] ?? ''} → ${names[comparison.focus] ?? ''}`;
}

/** Characters that turn the direction of writing would make a patch read as what it is not. */
export function shownPatch(patch: string): string {
  return patch.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, (character) =>
    character === '\r' ? '' : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function factSections(comparison: Comparison): string[] {
  return [...factSection('Data', comparison.data, comparison), ...factSection('Environment', comparison.environment, comparison), ...factSection('Artifacts', comparison.artifacts, comparison)];
}

function factSection(title: string, { rows, summary }: FactTable, comparison: Comparison): string[] {
  const changed = rows.filter(({ change }) => change !== 'same');
  if (changed.length === 0) return [];
  const shown = changed.slice(0, maxRows);
  const heading = `### ${title}${summary === '' ? '' : `: ${markdownText(summary)}`}`;
  const details = shown.flatMap(({ name, details: inside }) => inside.map(({ text }) => `- ${codeSpan(name)}: ${markdownText(text)}`));
  const left = changed.length - shown.length;
  const change = isPair(comparison) ? 'Change' : `Change in ${markdownText(headNames(comparison.versions)[comparison.focus] ?? '')}`;
  const table = markdownTable(['Name', ...headings(comparison), change], shown.map((row) => factCells(row, comparison)), rightColumns(comparison));
  return [heading, table, left > 0 ? `${left.toLocaleString('en-US')} more changed.` : '', details.slice(0, maxRows).join('\n')];
}

function factCells({ name, qualifier, cells, changeText, change, warning }: FactRow, comparison: Comparison): string[] {
  const values = order(comparison).map((at) => {
    const cell = cells[at] ?? null;
    return cell === null ? '' : markdownText(cell.text);
  });
  const said = changeText === '' && isPair(comparison) ? change : changeText;
  const words = [said, warning === '' ? '' : `(${warning})`].filter((text) => text !== '').join(' ');
  return [`${codeSpan(name)}${qualifier === '' ? '' : ` ${qualifier}`}`, ...values, markdownText(words)];
}
