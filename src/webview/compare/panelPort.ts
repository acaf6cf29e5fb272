import type { Curve } from '../../domain/comparison.ts';
import type { CompareHostTable, CompareIdentity } from '../../protocol/compare.ts';
import type { ViewState } from './viewState.ts';

/** What is kept of a panel: enough to make it anew after the window was loaded again. */
export interface KeptState {
  readonly identity: CompareIdentity;
  readonly view: ViewState;
}

/** What is around a panel: the editor, or nothing where it was saved as a file. */
export interface PanelPort {
  readonly host: CompareHostTable | null;
  /** Curves that need not be asked for. */
  readonly curves: readonly Curve[];
  /** Of an earlier life of this panel; made by any release, or absent. */
  readonly kept: unknown;
  keep(state: KeptState): void;
}
