import type { Comparison, Curve, LinkTarget } from '../domain/comparison.ts';

/** What a compare panel is about: all that a reload of the window needs to make it anew. */
export interface CompareIdentity {
  /** The trail's root. */
  readonly root: string;
  /** Ids of versions, or `working`. */
  readonly ids: readonly string[];
  readonly baseline: number;
  readonly focus: number;
}

/** Everything a panel shows, whole. */
export interface CompareSnapshot {
  readonly identity: CompareIdentity;
  /** Null where there is nothing to compare any more; `problem` says why. */
  readonly comparison: Comparison | null;
  /** One sentence, and what to do. */
  readonly problem: { readonly message: string; readonly hint: string } | null;
  /** Milliseconds since 1970, by the trail's clock: ages are told from it. */
  readonly now: number;
}

/** A `CompareSnapshot` as JSON, compressed with gzip: on the way to a page it is copied several times. */
export type PackedSnapshot = Uint8Array<ArrayBuffer>;

/** What a panel asks of the editor. */
export interface CompareHostTable {
  /** What the editor shows without being asked, for a page that missed it. */
  load(input: null): Promise<PackedSnapshot>;
  /** The points of one metric. */
  curve(input: { readonly name: string }): Promise<Curve>;
  /** Other versions in this order, or another baseline or focus; answered by a `show`. */
  arrange(input: { readonly ids: readonly string[]; readonly baseline: number; readonly focus: number }): Promise<null>;
  /** Lets the person choose the version at this position, or one more (`at` null), in the editor's own list. */
  chooseVersion(input: { readonly at: number | null }): Promise<null>;
  /** Lets the person tick the versions to compare. */
  chooseVersions(input: null): Promise<null>;
  chooseBaseline(input: null): Promise<null>;
  /** Remembers which way is good for a metric; null goes back to what its name tells. */
  setDirection(input: { readonly metric: string; readonly direction: 'up' | 'down' | null }): Promise<null>;
  openLink(input: { readonly link: LinkTarget }): Promise<null>;
  /** VS Code's own diff of one file, or of all changed ones (`path` null), of the baseline and the focus. */
  openDiff(input: { readonly path: string | null }): Promise<null>;
  copyMarkdown(input: null): Promise<null>;
  exportHtml(input: null): Promise<null>;
}

/** What the editor asks of a panel. */
export interface ComparePanelTable {
  show(input: PackedSnapshot): Promise<null>;
}

/** A panel saved as one file has no editor to ask: it carries everything. */
export interface ExportedComparison {
  readonly snapshot: CompareSnapshot;
  readonly curves: readonly Curve[];
}
