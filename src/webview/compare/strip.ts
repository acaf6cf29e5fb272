import { html, svg, nothing, type TemplateResult } from 'lit/html.js';
import type { RangeStrip } from '../../domain/comparison.ts';
import type { Scene } from './scene.ts';
import { stripShape } from './marker.ts';

/** Room at both ends, so that a shape at the very best is whole. */
const margin = 4;

/** A metric's place between the worst and the best of all versions of its model: right is better. */
export function rangeStrip(scene: Scene, strip: RangeStrip, positions: readonly number[]): TemplateResult {
  const at = (position: number): string => `${(margin + position * (100 - 2 * margin)).toFixed(2)}%`;
  const places = positions.map((version) => ({ version, place: strip.positions[version] ?? null })).filter(({ place }) => place !== null);
  const [one, other] = places;
  return html`<svg class="strip" width="100%" height="16" role="img" aria-label=${stripText(scene, strip, positions)}>
    <svg x=${at(0)} width=${`${String(100 - 2 * margin)}%`} height="16" viewBox="0 0 1000 16" preserveAspectRatio="none" overflow="visible">
      <path class="strip-line" vector-effect="non-scaling-stroke" d=${scalePath(strip.ticks)}></path>
    </svg>
    ${places.length === 2 && one?.place != null && other?.place != null ? svg`<line class="strip-change" x1=${at(one.place)} x2=${at(other.place)} y1="8" y2="8"></line>` : nothing}
    ${places.map(({ version, place }) => stripShape(scene.series[version], at(place ?? 0)))}
  </svg>`;
}

/** The line, its ends and a mark for every other version: one shape, as a table has thousands of marks. */
function scalePath(ticks: readonly number[]): string {
  const marks = ticks.map((tick) => `M${(1000 * tick).toFixed(1)} 5.5V10.5`).join('');
  return `M0 8H1000M0 5V11M1000 5V11${marks}`;
}

function stripText(scene: Scene, strip: RangeStrip, positions: readonly number[]): string {
  const each = positions.map((version) => {
    const place = strip.positions[version];
    return place == null ? null : `${scene.comparison.versions[version]?.label ?? ''} at ${String(Math.round(place * 100))} %`;
  });
  return `From the worst, ${strip.worst}, to the best, ${strip.best}, of ${String(strip.versions)} versions: ${each.filter((text) => text !== null).join(', ')}`;
}
