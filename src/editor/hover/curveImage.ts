import * as vscode from 'vscode';
import type { ParameterHistory } from '../../trail/parameterHistory.ts';

type Points = ParameterHistory['curve'];

interface Colours {
  readonly line: string;
  readonly ground: string;
}

/** An image in a hover can't ask for the theme's colours: these are those of VS Code's own themes. */
const colours: Readonly<Record<vscode.ColorThemeKind, Colours>> = {
  [vscode.ColorThemeKind.Light]: { line: '#005fb8', ground: '#f8f8f8' },
  [vscode.ColorThemeKind.Dark]: { line: '#4daafc', ground: '#202020' },
  [vscode.ColorThemeKind.HighContrast]: { line: '#6fc3df', ground: '#0c141f' },
  [vscode.ColorThemeKind.HighContrastLight]: { line: '#0f4a85', ground: '#ffffff' },
};

/** A hover is 250 pixels high before it scrolls: the curve has the height of a line and a half. */
const height = 30;
const margin = 6;
const longest = 240;
const widest = 44;

/** A metric over versions, oldest first, as a picture in Markdown, the version in the editor filled. */
export function curveImage(points: Points, current: string | null, kind: vscode.ColorThemeKind): string {
  const step = Math.min(widest, (longest - 2 * margin) / Math.max(1, points.length - 1));
  const width = Math.round(2 * margin + step * (points.length - 1));
  const svg = draw(points, current, colours[kind], width, step);
  return `![${altText(points)}](data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}|width=${String(width)},height=${String(height)})`;
}

/** @param step pixels between two versions */
function draw(points: Points, current: string | null, { line, ground }: Colours, width: number, step: number): string {
  const values = points.map(({ value }) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const place = (value: number): number => (high === low ? 0.5 : (value / 2 - low / 2) / (high / 2 - low / 2));
  const x = (at: number): string => (margin + at * step).toFixed(1);
  const y = (value: number): string => (margin + (height - 2 * margin) * (1 - place(value))).toFixed(1);
  const path = points.map(({ value }, at) => `${x(at)},${y(value)}`).join(' ');
  const dots = points.map(({ version, value }, at) => {
    const isCurrent = version.id === current;
    return `<circle cx="${x(at)}" cy="${y(value)}" r="${isCurrent ? '4' : '2.5'}" fill="${isCurrent ? line : ground}" stroke="${line}" stroke-width="1.5"/>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${String(width)}" height="${String(height)}"><polyline points="${path}" fill="none" stroke="${line}" stroke-width="2"/>${dots.join('')}</svg>`;
}

/** In digits alone: what was recorded is in the table above. */
function altText(points: Points): string {
  return vscode.l10n.t('from {0} to {1} over {2} versions', String(points[0]?.value ?? ''), String(points.at(-1)?.value ?? ''), points.length);
}
