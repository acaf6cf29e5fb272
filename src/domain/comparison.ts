import type { Json } from './canonicalJson.ts';
import type { BytesState } from './version.ts';
import type { Direction, Verdict } from './metric.ts';

/** Versions in one comparison. */
export const maxCompared = 12;

/**
 * What two to twelve versions share and where they differ, in the words and numbers that people read: the same for the panel,
 * the terminal, Markdown and HTML. It is plain JSON throughout (no NaN, no bigint): numbers that JSON lacks are there as text.
 * Every list named `cells` has one entry a version, in the order of `versions`; null where the version has no such thing.
 */
export interface Comparison {
  /** The model's name; with several, joined by a comma. */
  readonly title: string;
  readonly versions: readonly ComparedHead[];
  /** Position, in `versions`, of the one that the others are measured against. */
  readonly baseline: number;
  /** Position of the version whose code is shown against the baseline's. */
  readonly focus: number;
  /** The first is the headline. */
  readonly summary: readonly Statement[];
  readonly params: ParamTable;
  readonly metrics: MetricTable;
  /** Which curves there are; their points are asked for one metric at a time. */
  readonly curves: CurveList;
  readonly code: CodeComparison;
  readonly data: FactTable;
  readonly environment: FactTable;
  readonly artifacts: FactTable;
}

/** One compared version as the panel's head shows it. */
export interface ComparedHead {
  /** 64 hex digits, or `working` for the workspace's files as they are. */
  readonly id: string;
  readonly model: string;
  /** The label; `working files` for those. */
  readonly label: string;
  readonly aliases: readonly string[];
  /** Whether its main metric is the best of its model. */
  readonly best: boolean;
  readonly tags: readonly string[];
  readonly note: string;
  readonly author: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly working: boolean;
  readonly deleted: boolean;
  /** What the version says about its own record. */
  readonly remarks: readonly string[];
}

export type SectionName = 'params' | 'metrics' | 'curves' | 'code' | 'data' | 'environment' | 'artifacts';

/** Where a link leads. */
export type LinkTarget =
  | { readonly kind: 'source'; readonly version: number; readonly path: string; readonly line: number | null }
  | { readonly kind: 'section'; readonly section: SectionName };

/** A run of text in one tone. `strong` is for names and the values that matter. */
export interface TextPart {
  readonly text: string;
  readonly tone?: 'strong' | 'better' | 'worse' | 'quiet';
  readonly link?: LinkTarget;
}

/** One sentence of the summary. */
export interface Statement {
  readonly kind: 'headline' | 'warning' | 'pass' | 'info';
  readonly parts: readonly TextPart[];
}

export type Change = 'added' | 'removed' | 'changed' | 'same';

/** Where a value came from: a file, `typed`, the model file's metadata. */
export interface SourceText {
  /** `train.py:17`, `typed`. */
  readonly text: string;
  readonly link: LinkTarget | null;
}

export interface ParamTable {
  /** Changed ones first, each group in the order of the names; nested maps as dotted names. */
  readonly rows: readonly ParamRow[];
  readonly changed: number;
  /** Names left out because there are too many to show. */
  readonly omitted: number;
}

export interface ParamRow {
  readonly name: string;
  /** Against the baseline; with more than two versions `changed` when any differs. */
  readonly change: Change;
  readonly cells: readonly (ParamCell | null)[];
  /** Two versions: `÷ 3.3`, `+64`, `added`, `number → text`; empty for more, and for `same`. */
  readonly changeText: string;
}

export interface ParamCell {
  /** As it was written: `3e-4`. Texts stand in quotes where another version has a value of another type. */
  readonly text: string;
  /** `text` in pieces, where the inside of a list or a long text was compared; `changed` pieces differ from the baseline. */
  readonly pieces?: readonly { readonly text: string; readonly changed: boolean }[];
  /** For programs. */
  readonly value: Json;
  readonly asBaseline: boolean;
  readonly source: SourceText;
}

export interface MetricTable {
  /** The main metric first, then in the order in which they were recorded. */
  readonly rows: readonly MetricRow[];
  /** Counts against the baseline, of two versions; of more, of the focus. */
  readonly better: number;
  readonly worse: number;
}

export interface MetricRow {
  readonly name: string;
  readonly main: boolean;
  readonly direction: Direction;
  /** True where a person corrected what the name tells. */
  readonly directionChosen: boolean;
  readonly cells: readonly (MetricCell | null)[];
  readonly strip: RangeStrip | null;
}

