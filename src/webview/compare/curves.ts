import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { Curve, CurveAxis } from '../../domain/comparison.ts';
import { segmented } from '../components/segmented.ts';
import { select } from '../components/select.ts';
import { visibleText } from '../components/visibleText.ts';
import { lastPoint, linesOf, pointText } from './curveData.ts';
import { arrow } from './metricName.ts';
import type { Scene } from './scene.ts';
import { sectionHead } from './tableParts.ts';

const axisTitles: Readonly<Record<CurveAxis, string>> = { epoch: 'Epoch', step: 'Step', time: 'Seconds' };
const axisLabels: Readonly<Record<CurveAxis, string>> = { epoch: 'Epoch', step: 'Step', time: 'Time' };
const scales = [{ value: 'linear', label: 'Linear' }, { value: 'log', label: 'Log' }] as const;

/** A metric over training, of all versions that recorded it. */
export function curvesView(scene: Scene): TemplateResult {
  const { curves } = scene.comparison;
  const name = chosenCurve(scene);
  const axis = chosenAxis(scene);
  if (name === undefined || axis === undefined) return html``;
  const curve = scene.act.curve(name);
  const direction = typeof curve === 'string' ? null : curve.direction;
  const change = (part: Partial<Scene['view']['curve']>): void => {
    scene.act.change({ curve: { ...scene.view.curve, ...part } });
  };
  const names = curves.names.map((value) => ({ value, label: value }));
  const choice = select({ label: 'Curve', options: names, chosen: name, choose: (chosen) => { change({ name: chosen }); } });
  const aside = html`${curves.names.length > 1 ? choice : visibleText(name)} ${direction === null ? nothing : arrow(direction)}${curves.axes.length > 1 ? nothing : ` by ${axis}`}`;
  const tools = html`${smoothingSlider(scene.view.curve.smoothing, (smoothing) => { change({ smoothing }); })}
    ${curves.axes.length > 1 ? segmented({ label: 'Axis', options: curves.axes.map((value) => ({ value, label: axisLabels[value] })), chosen: axis, choose: (chosen) => { change({ axis: chosen }); } }) : nothing}
    ${segmented({ label: 'Scale', options: scales, chosen: scene.view.curve.scale, choose: (scale) => { change({ scale }); } })}`;
  return html`${sectionHead('Curves', aside, tools)}${chart(scene, curve, axis)}`;
}

function chosenCurve({ comparison: { curves }, view }: Scene): string | undefined {
  return curves.names.find((name) => name === view.curve.name) ?? curves.names[0];
}

function chosenAxis({ comparison: { curves }, view }: Scene): CurveAxis | undefined {
  return curves.axes.find((axis) => axis === view.curve.axis) ?? curves.axes[0];
}

function smoothingSlider(value: number, choose: (value: number) => void): TemplateResult {
  const move = (event: Event): void => {
    if (event.target instanceof HTMLInputElement) choose(Number(event.target.value));
  };
  return html`<label class="smoothing"><span>Smoothing ${value}</span><input type="range" min="0" max="0.95" step="0.05" .value=${String(value)} @input=${move}></label>`;
}

function chart(scene: Scene, curve: Curve | 'loading' | 'failed', axis: CurveAxis): TemplateResult {
  if (curve === 'loading') return html`<div class="chart-room" role="status"><span class="quiet">Reading …</span></div>`;
  if (curve === 'failed') return html`<p class="nothing">The points of this curve can’t be read.</p>`;
  const { smoothing, scale } = scene.view.curve;
  const { comparison, series, lit } = scene;
  const lines = linesOf(curve, axis, smoothing);
  if (lines.length === 0) return html`<p class="nothing">No version recorded this curve by ${axis}.</p>`;
  const labels = comparison.versions.map(({ label }) => label);
  const model = { lines, styles: series, labels, axisTitle: axisTitles[axis], scale, direction: curve.direction, focus: comparison.focus, lit };
  return html`<curve-chart .model=${model} aria-hidden="true"></curve-chart>
    <table class="unseen"><caption>Last values of ${visibleText(curve.name)}</caption>
      <thead><tr><th scope="col">Version</th><th scope="col">${axisTitles[axis]}</th><th scope="col">Value</th></tr></thead>
      <tbody>${lines.map((line) => {
        const last = lastPoint(line);
        return html`<tr><th scope="row">${visibleText(labels[line.version] ?? '')}</th><td>${last?.x ?? 'none'}</td><td>${last === null ? 'none' : pointText(last.y)}</td></tr>`;
      })}</tbody>
    </table>`;
}
