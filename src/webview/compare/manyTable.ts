import { html, nothing, type TemplateResult } from 'lit/html.js';
import { classMap } from 'lit/directives/class-map.js';
import type { FactRow, FactTable, MetricRow, ParamRow, SectionName } from '../../domain/comparison.ts';
import { icon } from '../components/icon.ts';
import { visibleText, type Text } from '../components/visibleText.ts';
import { styled } from '../components/styled.ts';
import { bytesIcon, detailRow, factName } from './facts.ts';
import { manyColumns } from './columns.ts';
import { foldRow, isOpen } from './fold.ts';
import { manyHeads } from './manyHeads.ts';
import { verdictClass, verdictWord } from './metrics.ts';
import { metricName } from './metricName.ts';
import { paramName } from './paramName.ts';
import { filterField, noMatch, paramRowClasses, paramsAside, shownParams } from './params.ts';
import type { Scene } from './scene.ts';
import { sparkline } from './sparkline.ts';
import { columnGroup, longBody, paramText, type LongRow } from './tableParts.ts';

/** Everything that the versions have, one column a version. */
export function manyTable(scene: Scene): TemplateResult {
  const { versions } = scene.comparison;
  const columns = versions.length + 2;
  const { name, spark, version } = manyColumns(scene, scene.columnWidth + 16);
  const whole = name + spark + version * versions.length;
  const rows = [...metricRows(scene, columns), ...paramRows(scene, columns), ...factGroup(scene, 'data', columns), ...factGroup(scene, 'environment', columns)];
  return html`<div class=${classMap({ 'many-scroll': true, fits: whole <= scene.columnWidth + 16, tight: spark === 0 })}><table class="data versions" role="grid" data-rove="many" aria-rowcount=${rows.length + 1} aria-colcount=${columns} aria-label="Versions" ${styled({ 'min-width': `${String(whole)}px` })}>
    <caption class="unseen">Metrics, parameters, data, environment and artifacts; one column a version.</caption>
    ${columnGroup([name, spark, ...versions.map(() => null)])}
    <thead>${manyHeads(scene)}</thead>
    ${longBody(rows, scene.act.rows('many'), columns)}
  </table></div>`;
}

function groupRow(section: SectionName, columns: number, title: string, aside: Text, tools: unknown = nothing): LongRow {
  const draw = (at: number): TemplateResult => html`<tr class="group" data-row=${`section ${section}`} data-index=${at} data-section=${section} aria-rowindex=${at + 2}>
    <th colspan=${columns} scope="colgroup"><div class="section-head"><h2>${title}</h2><span class="aside">${aside}</span><span class="tools">${tools}</span></div></th>
  </tr>`;
  return { key: `section ${section}`, height: 34, draw };
}

function sentenceRow(key: string, columns: number, text: string): LongRow {
  return { key, height: 26, draw: (at) => html`<tr data-row=${key} data-index=${at}><td colspan=${columns} class="quiet">${text}</td></tr>` };
}

function cellClass(scene: Scene, position: number, more: Readonly<Record<string, boolean>> = {}): ReturnType<typeof classMap> {
  return classMap({ number: true, baseline: position === scene.comparison.baseline, ...more });
}

function metricRows(scene: Scene, columns: number): LongRow[] {
  const { rows } = scene.comparison.metrics;
  if (rows.length === 0) return [groupRow('metrics', columns, 'Metrics', ''), sentenceRow('no metrics', columns, 'No version has metrics.')];
  const aside = html`${rows.length}, ${icon('star-full')} marks the best`;
  return [groupRow('metrics', columns, 'Metrics', aside), ...rows.map((row): LongRow => ({ key: `metric ${row.name}`, height: 38, draw: (at) => metricRow(scene, row, at) }))];
}

function metricRow(scene: Scene, row: MetricRow, at: number): TemplateResult {
  const { baseline } = scene.comparison;
  return html`<tr class=${classMap({ metric: true, main: row.main })} data-row=${`metric ${row.name}`} data-index=${at} aria-rowindex=${at + 2}>
    <th scope="row" class="clip">${metricName(scene, row)}</th>
    <td class="spark">${sparkline(row.cells.map((cell) => cell?.number ?? null), baseline)}</td>
    ${row.cells.map((cell, position) => {
      if (cell === null) return html`<td class=${cellClass(scene, position, { quiet: true })}>not set</td>`;
      return html`<td class=${cellClass(scene, position)} title=${`${cell.full} (${cell.source.text})`}>
        <div class=${classMap({ value: true, best: cell.best })}>${cell.best ? html`${icon('star-full')}<span class="unseen">best, </span>` : nothing}${visibleText(cell.text)}</div>
        <div class="delta ${position === baseline ? 'quiet' : verdictClass(cell)}">${position === baseline ? 'baseline' : html`<span>${visibleText(cell.deltaText ?? '')}</span> <span>${verdictWord(cell)}</span>`}</div>
      </td>`;
    })}
  </tr>`;
}

function paramRows(scene: Scene, columns: number): LongRow[] {
  const { params } = scene.comparison;
  if (params.rows.length === 0) return [groupRow('params', columns, 'Parameters', ''), sentenceRow('no params', columns, 'No version has parameters.')];
  const { shown, folded } = shownParams(scene);
  const asRow = (row: ParamRow): LongRow => ({ key: row.name, height: 26, draw: (at) => paramRow(scene, row, at) });
  const rows = [groupRow('params', columns, 'Parameters', paramsAside(scene), filterField(scene)), ...shown.map(asRow)];
  if (shown.length === 0 && scene.view.paramFilter !== '') rows.push(noMatch(columns));
  if (folded.length === 0) return rows;
  rows.push({ key: 'fold params', height: 26, draw: (at) => foldRow(scene, { key: 'params', columns, at, label: `${String(folded.length)} the same in all versions`, hint: '' }) });
  return isOpen(scene, 'params') ? [...rows, ...folded.map(asRow)] : rows;
}

