import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { SectionName } from '../../domain/comparison.ts';
import { codeView } from './code.ts';
import { curvesView } from './curves.ts';
import { factsView } from './facts.ts';
import { metricsView } from './metrics.ts';
import { paramsView } from './params.ts';
import type { Scene } from './scene.ts';

/** Two versions: parameters and metrics with the code beside them. */
export function twoLayout(scene: Scene): TemplateResult {
  const { data, environment, artifacts, curves } = scene.comparison;
  const changed = data.rows.length === 0 ? '' : `${String(data.changed)} of ${String(data.rows.length)} changed`;
  return html`<div class="columns two">
    <div class="top">
      ${section('params', 'Parameters', paramsView(scene))}
      ${section('metrics', 'Metrics', metricsView(scene))}
      ${curves.names.length === 0 ? nothing : section('curves', 'Curves', curvesView(scene))}
    </div>
    <div class="side-column">
      ${section('code', 'Code', codeView(scene))}
      ${section('data', 'Data', factsView(scene, { name: 'data', title: 'Data', table: data, aside: joined(changed, data.summary), nothing: 'Neither version has data.' }))}
    </div>
    <div class="rest">
      ${section('environment', 'Environment', factsView(scene, { name: 'environment', title: 'Environment', table: environment, aside: environment.summary, nothing: 'Neither version recorded its environment.' }))}
      ${section('artifacts', 'Artifacts', factsView(scene, { name: 'artifacts', title: 'Artifacts', table: artifacts, aside: artifacts.summary, nothing: 'Neither version has artifacts.' }))}
    </div>
    <svg class="tie" aria-hidden="true"><path></path></svg>
  </div>`;
}

function joined(...texts: readonly string[]): string {
  return texts.filter((text) => text !== '').join(' · ');
}

/** A part of the panel that a key, the section bar and links lead to. */
export function section(name: SectionName | 'over' | 'scatter', title: string, content: TemplateResult): TemplateResult {
  return html`<section id=${`section-${name}`} data-section=${name} tabindex="-1" aria-label=${title}>${content}</section>`;
}
