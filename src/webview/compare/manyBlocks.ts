import { html, nothing, type TemplateResult } from 'lit/html.js';
import { classMap } from 'lit/directives/class-map.js';
import type { ComparedHead, FactRow, FactTable, MetricRow, ParamRow } from '../../domain/comparison.ts';
import { icon } from '../components/icon.ts';
import { visibleText, type Text } from '../components/visibleText.ts';
import { factName } from './facts.ts';
import { foldRow, isOpen } from './fold.ts';
import { lineMarker } from './marker.ts';
import { directionWords, metricName } from './metricName.ts';
import { verdictClass, verdictWord } from './metrics.ts';
import { filterField, noMatch, paramRowClasses, paramsAside, shownParams } from './params.ts';
import type { Scene } from './scene.ts';
import { rangeStrip } from './strip.ts';
import { longBody, sectionHead, type LongRow } from './tableParts.ts';

const columns = 5;

/** One block a metric, its versions as rows: for a panel too narrow for columns. */
export function metricBlocks(scene: Scene): TemplateResult {
  const { rows } = scene.comparison.metrics;
  if (rows.length === 0) return html`${sectionHead('Metrics', '')}<p class="nothing">No version has metrics.</p>`;
  const lines = rows.flatMap((row) => [metricHead(scene, row), ...row.cells.map((_, version) => metricLine(scene, row, version))]);
  return blockTable(scene, 'metrics', 'Metrics', lines);
}

function blockTable(scene: Scene, name: string, title: string, lines: readonly LongRow[]): TemplateResult {
  return html`<table class="data blocks" role="grid" data-rove=${name} aria-rowcount=${lines.length} aria-label=${title}>
    <caption class="unseen">${title}, one block each, one row a version.</caption>
    <colgroup><col class="w-version"><col class="w-value"><col class="w-change"><col class="w-word"><col class="w-strip"></colgroup>
    ${longBody(lines, scene.act.rows(name), columns)}
  </table>`;
}

function blockHead(key: string, title: Text, aside: Text): LongRow {
  const draw = (at: number): TemplateResult => html`<tr class="block-head" data-row=${key} data-index=${at} aria-rowindex=${at + 1}>
    <th colspan=${columns} scope="colgroup"><span class="block-title">${title}</span><span class="aside">${aside}</span></th>
  </tr>`;
  return { key, height: 42, draw };
}

/** The head of a parameter's block leads to its line of code. */
function paramHead(scene: Scene, row: ParamRow): LongRow {
  const { act, view } = scene;
  const draw = (at: number): TemplateResult => html`<tr class=${paramRowClasses(scene, row, 'block-head')} data-row=${row.name} data-param=${row.name} data-index=${at} aria-rowindex=${at + 1} aria-selected=${view.selected === row.name ? 'true' : 'false'}
      @click=${() => { act.select(row.name, 'line'); }} @mouseenter=${() => { act.hover(row.name); }} @mouseleave=${() => { act.hover(null); }}>
    <th colspan=${columns} scope="colgroup"><span class="block-title">${visibleText(row.name)}</span></th>
  </tr>`;
  return { key: row.name, height: 42, draw };
}

function metricHead(scene: Scene, row: MetricRow): LongRow {
  return blockHead(`metric ${row.name}`, metricName(scene, row), directionWords(row.direction));
}

function versionCell(scene: Scene, version: number): TemplateResult {
  const head: ComparedHead | undefined = scene.comparison.versions[version];
  const style = scene.series[version];
  return html`${style === undefined ? nothing : lineMarker(style)} <span class=${classMap({ gone: head?.deleted === true })}>${visibleText(head?.label ?? '')}</span>`;
}

