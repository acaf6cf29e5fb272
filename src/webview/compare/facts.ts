import { html, nothing, type TemplateResult } from 'lit/html.js';
import { classMap } from 'lit/directives/class-map.js';
import type { FactCell, FactDetail, FactRow, FactTable } from '../../domain/comparison.ts';
import { icon } from '../components/icon.ts';
import { visibleText } from '../components/visibleText.ts';
import { factColumns } from './columns.ts';
import { foldRow, isOpen } from './fold.ts';
import type { Scene } from './scene.ts';
import { columnGroup, longBody, sectionHead, versionHeads, type LongRow } from './tableParts.ts';

interface FactSection {
  readonly name: 'data' | 'environment' | 'artifacts';
  readonly title: string;
  readonly table: FactTable;
  /** What stands beside the title. */
  readonly aside: string;
  readonly nothing: string;
}

/** Datasets, packages or artifacts of two versions: what changed, and the rest folded. */
export function factsView(scene: Scene, section: FactSection): TemplateResult {
  if (section.table.rows.length === 0) return html`${sectionHead(section.title, visibleText(section.aside))}<p class="nothing">${section.nothing}</p>`;
  const columns = scene.order.length + 2;
  const { value, change } = factColumns(scene, section.table);
  const rows = factRows(scene, section, columns);
  return html`${sectionHead(section.title, visibleText(section.aside))}
    <table class="data facts" role="grid" data-rove=${section.name} aria-rowcount=${rows.length + 1} aria-label=${section.title}>
      <caption class="unseen">${section.title} of both versions.</caption>
      ${columnGroup([null, value, value, change])}
      <thead class=${classMap({ unseen: section.name !== 'data' })}><tr aria-rowindex="1"><th scope="col">Name</th>${versionHeads(scene)}<th scope="col" class="number">Change</th></tr></thead>
      ${longBody(rows, scene.act.rows(section.name), columns)}
    </table>`;
}

/** Artifacts are few, and their sizes are worth seeing even where the bytes are the same. */
const foldFrom = 3;

function factRows(scene: Scene, { name, table }: FactSection, columns: number): LongRow[] {
  const same = table.rows.filter(({ change }) => change === 'same');
  const folds = name !== 'artifacts' || same.length >= foldFrom;
  const shown = folds ? table.rows.filter(({ change, warning }) => change !== 'same' || warning !== '') : table.rows;
  const folded = folds ? same.filter(({ warning }) => warning === '') : [];
  const draw = (row: FactRow): LongRow[] => [
    { key: row.name, height: 26, draw: (at) => factRow(scene, row, at) },
    ...row.details.map((detail, place): LongRow => ({ key: `${row.name} ${String(place)}`, height: 24, draw: (at) => detailRow(detail, `${row.name} ${String(place)}`, columns, at) })),
  ];
  const rows = shown.flatMap(draw);
  if (folded.length === 0) return rows;
  const label = folded.length === 1 ? `${folded[0]?.name ?? ''} same` : `${String(folded.length)} same`;
  rows.push({ key: 'fold', height: 26, draw: (at) => foldRow(scene, { key: name, columns, at, label: visibleText(label), hint: table.sameText === '' ? '' : html`· ${visibleText(table.sameText)}` }) });
  return isOpen(scene, name) ? [...rows, ...folded.flatMap(draw)] : rows;
}

function factRow(scene: Scene, row: FactRow, at: number): TemplateResult {
  return html`<tr class=${classMap({ changed: row.change !== 'same' })} data-row=${row.name} data-index=${at} aria-rowindex=${at + 2}>
    <th scope="row" class="clip" title=${row.name}>${factName(row)}</th>
    ${scene.order.map((position) => factValue(row.cells[position] ?? null))}
    <td class="number clip" title=${row.changeText}>${visibleText(row.changeText === '' && row.change === 'same' ? 'same' : row.changeText)}</td>
  </tr>`;
}

/** Name, what its cells count, and what needs care. */
export function factName(row: FactRow): TemplateResult {
  return html`<span class="fact-name">${visibleText(row.name)}</span>${row.qualifier === '' ? nothing : html` <span class="qualifier">${visibleText(row.qualifier)}</span>`}${
    row.warning === '' ? nothing : html` <span class="fact-warning">${icon('warning')}${visibleText(row.warning)}</span>`
  }`;
}

function factValue(cell: FactCell | null): TemplateResult {
  if (cell === null) return html`<td class="number quiet">not set</td>`;
  return html`<td class="number clip" title=${cell.tip === '' ? cell.text : cell.tip}>${bytesIcon(cell)}${visibleText(cell.text)}</td>`;
}

/** Whether the bytes are here; the normal case needs no sign. */
export function bytesIcon({ bytes }: FactCell): TemplateResult | typeof nothing {
  if (bytes === 'elsewhere') return html`<span class="quiet" title="Not on this machine">${icon('cloud')}<span class="unseen">not here, </span></span>`;
  if (bytes === 'lost') return html`<span class="tone-worse" title="The bytes are lost">${icon('error')}<span class="unseen">lost, </span></span>`;
  return nothing;
}

const signs = { added: '+', removed: '−', changed: '±' } as const;

/** What changed inside a dataset or an artifact. */
export function detailRow(detail: FactDetail, key: string, columns: number, at: number): TemplateResult {
  return html`<tr class="detail" data-row=${key} data-index=${at} aria-rowindex=${at + 2}>
    <td colspan=${columns} class="clip" title=${detail.text}><span class="sign">${signs[detail.change]}</span> ${visibleText(detail.text)}</td>
  </tr>`;
}
