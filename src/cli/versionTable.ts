import { columns } from './output.ts';
import { padding, textWidth } from './textWidth.ts';

/** One row of a table whose columns are versions. */
export interface VersionRow {
  readonly name: string;
  /** One a version; a `note` stands beside its value, so that values stay one above the other. */
  readonly cells: readonly { readonly text: string; readonly note?: string }[];
  /** What stands behind the last version. */
  readonly end?: readonly string[];
}

const gap = 2;

/**
 * A table with a column a version, the first row its head. Versions that do not fit beside each other in `width` columns go on
 * below, under a head of their own.
 */
export function versionTable(rows: readonly VersionRow[], width: number): string[] {
  const versions = (rows[0]?.cells ?? []).map((_, at) => versionColumn(rows, at));
  const nameWidth = widest(rows.map(({ name }) => name));
  const ends = widest(rows.map(({ end = [] }) => end.join('  ')));
  const blocks = split(versions.map((cells, at) => widest(cells) + (ends > 0 && at === versions.length - 1 ? gap + ends : 0)), width - nameWidth);
  return blocks.flatMap((positions, at) => {
    const isLast = at === blocks.length - 1;
    const lines = columns(rows.map(({ name, end }, row) => [name, ...positions.map((position) => versions[position]?.[row] ?? ''), ...(isLast ? (end ?? []) : [])]));
    return at === 0 ? lines : ['', ...lines];
  });
}

/** The cells of one version, all of one width: values to the right, what is said of them to the left. */
function versionColumn(rows: readonly VersionRow[], at: number): string[] {
  const cells = rows.map(({ cells: all }) => all[at] ?? { text: '' });
  const [values, notes] = [widest(cells.map(({ text }) => text)), widest(cells.map(({ note }) => note ?? ''))];
  return cells.map(({ text, note = '' }) => `${padding(text, values)}${text}${notes === 0 ? '' : ` ${note}${padding(note, notes)}`}`);
}

function widest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, textWidth(text)), 0);
}

/** Positions that fit beside each other; one at least. */
function split(widths: readonly number[], room: number): number[][] {
  const blocks: number[][] = [];
  let left = 0;
  for (const [position, width] of widths.entries()) {
    const last = blocks.at(-1);
    if (last !== undefined && left >= width + gap) last.push(position);
    else {
      blocks.push([position]);
      left = room;
    }
    left -= width + gap;
  }
  return blocks;
}
