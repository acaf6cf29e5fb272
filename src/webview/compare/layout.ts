import type { Comparison } from '../../domain/comparison.ts';
import { widthBeside } from './columns.ts';
import type { Layout } from './scene.ts';

const padding = 48;
const narrowPadding = 24;
const gap = 28;

/** Two columns where both have room: of many versions, where the whole table fits beside the charts. */
export function layoutOf(width: number, comparison: Comparison, digit: number): Layout {
  if (width < 640) return 'narrow';
  const needed = comparison.versions.length > 2 ? widthBeside({ comparison, digit }) + padding + gap : 0;
  return width >= Math.max(1000, needed) ? 'wide' : 'medium';
}

/** The left column, where the tables are, is the larger one with many versions. */
export function columnWidth(width: number, layout: Layout, comparison: Comparison): number {
  if (layout === 'narrow') return width - narrowPadding;
  if (layout === 'medium') return width - padding;
  const both = width - padding - gap;
  return both - sideWidth(both, comparison);
}

/** What the code has. */
export function codeWidth(width: number, layout: Layout, comparison: Comparison): number {
  if (layout !== 'wide') return columnWidth(width, layout, comparison);
  return sideWidth(width - padding - gap, comparison);
}

/** As the style sheet shares it out. */
function sideWidth(both: number, { versions }: Comparison): number {
  return versions.length > 2 ? Math.max(420, both * 0.4) : both / 2;
}
