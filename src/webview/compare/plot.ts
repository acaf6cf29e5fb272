import { html, svg, nothing, type TemplateResult } from 'lit/html.js';
import { classMap } from 'lit/directives/class-map.js';
import { visibleText } from '../components/visibleText.ts';
import { styled } from '../components/styled.ts';
import { marker } from './marker.ts';
import type { Scale } from './plotScale.ts';
import type { Scene } from './scene.ts';

/** One version's point; places are from 0 to 1, from the left and from the bottom. */
export interface PlotPoint {
  readonly version: number;
  readonly x: number;
  readonly y: number;
  readonly label: string;
  readonly strong: boolean;
}

interface Plot {
  readonly points: readonly PlotPoint[];
  readonly y: Scale;
  /** What stands below the axis. */
  readonly below: readonly { readonly x: number; readonly lines: readonly string[] }[];
  /** Lines through the plot, from one place to the next. */
  readonly line: readonly { readonly x: number; readonly y: number }[];
  /** Height of the baseline's value. */
  readonly level: number | null;
  readonly labels: 'above' | 'beside';
  /** The plot in words. */
  readonly description: string;
}

/** A small chart that stretches with its column: lines in one drawing, shapes and words placed over it. */
export function plotView(scene: Scene, { points, y, below, line, level, labels, description }: Plot): TemplateResult {
  const room = Math.min(0.3, (below[1]?.x ?? 1) - (below[0]?.x ?? 0));
  return html`<figure class="plot labels-${labels}" role="img" aria-label=${description}>
    <div class="plot-area" aria-hidden="true">
      <svg class="plot-lines" width="100%" height="100%" viewBox="0 0 1 1" preserveAspectRatio="none">
        ${y.ticks.map(({ value }) => svg`<line class="grid" x1="0" x2="1" y1=${1 - y.place(value)} y2=${1 - y.place(value)}></line>`)}
        ${line.length > 1 ? svg`<polyline class="plot-line" points=${line.map((place) => `${String(place.x)},${String(1 - place.y)}`).join(' ')}></polyline>` : nothing}
        ${level === null ? nothing : svg`<line class="level" x1="0" x2="1" y1=${1 - level} y2=${1 - level}></line>`}
      </svg>
      ${y.ticks.map(({ value, label }) => html`<span class="tick-y" ${styled({ top: percent(1 - y.place(value)) })}>${label}</span>`)}
      ${points.map((point) => pointView(scene, point, labels === 'beside' ? labelShift(point, points) : 0))}
    </div>
    <div class="plot-below" aria-hidden="true">${below.map(({ x, lines }) => html`<span ${styled({ left: percent(x), width: percent(room) })}>${lines.map((each) => html`<span class="below-line" title=${each}>${breakable(each)}</span>`)}</span>`)}</div>
  </figure>`;
}

/** A name may be broken where its words end. */
function breakable(text: string): TemplateResult {
  return html`${text.split(/(?<=_)/u).map((part, at) => html`${at === 0 ? nothing : html`<wbr>`}${visibleText(part)}`)}`;
}

/** Pixels by which a label gives way to that of a point just above or below. */
function labelShift(point: PlotPoint, points: readonly PlotPoint[]): number {
  const close = points.filter((other) => Math.abs(other.x - point.x) < 0.1 && Math.abs(other.y - point.y) < 0.12).sort((one, other) => other.y - one.y);
  return close.length < 2 ? 0 : (close.indexOf(point) - (close.length - 1) / 2) * 13;
}

function pointView(scene: Scene, { version, x, y, label, strong }: PlotPoint, shift: number): TemplateResult {
  const style = scene.series[version];
  return html`<span class=${classMap({ point: true, lit: scene.lit === version })} ${styled({ left: percent(x), top: percent(1 - y) })}>
    ${style === undefined ? nothing : marker(style)}<span class=${classMap({ 'point-label': true, strong })} ${styled(shift === 0 ? {} : { 'margin-top': `${String(shift)}px` })}>${visibleText(label)}</span>
  </span>`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)}%`;
}