function metricLine(scene: Scene, row: MetricRow, version: number): LongRow {
  const key = `metric ${row.name} ${String(version)}`;
  const cell = row.cells[version] ?? null;
  const isBaseline = version === scene.comparison.baseline;
  const draw = (at: number): TemplateResult => html`<tr data-row=${key} data-index=${at} data-version=${version} aria-rowindex=${at + 1}>
    <th scope="row" class="clip">${versionCell(scene, version)}</th>
    <td class=${classMap({ number: true, best: cell?.best === true, quiet: cell === null })} title=${cell?.full ?? ''}>${cell?.best === true ? html`${icon('star-full')}<span class="unseen">best, </span>` : nothing}${visibleText(cell?.text ?? 'not set')}</td>
    <td class="number ${isBaseline ? 'quiet' : verdictClass(cell)}">${isBaseline ? 'baseline' : visibleText(cell?.deltaText ?? '')}</td>
    <td class="word ${verdictClass(cell)}">${verdictWord(cell)}</td>
    <td class="strip-cell">${row.strip === null || cell === null ? nothing : rangeStrip(scene, row.strip, [version])}</td>
  </tr>`;
  return { key, height: 26, draw };
}

/** Parameters that differ: each value once, with the versions that have it. */
export function paramBlocks(scene: Scene): TemplateResult {
  const { params } = scene.comparison;
  if (params.rows.length === 0) return html`${sectionHead('Parameters', '')}<p class="nothing">No version has parameters.</p>`;
  const { shown, folded } = shownParams(scene);
  const asLines = (row: ParamRow): LongRow[] => [paramHead(scene, row), ...valueLines(scene, row.name, row.cells.map((cell) => cell?.text ?? null), true)];
  const lines = shown.flatMap(asLines);
  if (shown.length === 0 && scene.view.paramFilter !== '') lines.push(noMatch(columns));
  if (folded.length > 0) lines.push({ key: 'fold params', height: 26, draw: (at) => foldRow(scene, { key: 'params', columns, at, label: `${String(folded.length)} the same in all versions`, hint: '' }) });
  if (isOpen(scene, 'params')) lines.push(...folded.flatMap(asLines));
  return html`${sectionHead('Parameters', paramsAside(scene), filterField(scene))}${blockTable(scene, 'params', 'Parameters', lines)}`;
}

/** Datasets, packages and artifacts that differ, in the same form. */
export function factBlocks(scene: Scene, name: string, title: string, tables: readonly FactTable[]): TemplateResult {
  const rows = tables.flatMap((table) => table.rows).filter(({ change, warning }) => change !== 'same' || warning !== '');
  const same = tables.flatMap((table) => table.rows).length - rows.length;
  const asLines = (row: FactRow): LongRow[] => [blockHead(`${name} ${row.name}`, factName(row), ''), ...valueLines(scene, `${name} ${row.name}`, row.cells.map((cell) => cell?.text ?? null), false)];
  const aside = same === 0 ? '' : `${String(same)} the same in all versions`;
  if (rows.length === 0) return html`${sectionHead(title, aside)}${same === 0 ? html`<p class="nothing">Nothing was recorded.</p>` : nothing}`;
  return html`${sectionHead(title, aside)}${blockTable(scene, name, title, rows.flatMap(asLines))}`;
}

function valueLines(scene: Scene, name: string, texts: readonly (string | null)[], code: boolean): LongRow[] {
  const distinct = [...new Set(texts)];
  return distinct.map((text, place): LongRow => {
    const holders = texts.flatMap((other, version) => (other === text ? [version] : []));
    const key = `${name} ${String(place)}`;
    const draw = (at: number): TemplateResult => html`<tr class="value-line" data-row=${key} data-index=${at} aria-rowindex=${at + 1}>
      <th scope="row" colspan="4">${holders.map((version) => html`<span class="holder">${versionCell(scene, version)}</span>`)}</th>
      <td class=${classMap({ number: true, code: code && text !== null, clip: true, quiet: text === null })} title=${text ?? ''}>${visibleText(text ?? 'not set')}</td>
    </tr>`;
    return { key, height: 26, draw };
  });
}
