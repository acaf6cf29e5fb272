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
    <line class="strip-line" x1=${at(0)} x2=${at(1)} y1="8" y2="8"></line>
    ${[0, 1].map((end) => svg`<line class="strip-line" x1=${at(end)} x2=${at(end)} y1="5" y2="11"></line>`)}
    ${strip.ticks.map((tick) => svg`<line class="strip-line" x1=${at(tick)} x2=${at(tick)} y1="5.5" y2="10.5"></line>`)}
    ${places.length === 2 && one?.place != null && other?.place != null ? svg`<line class="strip-change" x1=${at(one.place)} x2=${at(other.place)} y1="8" y2="8"></line>` : nothing}
    ${places.map(({ version, place }) => stripShape(scene.series[version], at(place ?? 0)))}
  </svg>`;
}

function stripText(scene: Scene, strip: RangeStrip, positions: readonly number[]): string {
  const each = positions.map((version) => {
    const place = strip.positions[version];
    return place == null ? null : `${scene.comparison.versions[version]?.label ?? ''} at ${String(Math.round(place * 100))} %`;
  });
  return `From the worst, ${strip.worst}, to the best, ${strip.best}, of ${String(strip.versions)} versions: ${each.filter((text) => text !== null).join(', ')}`;
}
