import type { Comparison, Curve, LinkTarget, SectionName } from '../../domain/comparison.ts';
import type { CompareHostTable, CompareSnapshot } from '../../protocol/compare.ts';
import type { VirtualRows } from '../components/virtualRows.ts';
import type { SeriesStyle } from './series.ts';
import type { ViewState } from './viewState.ts';

/** `wide` has two columns side by side, `narrow` puts what stood side by side below one another. */
export type Layout = 'wide' | 'medium' | 'narrow';

/** Sections of the panel itself, beside those that a link can name. */
export type PanelSection = SectionName | 'over' | 'scatter';

/** Points of a metric, while they are on their way, and when they can't be had. */
export type CurveState = Curve | 'loading' | 'failed';

/** All that the views draw from, and what they can do. */
export interface Scene {
  readonly snapshot: CompareSnapshot;
  readonly comparison: Comparison;
  readonly view: ViewState;
  readonly layout: Layout;
  /** Pixels of the column in which the tables stand. */
  readonly columnWidth: number;
  /** Pixels that a digit takes. */
  readonly digit: number;
  /** Whether the code's column takes two sides. */
  readonly roomForTwo: boolean;
  readonly series: readonly SeriesStyle[];
  /** Positions of the versions in the order in which they are shown: of two, the baseline first. */
  readonly order: readonly number[];
  /** The parameter under the pointer or the focus. */
  readonly hovered: string | null;
  /** The version under the pointer or the focus. */
  readonly lit: number | null;
  /** The section in view. */
  readonly current: PanelSection | null;
  readonly act: Actions;
}

export interface Actions {
  /** False in an exported file: there is no editor to ask. */
  readonly hasHost: boolean;
  change(change: Partial<ViewState>): void;
  toggle(fold: string): void;
  /** Selects a parameter and shows its line of code, or its row; null clears. */
  select(param: string | null, show: 'line' | 'row' | 'nothing'): void;
  hover(param: string | null): void;
  light(version: number | null): void;
  follow(link: LinkTarget): void;
  goTo(section: PanelSection): void;
  ask(request: (host: CompareHostTable) => Promise<unknown>): void;
  /** Versions in another arrangement, by their positions in the present one. */
  arrange(versions: readonly number[], baseline: number, focus: number): void;
  curve(name: string): CurveState;
  rows(table: string): VirtualRows;
}
