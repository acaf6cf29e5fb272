import { html, nothing, type TemplateResult } from 'lit/html.js';
import { classMap } from 'lit/directives/class-map.js';
import { codeView } from './code.ts';
import { curvesView } from './curves.ts';
import { factBlocks, metricBlocks, paramBlocks } from './manyBlocks.ts';
import { manyTable } from './manyTable.ts';
import { overVersions } from './overVersions.ts';
import { hasScatter, scatterView } from './scatter.ts';
import type { Scene } from './scene.ts';
import { section } from './twoLayout.ts';

/** Three versions and more: one table, and what can be drawn beside it. */
export function manyLayout(scene: Scene): TemplateResult {
  if (scene.layout === 'narrow') return narrowLayout(scene);
  return html`<div class=${classMap({ columns: true, versions: true, beside: scene.layout === 'wide' })}>
    <div class="top">${manyTable(scene)}</div>
    <div class="side-column">${charts(scene)}${section('code', 'Code', codeView(scene))}</div>
  </div>`;
}

function narrowLayout(scene: Scene): TemplateResult {
  const { data, artifacts, environment } = scene.comparison;
  return html`<div class="columns versions">
    ${section('metrics', 'Metrics', metricBlocks(scene))}
    ${charts(scene)}
    ${section('params', 'Parameters', paramBlocks(scene))}
    ${section('data', 'Data and artifacts', factBlocks(scene, 'data', 'Data and artifacts', [data, artifacts]))}
    ${section('environment', 'Environment', factBlocks(scene, 'environment', 'Environment', [environment]))}
    ${section('code', 'Code', codeView(scene))}
  </div>`;
}

function charts(scene: Scene): TemplateResult {
  const { metrics, curves } = scene.comparison;
  return html`${metrics.rows.length === 0 ? nothing : section('over', 'Over versions', overVersions(scene))}
    ${curves.names.length === 0 ? nothing : section('curves', 'Curves', curvesView(scene))}
    ${hasScatter(scene) ? section('scatter', 'Parameter against metric', scatterView(scene)) : nothing}`;
}
