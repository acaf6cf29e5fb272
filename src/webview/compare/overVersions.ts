import { html, type TemplateResult } from 'lit/html.js';
import type { MetricRow } from '../../domain/comparison.ts';
import { select } from '../components/select.ts';
import { visibleText } from '../components/visibleText.ts';
import { arrow, directionWords } from './metricName.ts';
import { linearScale } from './plotScale.ts';
import { plotView } from './plot.ts';
import type { Scene } from './scene.ts';
import { sectionHead } from './tableParts.ts';
import { stepText } from './stepText.ts';

/** One metric over the compared versions, with what changed below each. */
export function overVersions(scene: Scene): TemplateResult {
  const rows = chartableMetrics(scene);
  const row = rows.find(({ name }) => name === scene.view.overMetric) ?? rows[0];
  if (row === undefined) return html`${sectionHead('Over versions', '')}<p class="nothing">No metric has a number in two versions.</p>`;
  const options = rows.map(({ name }) => ({ value: name, label: name }));
  const tools = select({ label: 'Metric over versions', options, chosen: row.name, choose: (overMetric) => { scene.act.change({ overMetric }); } });
  return html`${sectionHead('Over versions', html`${visibleText(row.name)} ${arrow(row.direction)}`, tools)}${chart(scene, row)}`;
}

/** Metrics of which at least two versions have a number. */
export function chartableMetrics({ comparison }: Scene): MetricRow[] {
  return comparison.metrics.rows.filter(({ cells }) => cells.filter((cell) => cell?.number != null).length > 1);
}

function chart(scene: Scene, row: MetricRow): TemplateResult {
  const { versions, baseline } = scene.comparison;
  const numbers = row.cells.map((cell) => cell?.number ?? null);
  const y = linearScale(numbers.filter((number) => number !== null), 5);
  const xOf = (version: number): number => (versions.length === 1 ? 0.5 : 0.06 + (0.88 * version) / (versions.length - 1));
  const points = numbers.flatMap((number, version) => (number === null ? [] : [{ version, x: xOf(version), y: y.place(number), label: row.cells[version]?.text ?? '', strong: row.cells[version]?.best === true }]));
  const level = numbers[baseline] ?? null;
  const words = points.map(({ version, label }) => `${versions[version]?.label ?? ''} ${label}`).join(', ');
  return plotView(scene, {
    points,
    y,
    below: versions.map(({ label }, version) => ({ x: xOf(version), lines: versions.length > 6 ? [label] : [label, stepText(scene.comparison, version)] })),
    line: points,
    level: level === null ? null : y.place(level),
    labels: 'above',
    description: `${row.name}, ${directionWords(row.direction)}: ${words}`,
  });
}
