import uPlot from 'uplot';
import type { Direction } from '../../domain/metric.ts';
import { numberText } from '../components/numberText.ts';
import { cssColour } from '../components/themeColour.ts';
import { lastPoint, nearestPoint, pointText, type Line } from './curveData.ts';
import { placeEndLabels, type EndLabel } from './endLabels.ts';
import type { SeriesStyle } from './series.ts';

export interface CurveChartModel {
  readonly lines: readonly Line[];
  readonly styles: readonly SeriesStyle[];
  readonly labels: readonly string[];
  readonly axisTitle: string;
  readonly scale: 'linear' | 'log';
  readonly direction: Direction;
  readonly focus: number;
  readonly lit: number | null;
}

const height = 150;
const tallHeight = 230;

/** Curves of all versions over one another, with their labels at the ends and one cursor. */
export class CurveChart extends HTMLElement {
  #model: CurveChartModel | null = null;
  #plot: uPlot | null = null;
  #labels: HTMLElement | null = null;
  #readout: HTMLElement | null = null;
  readonly #sizes = new ResizeObserver(() => { this.#resize(); });
  readonly #theme = new MutationObserver(() => { this.#draw(); });

  set model(model: CurveChartModel) {
    if (this.#model !== null && isSameModel(this.#model, model)) return;
    this.#model = model;
    if (this.isConnected) this.#draw();
  }

  connectedCallback(): void {
    this.#sizes.observe(this);
    this.#theme.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-kind', 'data-vscode-theme-id'] });
    this.#theme.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
    this.#draw();
  }

  disconnectedCallback(): void {
    this.#sizes.disconnect();
    this.#theme.disconnect();
    this.#plot?.destroy();
    this.#plot = null;
  }

  #draw(): void {
    const model = this.#model;
    if (model === null || this.clientWidth === 0) return;
    this.#plot?.destroy();
    this.replaceChildren();
    this.#plot = new uPlot(this.#options(model), alignedData(model), this);
    this.#labels = this.#part('end-labels');
    this.#readout = this.#part('readout');
    this.#readout.hidden = true;
  }

