import { html, nothing, type TemplateResult } from 'lit/html.js';
import { classMap } from 'lit/directives/class-map.js';
import type { MetricCell, MetricRow } from '../../domain/comparison.ts';
import { visibleText } from '../components/visibleText.ts';
import { metricColumns } from './columns.ts';
import { metricName } from './metricName.ts';
import type { Scene } from './scene.ts';
import { verdictText } from './sections.ts';
import { rangeStrip } from './strip.ts';
import { columnGroup, longBody, sectionHead, versionHeads, type LongRow } from './tableParts.ts';

/** The metrics of two versions: values, change, its meaning, and where both stand among all versions. */
export function metricsView(scene: Scene): TemplateResult {
  const { metrics } = scene.comparison;
  if (metrics.rows.length === 0) return html`${sectionHead('Metrics', '')}<p class="nothing">Neither version has metrics.</p>`;
  const rows: LongRow[] = metrics.rows.map((row) => ({ key: row.name, height: 26, draw: (at) => metricRow(scene, row, at) }));
  const { name, value, change, word, strip } = metricColumns(scene);
  const columns = scene.layout === 'narrow' ? 5 : 6;
  return html`${sectionHead('Metrics', verdictText(metrics.better, metrics.worse))}
    <table class="data metrics" role="grid" data-rove="metrics" aria-rowcount=${rows.length + 1} aria-label="Metrics">
      <caption class="unseen">Metrics of both versions.</caption>
      ${columnGroup(scene.layout === 'narrow' ? [null, value, value, change, word] : [name, value, value, change, word, null])}
      <thead><tr aria-rowindex="1">
        <th scope="col">Name</th>${versionHeads(scene)}<th scope="col" class="number">Change</th><th scope="col" class="word"><span class="unseen">Verdict</span></th>
        ${scene.layout === 'narrow' ? nothing : html`<th scope="col" class="strip-head"><span class="ends"><span>worst</span> <span>${strip < 120 ? 'best' : 'best yet'}</span></span></th>`}
      </tr></thead>
      ${longBody(rows, scene.act.rows('metrics'), columns)}
    </table>`;
}

function metricRow(scene: Scene, row: MetricRow, at: number): TemplateResult {
  const compared = row.cells[scene.comparison.focus] ?? null;
  return html`<tr class=${classMap({ main: row.main })} data-row=${row.name} data-index=${at} aria-rowindex=${at + 2}>
    <th scope="row" class="clip">${metricName(scene, row)}</th>
    ${scene.order.map((position) => metricValue(row.cells[position] ?? null))}
    <td class="number ${verdictClass(compared)}">${visibleText(compared?.deltaText ?? missingText(scene, row))}</td>
    <td class="word ${verdictClass(compared)}">${verdictWord(compared)}</td>
    ${scene.layout === 'narrow' ? nothing : html`<td class="strip-cell">${row.strip === null ? nothing : rangeStrip(scene, row.strip, scene.order)}</td>`}
  </tr>`;
}

/** `added` or `removed` where only one of both has the metric. */
function missingText({ comparison }: Scene, { cells }: MetricRow): string {
  const before = cells[comparison.baseline] ?? null;
  const after = cells[comparison.focus] ?? null;
  if (before === null) return after === null ? '' : 'added';
  return after === null ? 'removed' : '';
}

function metricValue(cell: MetricCell | null): TemplateResult {
  if (cell === null) return html`<td class="number quiet">not set</td>`;
  return html`<td class="number clip" title=${`${cell.full} (${cell.source.text})`}>${visibleText(cell.text)}</td>`;
}

/** The colour of a change; its word stands beside it. */
export function verdictClass(cell: MetricCell | null): string {
  if (cell?.verdict === 'better') return 'better';
  if (cell?.verdict === 'worse') return 'worse';
  return cell?.verdict === 'same' ? 'quiet' : '';
}

/** `better`, `worse`; nothing where the change says all. */
export function verdictWord(cell: MetricCell | null): string {
  return cell?.verdict === 'better' || cell?.verdict === 'worse' ? cell.verdict : '';
}
