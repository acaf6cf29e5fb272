import type { CurveAxis } from '../../domain/comparison.ts';

/** What a person has set in a panel; kept when it is hidden, and when the window is loaded anew. */
export interface ViewState {
  readonly codeLayout: 'inline' | 'side';
  readonly paramFilter: string;
  /** Keys of what is unfolded, `params`, `code train.py 40`, and of files that are not as at first: `file train.py`. */
  readonly open: readonly string[];
  /** Name of the selected parameter. */
  readonly selected: string | null;
  readonly curve: { readonly name: string | null; readonly axis: CurveAxis | null; readonly smoothing: number; readonly scale: 'linear' | 'log' };
  readonly overMetric: string | null;
  readonly scatterParam: string | null;
  readonly scatterMetric: string | null;
  readonly scroll: number;
}

export const initialView: ViewState = {
  codeLayout: 'inline',
  paramFilter: '',
  open: [],
  selected: null,
  curve: { name: null, axis: null, smoothing: 0, scale: 'linear' },
  overMetric: null,
  scatterParam: null,
  scatterMetric: null,
  scroll: 0,
};

/** A list of folds in which one is turned around. */
export function turned(folds: readonly string[], fold: string): string[] {
  return folds.includes(fold) ? folds.filter((one) => one !== fold) : [...folds, fold];
}

/** A view that an earlier release may have kept: what it lacks is as in a new panel. */
export function restoredView(kept: unknown): ViewState {
  if (typeof kept !== 'object' || kept === null) return initialView;
  const view = kept as Partial<ViewState>;
  return { ...initialView, ...view, curve: { ...initialView.curve, ...view.curve } };
}
