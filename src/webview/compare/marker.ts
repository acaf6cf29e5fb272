import { svg, html, nothing, type TemplateResult } from 'lit/html.js';
import type { SeriesShape, SeriesStyle } from './series.ts';

const shapes: Readonly<Record<SeriesShape, TemplateResult>> = {
  ring: svg`<circle class="hollow" r="3.6" stroke-width="2"></circle>`,
  disc: svg`<circle r="4.5"></circle>`,
  square: svg`<rect x="-4" y="-4" width="8" height="8"></rect>`,
  triangle: svg`<path d="M0 -5 L5 4 H-5 Z"></path>`,
  diamond: svg`<path d="M0 -5.5 L5.5 0 L0 5.5 L-5.5 0 Z"></path>`,
  dot: svg`<circle r="3"></circle>`,
};

/** A version's shape; the text beside it names the version. */
export function marker({ colour, shape }: SeriesStyle): TemplateResult {
  return html`<svg class="marker series-${colour}" width="12" height="12" viewBox="-6 -6 12 12" aria-hidden="true">${shapes[shape]}</svg>`;
}

/** The shape on a piece of its line, as in a legend. */
export function lineMarker(style: SeriesStyle): TemplateResult {
  return html`<svg class="marker series-${style.colour}" width="24" height="12" viewBox="-12 -6 24 12" aria-hidden="true">
    <line x1="-12" x2="12" y1="0" y2="0" stroke-width="2" stroke-dasharray=${style.dash.join(' ') || nothing}></line>
    ${shapes[style.shape]}
  </svg>`;
}

/** The baseline's ring or another's disc on a range strip, at a per cent of its width. */
export function stripShape(style: SeriesStyle | undefined, at: string): TemplateResult {
  if (style?.shape === 'ring') return svg`<circle class="hollow series-baseline" cx=${at} cy="8" r="4" stroke-width="2"></circle>`;
  return svg`<circle class="series-${style?.colour ?? 'grey'}" cx=${at} cy="8" r="4"></circle>`;
}
