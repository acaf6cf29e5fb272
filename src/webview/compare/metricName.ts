import { html, type TemplateResult } from 'lit/html.js';
import type { MetricRow } from '../../domain/comparison.ts';
import { visibleText, type Text } from '../components/visibleText.ts';
import type { Scene } from './scene.ts';

/** A metric's name and its good direction, which a click corrects. */
export function metricName(scene: Scene, row: MetricRow): TemplateResult {
  return html`<span class="metric-head"><span class="metric-name" title=${row.name}>${visibleText(row.name)}</span> ${directionButton(scene, row)}</span>`;
}

/** `↑`, `↓`, or `?` where nobody knows. */
export function arrow(direction: MetricRow['direction']): string {
  if (direction === null) return '?';
  return direction === 'up' ? '↑' : '↓';
}

/** `higher is better`. */
export function directionWords(direction: MetricRow['direction']): string {
  if (direction === null) return 'nobody knows which way is better';
  return direction === 'up' ? 'higher is better' : 'lower is better';
}

function directionButton(scene: Scene, row: MetricRow): Text {
  const words = directionWords(row.direction);
  if (!scene.act.hasHost) return html`<span class="direction" title=${words}>${arrow(row.direction)}<span class="unseen">${words}</span></span>`;
  const next = nextDirection(row);
  const turn = (event: Event): void => {
    event.stopPropagation();
    scene.act.ask((host) => host.setDirection({ metric: row.name, direction: next }));
  };
  const label = `${row.name}: ${words}; change`;
  const tip = `${words[0]?.toUpperCase() ?? ''}${words.slice(1)}${row.directionChosen ? ' (chosen here)' : ''}. Click to change.`;
  return html`<button class="plain direction" aria-label=${label} title=${tip} @click=${turn}>${arrow(row.direction)}</button>`;
}

/** A click goes from up to down, from down to what the name tells. */
function nextDirection({ direction, directionChosen }: MetricRow): 'up' | 'down' | null {
  if (direction === 'up') return 'down';
  if (direction === 'down') return directionChosen ? null : 'up';
  return 'up';
}
