import { html, svg, nothing, type TemplateResult } from 'lit/html.js';

const width = 60;
const height = 20;
const margin = 3;

/** The course of a row's numbers over the versions; the row's cells say them. */
export function sparkline(numbers: readonly (number | null)[], baseline: number): TemplateResult | typeof nothing {
  const known = numbers.filter((number) => number !== null);
  if (known.length < 2) return nothing;
  const low = Math.min(...known);
  const span = Math.max(...known) - low;
  const points = numbers.flatMap((number, at) => {
    if (number === null) return [];
    const x = margin + (at * (width - 2 * margin)) / Math.max(1, numbers.length - 1);
    const y = span === 0 ? height / 2 : height - margin - ((number - low) / span) * (height - 2 * margin);
    return [{ at, x, y }];
  });
  const ring = points.find(({ at }) => at === baseline);
  return html`<svg class="sparkline" width=${width} height=${height} aria-hidden="true">
    <polyline points=${points.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ')}></polyline>
    ${points.map(({ x, y }) => svg`<circle cx=${x} cy=${y} r="1.6"></circle>`)}
    ${ring === undefined ? nothing : svg`<circle class="ring" cx=${ring.x} cy=${ring.y} r="2.8"></circle>`}
  </svg>`;
}