  #part(name: string): HTMLElement {
    const part = document.createElement('div');
    part.className = name;
    part.setAttribute('aria-hidden', 'true');
    this.append(part);
    return part;
  }

  #resize(): void {
    if (this.#plot === null) this.#draw();
    else if (this.#plot.width !== this.clientWidth && this.#model !== null) {
      this.#plot.setSize({ width: this.clientWidth, height: this.#height() });
    }
  }

  #height(): number {
    return (this.#model?.styles.length ?? 0) > 2 ? tallHeight : height;
  }

  #options(model: CurveChartModel): uPlot.Options {
    const text = cssColour(this, '--quiet');
    const font = `11px ${getComputedStyle(this).fontFamily}`;
    const grid = { stroke: cssColour(this, '--chart-grid'), width: 1 };
    const log = model.scale === 'log';
    return {
      width: this.clientWidth,
      height: this.#height(),
      padding: [8, 76, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { size: 7, width: 2, fill: cssColour(this, '--ground') }, dataIdx: nearestIndex },
      scales: { x: { time: false, range: fromZero }, y: log ? { distr: 3 } : {} },
      axes: [
        { stroke: text, font, grid: { show: false }, ticks: { show: false }, size: 24, space: 70 },
        { stroke: text, font, grid, ticks: { show: false }, size: (_plot, values) => 14 + 6.2 * Math.max(2, ...(values ?? []).map((value) => (value ?? '').length)), gap: 6, space: 30 },
      ],
      series: [{}, ...model.lines.map((line) => this.#series(model, line))],
      hooks: { draw: [() => { this.#placeLabels(model); }], setCursor: [(plot) => { this.#showReadout(plot, model); }] },
    };
  }

  #series(model: CurveChartModel, { version }: Line): uPlot.Series {
    const style = model.styles[version];
    const lit = model.lit === version;
    const colour = cssColour(this, lit && style?.colour === 'grey' ? '--text' : `--series-${style?.colour ?? 'grey'}`);
    return { stroke: colour, width: lit || version === model.focus ? 2 : 1.5, dash: [...(style?.dash ?? [])], points: { show: false } };
  }

  #placeLabels(model: CurveChartModel): void {
    const plot = this.#plot;
    if (plot === null || this.#labels === null) return;
    const left = plot.over.offsetLeft + plot.over.clientWidth + 6;
    const top = plot.over.offsetTop;
    const labels = model.lines.flatMap((line): EndLabel[] => {
      const last = lastPoint(line);
      const at = last === null ? Number.NaN : plot.valToPos(last.y, 'y');
      if (last === null || !Number.isFinite(at)) return [];
      return [{ label: model.labels[line.version] ?? '', value: pointText(last.y), strong: line.version === model.focus, at: at + top }];
    });
    placeEndLabels(this.#labels, labels, { left, top, bottom: top + plot.over.clientHeight });
  }

  #showReadout(plot: uPlot, model: CurveChartModel): void {
    const readout = this.#readout;
    if (readout === null) return;
    const left = plot.cursor.left ?? -1;
    readout.hidden = left < 0;
    if (left < 0) return;
    const place = plot.posToVal(left, 'x');
    const found = model.lines.map((line) => ({ version: line.version, value: nearestPoint(line, place)?.y ?? null }));
    const rows = found.filter((row): row is { version: number; value: number } => row.value !== null);
    rows.sort((one, other) => (model.direction === 'up' ? other.value - one.value : one.value - other.value));
    const title = document.createElement('div');
    title.textContent = `${model.axisTitle} ${axisText(place)}`;
    readout.replaceChildren(title, ...rows.map((row) => this.#readoutRow(model, row.version, row.value)));
    const right = left > plot.over.clientWidth / 2;
    readout.style.left = `${String(plot.over.offsetLeft + left + (right ? -10 : 10))}px`;
    readout.style.transform = right ? 'translateX(-100%)' : '';
  }

  #readoutRow(model: CurveChartModel, version: number, value: number): HTMLElement {
    const row = document.createElement('div');
    row.className = 'readout-row';
    const sample = document.createElement('span');
    sample.className = `readout-sample series-${model.styles[version]?.colour ?? 'grey'}`;
    sample.dataset['dashed'] = String((model.styles[version]?.dash.length ?? 0) > 0);
    const label = document.createElement('bdi');
    label.textContent = model.labels[version] ?? '';
    const number = document.createElement('span');
    number.textContent = pointText(value);
    row.append(sample, label, number);
    return row;
  }
}

/** Lines may have thousands of points: they are the same only if they are the same objects. */
function isSameModel(one: CurveChartModel, other: CurveChartModel): boolean {
  return one.lines === other.lines && JSON.stringify({ ...one, lines: [] }) === JSON.stringify({ ...other, lines: [] });
}

/** A run starts at zero, even where its first point is a little later. */
function fromZero(_plot: uPlot, low: number, high: number): [number, number] {
  return [low > 0 && low < high / 10 ? 0 : low, high];
}

function axisText(place: number): string {
  return numberText(place, 0, 1);
}

/** The lines on one common axis: a place that a line lacks is no gap, a value that is null is one. */
function alignedData({ lines, scale }: CurveChartModel): uPlot.AlignedData {
  if (lines.length === 0) return [[]];
  const shown = (value: number | null): number | null => (scale === 'log' && value !== null && value <= 0 ? null : value);
  return uPlot.join(lines.map(({ x, y }) => [[...x], y.map(shown)] as uPlot.AlignedData));
}

/** Versions have points at different places: the cursor takes each one's nearest. */
function nearestIndex(plot: uPlot, series: number, hovered: number): number {
  const values = plot.data[series] ?? [];
  for (let away = 0; away < values.length; away++) {
    if (values[hovered - away] != null) return hovered - away;
    if (values[hovered + away] != null) return hovered + away;
  }
  return hovered;
}
