import type { FactTable } from '../../domain/comparison.ts';
import type { Scene } from './scene.ts';
import { shortSource, sourceOf } from './source.ts';

/** A column in characters of its longest entry, its padding in pixels, and the share of the table that it takes where there is room. */
interface Column {
  readonly characters: number;
  readonly padding: number;
  readonly share: number;
}

/** Longer texts are cut; numbers never are, and no number is longer. */
const longestValue = 20;
const longestText = 12;
const longestName = 24;
const enoughOfName = 0.7;
/** Letters of the smaller types against a digit of the panel's own. */
const codeLetter = 0.9;
const smallLetter = 0.86;
/** A range narrower than this says nothing. */
const leastStrip = 80;
const goodStrip = 0.26;
/** A table reaches beyond its column on both sides. */
const overhang = 16;

/** Widths of the columns of two versions' parameters; the name has the rest. */
export interface ParamColumns {
  readonly value: number;
  readonly change: number;
  /** 0 where the source stands below the name. */
  readonly from: number;
}

export function paramColumns(scene: Scene): ParamColumns {
  const { rows } = scene.comparison.params;
  const table = scene.columnWidth + overhang;
  const value: Column = { characters: most(Math.max(5, headLength(scene)), rows.flatMap(({ cells }) => cells.map((cell) => valueLength(cell?.text)))) * codeLetter, padding: 12, share: 0.13 };
  const change: Column = { characters: Math.min(longestText, most(6, rows.map(({ changeText }) => changeText.length))), padding: 18, share: 0.15 };
  const from: Column = { characters: most(4, rows.map((row) => shortSource(sourceOf(scene, row)?.text ?? '').length)) * smallLetter, padding: 26, share: 0.2 };
  const name = Math.min(longestName, most(4, rows.map((row) => row.name.length))) * scene.digit;
  const beside = fitted(scene, table - name, [value, value, change, from]);
  if (scene.layout !== 'narrow' && sum(beside) + name * enoughOfName <= table) return { value: beside[0] ?? 0, change: beside[2] ?? 0, from: beside[3] ?? 0 };
  const [wide = 0, , changed = 0] = fitted(scene, table - name, [value, value, change]);
  return { value: Math.min(wide, (table - changed - 10 * scene.digit) / 2), change: changed, from: 0 };
}

/** Widths of the columns of two versions' metrics; the range has the rest, and where there is none, the name. */
export interface MetricColumns {
  readonly name: number;
  readonly value: number;
  readonly change: number;
  readonly word: number;
  readonly strip: number;
}

export function metricColumns(scene: Scene): MetricColumns {
  const { rows } = scene.comparison.metrics;
  const table = scene.columnWidth + overhang;
  const name: Column = { characters: most(4, rows.map((row) => row.name.length)), padding: 34, share: 0.26 };
  const value: Column = { characters: most(Math.max(4, headLength(scene)), rows.flatMap(({ cells }) => cells.map((cell) => cell?.text.length ?? 'not set'.length))), padding: 8, share: 0.12 };
  const change: Column = { characters: most(6, rows.map(({ cells }) => cells[scene.comparison.focus]?.deltaText?.length ?? 'removed'.length)), padding: 10, share: 0.13 };
  const word: Column = { characters: 5, padding: 14, share: 0.1 };
  const [named = 0, valued = 0, , changed = 0, worded = 0] = fitted(scene, table * (1 - goodStrip), [name, value, value, change, word]);
  const left = table - 2 * valued - changed - worded;
  const nameWidth = Math.min(named, Math.max(left - leastStrip, 10 * scene.digit));
  return { name: nameWidth, value: valued, change: changed, word: worded, strip: left - nameWidth };
}

/** Widths of the columns of datasets, packages or artifacts; the name has the rest. */
export function factColumns(scene: Scene, { rows }: FactTable): { readonly value: number; readonly change: number } {
  const table = scene.columnWidth + overhang;
  const value: Column = { characters: most(Math.max(4, headLength(scene)), rows.flatMap(({ cells }) => cells.map((cell) => valueLength(cell?.text) + (cell?.bytes === 'elsewhere' ? 2 : 0)))), padding: 12, share: 0.16 };
  const change: Column = { characters: Math.min(20, most(6, rows.map(({ changeText }) => changeText.length))), padding: 18, share: 0.24 };
  const [wide = 0, , changed = 0] = fitted(scene, table * 0.56, [value, value, change]);
  return { value: Math.min(wide, table / 4), change: Math.min(changed, table / 3) };
}

/** What a table of many versions takes in pixels. */
export interface ManyColumns {
  readonly name: number;
  /** 0 where there is no room for the course over the versions. */
  readonly spark: number;
  readonly version: number;
}

const smallestName = 128;

export function manyColumns(scene: Scene, table: number): ManyColumns {
  const all = scene.comparison.versions.length;
  const version = versionWidth(scene);
  const name = Math.max(150, Math.min(table * 0.18, most(0, scene.comparison.metrics.rows.map((row) => row.name.length)) * scene.digit + 34));
  if (name + 70 + version * all <= table) return { name, spark: 70, version };
  if (150 + 70 + version * all <= table) return { name: 150, spark: 70, version };
  return { name: Math.max(smallestName, Math.min(150, table - version * all)), spark: 0, version };
}

/** The whole width that a table of many versions and the charts beside it need. */
export function widthBeside(scene: Pick<Scene, 'comparison' | 'digit'>): number {
  return 150 + 70 + versionWidth(scene) * scene.comparison.versions.length + 420;
}

/** Change and word stand in the smallest type, where letters and digits come out at about two thirds. */
function versionWidth({ comparison, digit }: Pick<Scene, 'comparison' | 'digit'>): number {
  const cells = comparison.metrics.rows.flatMap((row) => row.cells);
  const small = most(0, cells.map((cell) => (cell?.deltaText == null ? 0 : cell.deltaText.length + 7))) * 0.68;
  const large = most(0, cells.map((cell) => (cell === null ? 0 : cell.text.length + (cell.best ? 2 : 0))));
  return Math.ceil(Math.min(120, Math.max(76, Math.max(small, large) * digit + 12)));
}

/** The widths where all have room, else what their entries need. */
function fitted({ digit }: Scene, room: number, columns: readonly Column[]): number[] {
  const needed = columns.map(({ characters, padding }) => Math.ceil(characters * digit + padding));
  const roomy = columns.map(({ share }, at) => Math.max(needed[at] ?? 0, Math.floor(share * room)));
  return sum(roomy) <= room ? roomy : needed;
}

function most(least: number, numbers: readonly number[]): number {
  return numbers.reduce((largest, one) => Math.max(largest, one), least);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}

/** A number keeps its room, another text has as much as fits. */
function valueLength(text: string | undefined): number {
  if (text === undefined) return 'not set'.length;
  return Math.min(text.length, /^[\d.,e+−-]+$/iu.test(text) ? longestValue : longestText);
}

/** A version's shape takes the room of two characters. */
function headLength({ comparison, order }: Scene): number {
  return Math.max(...order.map((position) => Math.min(8, comparison.versions[position]?.label.length ?? 0) + 2));
}
