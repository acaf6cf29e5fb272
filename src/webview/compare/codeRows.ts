import { html, nothing, type TemplateResult } from 'lit/html.js';
import { classMap } from 'lit/directives/class-map.js';
import type { CodeLine } from '../../domain/comparison.ts';
import { visibleText } from '../components/visibleText.ts';
import { styled } from '../components/styled.ts';
import { codeText } from './codeText.ts';
import type { Scene } from './scene.ts';

/** Where a row of code stands. */
export interface CodeSpot {
  readonly path: string;
  readonly key: string;
  readonly at: number;
}

/** Both sides are shown where a person asked for them and the column is wide enough. */
export function isSideBySide({ view, roomForTwo }: Scene): boolean {
  return roomForTwo && view.codeLayout === 'side';
}

const signs = { same: ' ', added: '+', removed: '−' } as const;
const words = { same: '', added: 'added', removed: 'removed' } as const;

/** A table as wide as its longest line, so that scrolling up and down does not change its width. */
export function longestLine(lines: readonly CodeLine[], side: boolean): ReturnType<typeof styled> {
  const longest = lines.reduce((most, line) => Math.max(most, line.text.length), 0);
  return styled({ '--longest-line': String(side ? 0 : Math.min(longest, 1000)) });
}

/** One line with its number before and after. */
export function inlineRow(scene: Scene, line: CodeLine, { key, at }: CodeSpot): TemplateResult {
  const params = tiedParams(scene, line);
  return html`<tr class=${lineClasses(scene, line.change, params)} data-row=${key} data-index=${at} data-line-params=${params.join('\n') || nothing} aria-rowindex=${at + 1}
      aria-selected=${isSelected(scene, params) ? 'true' : 'false'} @click=${() => { chooseLine(scene, params); }} @mouseenter=${() => { scene.act.hover(params[0] ?? null); }} @mouseleave=${() => { scene.act.hover(null); }}>
    <td class="line-number">${line.before ?? ''}</td><td class="line-number">${line.after ?? ''}</td>
    <td class="sign">${signs[line.change]}<span class="unseen">${words[line.change]}</span></td>
    <td class="line-text">${lineText(line, params)}</td>
  </tr>`;
}

/** The line before beside the line after. */
export function sideRow(scene: Scene, before: CodeLine | null, after: CodeLine | null, { key, at }: CodeSpot): TemplateResult {
  const params = [...new Set([...(after === null ? [] : tiedParams(scene, after)), ...(before === null ? [] : tiedParams(scene, before))])];
  return html`<tr class=${lineClasses(scene, 'same', params)} data-row=${key} data-index=${at} data-line-params=${params.join('\n') || nothing} aria-rowindex=${at + 1}
      aria-selected=${isSelected(scene, params) ? 'true' : 'false'} @click=${() => { chooseLine(scene, params); }} @mouseenter=${() => { scene.act.hover(params[0] ?? null); }} @mouseleave=${() => { scene.act.hover(null); }}>
    ${half(before, before?.before ?? null, [])}${half(after, after?.after ?? null, params)}
  </tr>`;
}

function half(line: CodeLine | null, number: number | null, params: readonly string[]): TemplateResult {
  if (line === null) return html`<td class="line-number none"></td><td class="line-text none"></td>`;
  const look = { [`line-${line.change}`]: true };
  return html`<td class=${classMap({ 'line-number': true, ...look })}>${number ?? ''}<span class="sign">${signs[line.change]}</span><span class="unseen">${words[line.change]}</span></td>
    <td class=${classMap({ 'line-text': true, ...look })}>${lineText(line, params)}</td>`;
}

function lineText(line: CodeLine, params: readonly string[]): TemplateResult {
  if (params.length === 0) return html`<span class="line-code">${codeText(line)}</span>`;
  return html`<div class="line-row"><span class="line-code">${codeText(line)}</span><span class="line-chips">${params.map((name) => html`<span class="line-chip">${visibleText(name)}</span>`)}</span></div>`;
}

/** The changed parameters whose value stands on a line. */
export function tiedParams({ comparison }: Scene, line: CodeLine): string[] {
  if (line.params.length === 0) return [];
  return line.params.filter((name) => comparison.params.rows.some((row) => row.name === name && row.change !== 'same') && line.change !== 'removed' || isRemovedParam(comparison.params.rows, name, line));
}

/** A parameter that is gone has its last place on the removed line. */
function isRemovedParam(rows: Scene['comparison']['params']['rows'], name: string, line: CodeLine): boolean {
  return line.change === 'removed' && rows.some((row) => row.name === name && row.change === 'removed');
}

function chooseLine({ act }: Scene, params: readonly string[]): void {
  const [first] = params;
  if (first !== undefined) act.select(first, 'row');
}

function isSelected({ view }: Scene, params: readonly string[]): boolean {
  return view.selected !== null && params.includes(view.selected);
}

function lineClasses(scene: Scene, change: CodeLine['change'], params: readonly string[]): ReturnType<typeof classMap> {
  return classMap({
    [`line-${change}`]: true,
    tied: params.length > 0,
    selected: isSelected(scene, params),
    hovered: scene.hovered !== null && params.includes(scene.hovered),
  });
}
