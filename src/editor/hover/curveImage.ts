import * as vscode from 'vscode';
import type { ParameterHistory } from '../../trail/parameterHistory.ts';

type Points = ParameterHistory['curve'];

interface Colours {
  readonly line: string;
  readonly text: string;
  readonly ground: string;
}

/** An image in a hover can't ask for the theme's colours: these are those of VS Code's own themes. */
const colours: Readonly<Record<vscode.ColorThemeKind, Colours>> = {
  [vscode.ColorThemeKind.Light]: { line: '#005fb8', text: '#3b3b3b', ground: '#f8f8f8' },
  [vscode.ColorThemeKind.Dark]: { line: '#4daafc', text: '#b0b0b0', ground: '#202020' },
  [vscode.ColorThemeKind.HighContrast]: { line: '#6fc3df', text: '#ffffff', ground: '#000000' },
  [vscode.ColorThemeKind.HighContrastLight]: { line: '#0f4a85', text: '#292929', ground: '#ffffff' },
};

const step = { min: 20, max: 64 };
const [top, plot, labels, side] = [8, 34, 18, 22];
/** Beyond this the labels would run into each other. */
const labelled = 9;

/** A metric over versions as a picture in Markdown, the version in the editor filled; its text says the same. */
export function curveImage(points: Points, current: string | null, kind: vscode.ColorThemeKind): string {
  const wide = Math.min(step.max, Math.max(step.min, 460 / points.length));
  const width = Math.round(2 * side + wide * (points.length - 1));
  const height = top + plot + (points.length <= labelled ? labels : 8);
  const svg = draw(points, current, colours[kind], { width, height, wide });
  return `![${altText(points)}](data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}|width=${String(width)},height=${String(height)})`;
}

interface Size {
  readonly width: number;
  readonly height: number;
  /** Between two versions. */
  readonly wide: number;
}

function draw(points: Points, current: string | null, { line, text, ground }: Colours, { width, height, wide }: Size): string {
  const values = points.map(({ value }) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const x = (at: number): string => (side + at * wide).toFixed(1);
  const y = (value: number): string => (top + (high === low ? plot / 2 : plot * (1 - (value - low) / (high - low)))).toFixed(1);
  const path = points.map(({ value }, at) => `${x(at)},${y(value)}`).join(' ');
  const dots = points.map(({ version, value }, at) => `<circle cx="${x(at)}" cy="${y(value)}" r="${version.id === current ? '4.5' : '3'}" fill="${version.id === current ? line : ground}" stroke="${line}" stroke-width="1.5"/>`);
  const names = points.length > labelled ? [] : points.map(({ version }, at) => `<text x="${x(at)}" y="${String(top + plot + 15)}" fill="${text}" font-size="10" font-family="sans-serif" text-anchor="middle">${escaped(version.label.slice(0, 8))}</text>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${String(width)}" height="${String(height)}"><polyline points="${path}" fill="none" stroke="${line}" stroke-width="2"/>${dots.join('')}${names.join('')}</svg>`;
}

/** In digits alone: what was recorded is in the table above. */
function altText(points: Points): string {
  return vscode.l10n.t('from {0} to {1} over {2} versions', String(points[0]?.value ?? ''), String(points.at(-1)?.value ?? ''), points.length);
}

function escaped(text: string): string {
  return text.toWellFormed().replaceAll(/[^\p{L}\p{N} .,+_-]/gu, (sign) => `&#${String(sign.codePointAt(0))};`).replaceAll(/&#(?:[0-8]|1[0-9]|2[0-9]|3[01]|127);/gu, '');
}
