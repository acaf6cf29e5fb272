import { html, type TemplateResult } from 'lit/html.js';
import type { MetricRow, ParamRow } from '../../domain/comparison.ts';
import { select } from '../components/select.ts';
import { chartableMetrics } from './overVersions.ts';
import { linearScale, logScale, spansOrders } from './plotScale.ts';
import { plotView } from './plot.ts';
import type { Scene } from './scene.ts';
import { sectionHead } from './tableParts.ts';

/** A line through fewer points would say more than they do. */
const enoughForLine = 8;

interface Pair {
  readonly version: number;
  readonly param: number;
  readonly metric: number;
}

/** True where a number differs between the versions, and a metric has numbers to set it against. */
export function hasScatter(scene: Scene): boolean {
  return numericParams(scene).length > 0 && chartableMetrics(scene).length > 0;
}

/** One parameter's values against one metric's. */
export function scatterView(scene: Scene): TemplateResult {
  const params = numericParams(scene);
  const metrics = chartableMetrics(scene);
  const param = params.find(({ name }) => name === scene.view.scatterParam) ?? params[0];
  const metric = metrics.find(({ name }) => name === scene.view.scatterMetric) ?? metrics[0];
  if (param === undefined || metric === undefined) return html``;
  const pairs = pairsOf(param, metric);
  const tools = html`${select({ label: 'Parameter', options: params.map(({ name }) => ({ value: name, label: name })), chosen: param.name, choose: (scatterParam) => { scene.act.change({ scatterParam }); } })}
    ${select({ label: 'Metric', options: metrics.map(({ name }) => ({ value: name, label: name })), chosen: metric.name, choose: (scatterMetric) => { scene.act.change({ scatterMetric }); } })}`;
  const aside = pairs.length < enoughForLine ? `${String(pairs.length)} points: too few to fit a line` : `${String(pairs.length)} points`;
  return html`${sectionHead('Parameter against metric', aside, tools)}${pairs.length < 2 ? html`<p class="nothing">Fewer than two versions have both.</p>` : chart(scene, param, metric, pairs)}`;
}

function numericParams({ comparison }: Scene): ParamRow[] {
  return comparison.params.rows.filter(({ change, cells }) => change !== 'same' && cells.filter((cell) => typeof cell?.value === 'number').length > 1);
}

function pairsOf(param: ParamRow, metric: MetricRow): Pair[] {
  return param.cells.flatMap((cell, version) => {
    const number = metric.cells[version]?.number ?? null;
    return typeof cell?.value === 'number' && number !== null ? [{ version, param: cell.value, metric: number }] : [];
  });
}

function chart(scene: Scene, param: ParamRow, metric: MetricRow, pairs: readonly Pair[]): TemplateResult {
  const places = pairs.map((pair) => pair.param);
  const log = spansOrders(places);
  const x = log ? logScale(places) : linearScale(places, 4);
  const y = linearScale(pairs.map((pair) => pair.metric), 4);
  const { versions } = scene.comparison;
  const points = pairs.map((pair) => ({ version: pair.version, x: x.place(pair.param), y: y.place(pair.metric), label: versions[pair.version]?.label ?? '', strong: false }));
  const words = pairs.map(({ version }) => `${versions[version]?.label ?? ''} ${param.cells[version]?.text ?? ''}: ${metric.cells[version]?.text ?? ''}`).join(', ');
  return plotView(scene, {
    points,
    y,
    below: x.ticks.map(({ value, label }) => ({ x: x.place(value), lines: [label] })),
    line: pairs.length < enoughForLine ? [] : fittedLine(points),
    level: null,
    labels: 'beside',
    description: `${param.name} against ${metric.name}: ${words}`,
  });
}

/** Least squares, between the outermost points, in the space that the axes show. */
function fittedLine(points: readonly { readonly x: number; readonly y: number }[]): { x: number; y: number }[] {
  const meanX = points.reduce((sum, { x }) => sum + x, 0) / points.length;
  const meanY = points.reduce((sum, { y }) => sum + y, 0) / points.length;
  const spread = points.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
  if (spread === 0) return [];
  const slope = points.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0) / spread;
  const ends = [Math.min(...points.map(({ x }) => x)), Math.max(...points.map(({ x }) => x))];
  return ends.map((x) => ({ x, y: meanY + slope * (x - meanX) }));
}

