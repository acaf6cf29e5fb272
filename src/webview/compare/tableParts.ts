import { html, type TemplateResult } from 'lit/html.js';
import { classMap } from 'lit/directives/class-map.js';
import { repeat } from 'lit/directives/repeat.js';
import { ref } from 'lit/directives/ref.js';
import type { ParamCell } from '../../domain/comparison.ts';
import { visibleText, type Text } from '../components/visibleText.ts';
import type { VirtualRows } from '../components/virtualRows.ts';
import { styled } from '../components/styled.ts';
import { marker } from './marker.ts';
import type { Scene } from './scene.ts';
import { versionTip } from './head.ts';

/** A row of a long table: what it is called among its table's rows, how high it is likely to be, and its cells. */
export interface LongRow {
  readonly key: string;
  readonly height: number;
  draw(at: number): TemplateResult;
}

/** A table's body; of many rows only those near the window are there. */
export function longBody(rows: readonly LongRow[], virtual: VirtualRows, columns: number): TemplateResult {
  const entries = virtual.entries(rows.length, (index) => rows[index]?.height ?? 26, (index) => rows[index]?.key ?? String(index));
  return html`<tbody ${ref((body) => { virtual.place(body instanceof HTMLElement ? body : null); })}>
    ${repeat(
      entries,
      (entry) => (entry.kind === 'gap' ? entry.key : `row ${rows[entry.index]?.key ?? ''}`),
      (entry) => (entry.kind === 'gap' ? gapRow(entry.height, columns) : rows[entry.index]?.draw(entry.index)),
    )}
  </tbody>`;
}

function gapRow(height: number, columns: number): TemplateResult {
  return html`<tr class="gap" aria-hidden="true"><td colspan=${columns} ${styled({ height: `${String(height)}px` })}></td></tr>`;
}

/** Columns as wide as they are told, in pixels; null takes the rest. */
export function columnGroup(widths: readonly (number | null)[]): TemplateResult {
  return html`<colgroup>${widths.map((width) => html`<col ${styled(width === null ? {} : { width: `${String(Math.round(width))}px` })}>`)}</colgroup>`;
}

/** The column heads of two versions: shape and label. */
export function versionHeads(scene: Scene): TemplateResult {
  return html`${scene.order.map((position) => {
    const head = scene.comparison.versions[position];
    const style = scene.series[position];
    if (head === undefined || style === undefined) return '';
    return html`<th scope="col" class=${classMap({ number: true, clip: true, gone: head.deleted })} title=${versionTip(head)}>${marker(style)} ${visibleText(head.label)}</th>`;
  })}`;
}

/** A value in one line, or whole where its row is unfolded; what differs inside it stands out. */
export function paramText(cell: ParamCell): Text {
  if (cell.pieces === undefined) return visibleText(cell.text);
  return html`${cell.pieces.map(({ text, changed }) => (changed ? html`<mark>${visibleText(text)}</mark>` : visibleText(text)))}`;
}

/** A section's head: its title, what fits beside it, and what one can do. */
export function sectionHead(title: string, aside: Text, tools: unknown = ''): TemplateResult {
  return html`<div class="section-head"><h2>${title}</h2><span class="aside">${aside}</span><span class="tools">${tools}</span></div>`;
}