export interface MetricCell {
  /** All cells of a row have the same count of decimals. */
  readonly text: string;
  /** The whole value. */
  readonly full: string;
  /** Finite values alone. */
  readonly number: number | null;
  /** Against the baseline, with its sign; null for the baseline itself, and where either has no number. */
  readonly delta: number | null;
  /** `+0.011`, `same`; null as `delta`. */
  readonly deltaText: string | null;
  readonly verdict: Verdict | null;
  /** Best of the compared versions; several when they tie, none when all are alike or nobody knows which way is good. */
  readonly best: boolean;
  readonly source: SourceText;
}

/** The model's whole history of one metric as positions from 0 (worst) to 1 (best): right is better for every metric. */
export interface RangeStrip {
  readonly worst: string;
  readonly best: string;
  /** How many versions have it. */
  readonly versions: number;
  /** Positions of other versions, thinned out where they are many. */
  readonly ticks: readonly number[];
  readonly positions: readonly (number | null)[];
}

export type CurveAxis = 'epoch' | 'step' | 'time';

export interface CurveList {
  /** Names of series, the main metric's relatives first. */
  readonly names: readonly string[];
  /** Axes that at least one version recorded, in the order epoch, step, time. */
  readonly axes: readonly CurveAxis[];
}

/** The points of one metric over training, of one version. */
export interface CurveSeries {
  /** Position in `versions`. */
  readonly version: number;
  readonly x: { readonly [axis in CurveAxis]?: readonly number[] };
  /** Same length as each axis; null where the run recorded something that is not finite. Time is in seconds from the first point. */
  readonly y: readonly (number | null)[];
}

export interface Curve {
  readonly name: string;
  readonly direction: Direction;
  readonly series: readonly CurveSeries[];
}

export interface CodeComparison {
  /** Changed files first; the training script before its modules, settings after them. */
  readonly files: readonly CodeFileComparison[];
  /** Files that are the same in both. */
  readonly same: number;
  readonly added: number;
  readonly removed: number;
  /** Why there is less than one would expect: a version without code, a blob that is elsewhere. */
  readonly remarks: readonly string[];
}

export interface CodeFileComparison {
  /** `train.py`; `old.py → new.py` for one that was renamed. */
  readonly path: string;
  /** Its path in the baseline and in the focus; null in the one that lacks it. */
  readonly pathBefore: string | null;
  readonly pathAfter: string | null;
  readonly change: Change;
  /** Counts of lines. */
  readonly added: number;
  readonly removed: number;
  /** The whole file as one list, unchanged lines too; null where it is too long, not text, or the same. */
  readonly lines: readonly CodeLine[] | null;
  /** A unified patch, as `diff -u` and Git write it; empty for the same file. */
  readonly patch: string;
}

export type TokenKind = 'keyword' | 'string' | 'number' | 'boolean' | 'comment' | 'name';

export interface CodeLine {
  readonly change: 'same' | 'added' | 'removed';
  /** Line numbers, from 1; null on the side that lacks the line. */
  readonly before: number | null;
  readonly after: number | null;
  readonly text: string;
  /** Syntax, as `[from, to, kind]` in UTF-16 units, in order, without overlap. */
  readonly tokens: readonly (readonly [number, number, TokenKind])[];
  /** What differs within a changed line, as `[from, to]`. */
  readonly marks: readonly (readonly [number, number])[];
  /** Names of parameters whose value stands on this line. */
  readonly params: readonly string[];
}

export interface FactTable {
  /** Changed ones first. */
  readonly rows: readonly FactRow[];
  readonly changed: number;
  /** What fits beside the heading: `4.53 → 4.40 MB (−3 %)`, `schema same, 18 columns`. */
  readonly summary: string;
  /** For the line under which what is the same is folded: `Python 3.11.9, CPU`. */
  readonly sameText: string;
}

/** One dataset, package or artifact. */
export interface FactRow {
  readonly name: string;
  /** What the cells count: `rows`, `size`; empty where they speak for themselves. */
  readonly qualifier: string;
  readonly change: Change;
  readonly cells: readonly (FactCell | null)[];
  /** `+2,000 (+20 %)`, `patch`, `added`. With more than two versions of the focus against the baseline. */
  readonly changeText: string;
  /** What needs care: a pickle, bytes that are elsewhere. */
  readonly warning: string;
  /** What changed inside: `column plan_tier added`, `head.weight 10 × 64 → 10 × 128`. */
  readonly details: readonly FactDetail[];
}

export interface FactCell {
  readonly text: string;
  readonly tip: string;
  readonly asBaseline: boolean;
  readonly value: Json;
  readonly bytes?: BytesState;
}

export interface FactDetail {
  readonly change: Exclude<Change, 'same'>;
  readonly text: string;
}
