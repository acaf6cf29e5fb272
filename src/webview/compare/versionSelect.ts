import { html, type TemplateResult } from 'lit/html.js';
import { select } from '../components/select.ts';
import { visibleText } from '../components/visibleText.ts';
import type { Scene } from './scene.ts';

/** Of many versions: whose code is shown against the baseline's. */
export function versionSelect(scene: Scene): TemplateResult {
  const { comparison, act } = scene;
  const baseline = comparison.versions[comparison.baseline]?.label ?? '';
  const focus = comparison.versions[comparison.focus]?.label ?? '';
  if (!act.hasHost) return html`<span class="quiet">${visibleText(baseline)} → ${visibleText(focus)}</span>`;
  const all = comparison.versions.map((_, position) => position);
  const options = all.filter((position) => position !== comparison.baseline).map((position) => ({ value: String(position), label: comparison.versions[position]?.label ?? '' }));
  const choose = (value: string): void => {
    act.arrange(all, comparison.baseline, Number(value));
  };
  return html`<span class="quiet">${visibleText(baseline)} →</span> ${select({ label: 'Version whose code is shown', options, chosen: String(comparison.focus), choose })}`;
}
