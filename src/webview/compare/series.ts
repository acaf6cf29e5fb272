import type { Comparison } from '../../domain/comparison.ts';

export type SeriesColour = 'baseline' | 'blue' | 'purple' | 'orange' | 'green' | 'grey';
export type SeriesShape = 'ring' | 'disc' | 'square' | 'triangle' | 'diamond' | 'dot';

/** How one version looks wherever it is drawn: never by its colour alone. */
export interface SeriesStyle {
  readonly colour: SeriesColour;
  readonly shape: SeriesShape;
  readonly dash: readonly number[];
}

const baselineStyle: SeriesStyle = { colour: 'baseline', shape: 'ring', dash: [4, 3] };
const focusStyle: SeriesStyle = { colour: 'blue', shape: 'disc', dash: [] };
const furtherStyles: readonly SeriesStyle[] = [
  { colour: 'purple', shape: 'square', dash: [1.5, 3] },
  { colour: 'orange', shape: 'triangle', dash: [7, 3] },
  { colour: 'green', shape: 'diamond', dash: [14, 2] },
];
const greyStyle: SeriesStyle = { colour: 'grey', shape: 'dot', dash: [] };

/** One style a version, in the order of `versions`. */
export function seriesStyles({ versions, baseline, focus }: Comparison): SeriesStyle[] {
  const further = [...furtherStyles];
  return versions.map((_, position) => {
    if (position === baseline) return baselineStyle;
    if (position === focus) return focusStyle;
    return further.shift() ?? greyStyle;
  });
}
