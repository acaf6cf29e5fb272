import { html, type TemplateResult } from 'lit/html.js';
import { headView } from './head.ts';
import { manyLayout } from './manyLayout.ts';
import type { Scene } from './scene.ts';
import { sectionBar } from './sectionBar.ts';
import { summaryView } from './summary.ts';
import { twoLayout } from './twoLayout.ts';

/** The whole panel. */
export function panelView(scene: Scene): TemplateResult {
  const many = scene.comparison.versions.length > 2;
  return html`${headView(scene)}
    <main class=${many ? `many ${scene.layout}` : 'pair'}>${summaryView(scene)}${sectionBar(scene)}${many ? manyLayout(scene) : twoLayout(scene)}</main>`;
}

/** Where there is nothing to compare any more. */
export function problemView({ message, hint }: { readonly message: string; readonly hint: string }): TemplateResult {
  return html`<main class="problem"><h1 class="unseen">Comparison</h1><p role="status">${message} <span class="quiet">${hint}</span></p></main>`;
}
