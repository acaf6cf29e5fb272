import { html, nothing, type TemplateResult } from 'lit/html.js';
import { classMap } from 'lit/directives/class-map.js';
import type { ParamCell, ParamRow } from '../../domain/comparison.ts';
import { icon } from '../components/icon.ts';
import { visibleText, type Text } from '../components/visibleText.ts';
import { foldRow, isOpen } from './fold.ts';
import { paramColumns } from './columns.ts';
import { paramName } from './paramName.ts';
import type { Scene } from './scene.ts';
import { sourceLink, sourceOf } from './source.ts';
import { columnGroup, longBody, paramText, sectionHead, versionHeads, type LongRow } from './tableParts.ts';

/** About as many names as a line takes. */
const hintNames = 12;
/** A text longer than this does not fit its cell. */
const longText = 16;

/** The parameters of two versions: what changed, and the rest folded. */
export function paramsView(scene: Scene): TemplateResult {
  const { params } = scene.comparison;
  if (params.rows.length === 0) return html`${sectionHead('Parameters', '')}<p class="nothing">Neither version has parameters.</p>`;
  const { value, change, from } = paramColumns(scene);
  const widths = [null, value, value, change, ...(from === 0 ? [] : [from])];
  const rows = paramRows(scene, widths.length);
  return html`${sectionHead('Parameters', paramsAside(scene), filterField(scene))}
    <table class="data params" role="grid" data-rove="params" aria-rowcount=${rows.length + 1} aria-label="Parameters">
      <caption class="unseen">Parameters of both versions; Enter shows the line of code.</caption>
      ${columnGroup(widths)}
      <thead><tr aria-rowindex="1"><th scope="col">Name</th>${versionHeads(scene)}<th scope="col" class="number">Change</th>${from === 0 ? nothing : html`<th scope="col" class="from">From</th>`}</tr></thead>
      ${longBody(rows, scene.act.rows('params'), widths.length)}
    </table>`;
}

/** `2 of 14 changed`. */
export function paramsAside({ comparison: { params, versions } }: Scene): string {
  const all = params.rows.length;
  const counted = versions.length > 2 ? `${String(params.changed)} of ${String(all)} differ, “=” is the baseline’s value` : `${String(params.changed)} of ${String(all)} changed`;
  return params.omitted > 0 ? `${counted}, ${String(params.omitted)} more not shown` : counted;
}

/** Text to look for in names and values. */
export function filterField(scene: Scene): TemplateResult {
  const type = (event: Event): void => {
    if (event.target instanceof HTMLInputElement) scene.act.change({ paramFilter: event.target.value });
  };
  return html`<label class="filter">${icon('search')}<input id="param-filter" type="text" placeholder="Filter" aria-label="Filter parameters" spellcheck="false" autocomplete="off" .value=${scene.view.paramFilter} @input=${type}></label>`;
}

/** The rows that the filter leaves; without one, what is the same stays apart. */
export function shownParams(scene: Scene): { readonly shown: readonly ParamRow[]; readonly folded: readonly ParamRow[] } {
  const { rows } = scene.comparison.params;
  const wanted = scene.view.paramFilter.trim().toLowerCase();
  if (wanted !== '') {
    const matches = (row: ParamRow): boolean => row.name.toLowerCase().includes(wanted) || row.cells.some((cell) => cell !== null && cell.text.toLowerCase().includes(wanted));
    return { shown: rows.filter(matches), folded: [] };
  }
  return { shown: rows.filter(({ change }) => change !== 'same'), folded: rows.filter(({ change }) => change === 'same') };
}

function paramRows(scene: Scene, columns: number): LongRow[] {
  const { shown, folded } = shownParams(scene);
  const asRow = (row: ParamRow): LongRow => ({ key: row.name, height: columns === 5 ? 26 : 43, draw: (at) => paramRow(scene, row, at, columns === 5) });
  const rows = shown.map(asRow);
  if (shown.length === 0 && scene.view.paramFilter !== '') rows.push(noMatch(columns));
  if (folded.length === 0) return rows;
  rows.push({ key: 'fold', height: 26, draw: (at) => foldRow(scene, { key: 'params', columns, at, label: `${String(folded.length)} unchanged`, hint: foldHint(scene, folded) }) });
  return isOpen(scene, 'params') ? [...rows, ...folded.map(asRow)] : rows;
}

/** The row that says that a filter leaves none. */
export function noMatch(span: number): LongRow {
  return { key: 'no match', height: 26, draw: (at) => html`<tr data-index=${at}><td colspan=${span} class="quiet">No parameter has this in its name or values.</td></tr>` };
}

function foldHint({ comparison }: Scene, folded: readonly ParamRow[]): Text {
  return visibleText(folded.slice(0, hintNames).map(({ name, cells }) => `${name} ${(cells[comparison.baseline]?.text ?? '').slice(0, 40)}`).join(', '));
}

function paramRow(scene: Scene, row: ParamRow, at: number, hasFrom: boolean): TemplateResult {
  const { order, view, act } = scene;
  const source = sourceOf(scene, row);
  const from = source === undefined ? nothing : sourceLink(scene, source);
  const selected = view.selected === row.name;
  return html`<tr class=${paramRowClasses(scene, row)} data-row=${row.name} data-param=${row.name} data-index=${at} aria-rowindex=${at + 2} aria-selected=${selected ? 'true' : 'false'}
      @click=${() => { act.select(row.name, 'line'); }} @mouseenter=${() => { act.hover(row.name); }} @mouseleave=${() => { act.hover(null); }}>
    <th scope="row" class="clip" title=${row.name} aria-label=${row.name}>${paramName(row.name)}${hasFrom ? nothing : html`<span class="from-below" title=${source?.text ?? ''}>${from}</span>`}</th>
    ${order.map((position) => valueCell(row.cells[position] ?? null))}
    <td class="number clip" title=${row.changeText}>${visibleText(row.changeText)}</td>
    ${hasFrom ? html`<td class="from clip" title=${source?.text ?? ''}>${from}</td>` : nothing}
  </tr>`;
}

/** How a parameter's row shows that it changed, is selected, has the pointer, or is unfolded. */
export function paramRowClasses(scene: Scene, row: ParamRow, kind = 'param-row'): ReturnType<typeof classMap> {
  return classMap({
    [kind]: true,
    changed: row.change !== 'same',
    selected: scene.view.selected === row.name,
    hovered: scene.hovered === row.name,
    whole: isOpen(scene, `value ${row.name}`),
  });
}

/** True where Enter or Space has more to show of a row's values than fits. */
export function hasLongValue(row: ParamRow): boolean {
  return row.name.length > longText || row.cells.some((cell) => cell !== null && cell.text.length > longText);
}

function valueCell(cell: ParamCell | null): TemplateResult {
  if (cell === null) return html`<td class="number quiet">not set</td>`;
  return html`<td class="number code clip" title=${cell.text}>${paramText(cell)}</td>`;
}