function paramRow(scene: Scene, row: ParamRow, at: number): TemplateResult {
  const { comparison, view, act } = scene;
  const before = row.cells[comparison.baseline] ?? null;
  return html`<tr class=${paramRowClasses(scene, row)} data-row=${row.name} data-param=${row.name} data-index=${at} aria-rowindex=${at + 2} aria-selected=${view.selected === row.name ? 'true' : 'false'}
      @click=${() => { act.select(row.name, 'line'); }} @mouseenter=${() => { act.hover(row.name); }} @mouseleave=${() => { act.hover(null); }}>
    <th scope="row" class="clip" title=${row.name} aria-label=${row.name} colspan="2">${paramName(row.name)}</th>
    ${row.cells.map((cell, position) => {
      const isBaseline = position === comparison.baseline;
      const same = !isBaseline && (cell === null ? before === null : cell.asBaseline);
      if (same) return html`<td class=${cellClass(scene, position, { code: true, quiet: true })} title=${cell?.text ?? 'not set'}>=</td>`;
      if (cell === null) return html`<td class=${cellClass(scene, position, { quiet: true })}>not set</td>`;
      return html`<td class=${cellClass(scene, position, { code: true, clip: true, differs: !isBaseline })} title=${`${cell.text}\n${cell.source.text}`}>${paramText(cell)}</td>`;
    })}
  </tr>`;
}

function factGroup(scene: Scene, group: 'data' | 'environment', columns: number): LongRow[] {
  const { data, artifacts, environment } = scene.comparison;
  if (group === 'data') {
    const rows = [...factRows(scene, data, 'data', columns), ...factRows(scene, artifacts, 'artifacts', columns)];
    return [groupRow('data', columns, 'Data and artifacts', ''), ...(rows.length === 0 ? [sentenceRow('no data', columns, 'No version has data or artifacts.')] : rows)];
  }
  const rows = factRows(scene, environment, 'environment', columns);
  return [groupRow('environment', columns, 'Environment', visibleText(environment.summary)), ...(rows.length === 0 ? [sentenceRow('no environment', columns, 'No version recorded its environment.')] : rows)];
}

function factRows(scene: Scene, table: FactTable, name: string, columns: number): LongRow[] {
  const shown = table.rows.filter(({ change, warning }) => change !== 'same' || warning !== '');
  const folded = table.rows.filter(({ change, warning }) => change === 'same' && warning === '');
  const draw = (row: FactRow): LongRow[] => [
    { key: `${name} ${row.name}`, height: 26, draw: (at) => factRow(scene, row, `${name} ${row.name}`, at) },
    ...(row.warning === '' ? [] : [warningLine(row, `${name} ${row.name} warning`, columns)]),
    ...row.details.map((detail, place): LongRow => {
      const key = `${name} ${row.name} ${String(place)}`;
      return { key, height: 24, draw: (at) => detailRow(detail, key, columns, at) };
    }),
  ];
  const rows = shown.flatMap(draw);
  if (folded.length === 0) return rows;
  const hint = table.sameText === '' ? '' : html`· ${visibleText(table.sameText)}`;
  rows.push({ key: `fold ${name}`, height: 26, draw: (at) => foldRow(scene, { key: name, columns, at, label: `${String(folded.length)} the same in all versions`, hint }) });
  return isOpen(scene, name) ? [...rows, ...folded.flatMap(draw)] : rows;
}

/** A column of names is too narrow for what needs care. */
function warningLine(row: FactRow, key: string, columns: number): LongRow {
  const draw = (at: number): TemplateResult => html`<tr class="detail" data-row=${key} data-index=${at} aria-rowindex=${at + 2}><td colspan=${columns} class="fact-warning">${icon('warning')}${visibleText(row.warning)}</td></tr>`;
  return { key, height: 24, draw };
}

function factRow(scene: Scene, row: FactRow, key: string, at: number): TemplateResult {
  const { baseline } = scene.comparison;
  const before = row.cells[baseline] ?? null;
  const numbers = row.cells.map((cell) => (typeof cell?.value === 'number' ? cell.value : null));
  const hasCourse = row.change !== 'same' && numbers.filter((number) => number !== null).length > 1;
  return html`<tr data-row=${key} data-index=${at} aria-rowindex=${at + 2}>
    <th scope="row" class="clip" title=${row.name} colspan=${hasCourse ? 1 : 2}>${factName({ ...row, warning: '' })}</th>
    ${hasCourse ? html`<td class="spark">${sparkline(numbers, baseline)}</td>` : nothing}
    ${row.cells.map((cell, position) => {
      const isBaseline = position === baseline;
      if (!isBaseline && (cell === null ? before === null : cell.asBaseline)) return html`<td class=${cellClass(scene, position, { quiet: true })}>=</td>`;
      if (cell === null) return html`<td class=${cellClass(scene, position, { quiet: true })}>not set</td>`;
      return html`<td class=${cellClass(scene, position, { clip: true, differs: !isBaseline })} title=${cell.tip === '' ? cell.text : cell.tip}>${bytesIcon(cell)}${visibleText(cell.text)}</td>`;
    })}
  </tr>`;
}
