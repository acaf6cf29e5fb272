import { diffArrays } from 'diff';

/** Lines that follow each other and were all removed, all added, or stand in both texts. */
export interface LineRun {
  readonly change: 'added' | 'removed' | 'same';
  readonly count: number;
}

/** More edits than this are a rewrite: the whole file is then shown as removed and added. */
export const maxEdits = 1500;

/**
 * The fewest lines that make one text of the other, each gap's removed ones first. What the other text lacks altogether is
 * set aside before it is searched: it has no partner, and with it a rewritten file would take longest of all.
 * @param edits more of them are shown as a rewrite
 */
export function lineRuns(before: readonly string[], after: readonly string[], edits: number = maxEdits): LineRun[] {
  const [old, now] = [placesOfShared(before, after), placesOfShared(after, before)];
  const changes = diffArrays(old.map((at) => before[at]), now.map((at) => after[at]), { maxEditLength: edits });
  const runs = new RunList();
  let [from, to] = [0, 0];
  for (const { added, removed, count } of changes ?? []) {
    if (!added && !removed) for (let each = 0; each < count; each++) runs.pair(old[from + each] ?? 0, now[to + each] ?? 0);
    if (!added) from += count;
    if (!removed) to += count;
  }
  return runs.end(before.length, after.length);
}

function placesOfShared(lines: readonly string[], others: readonly string[]): number[] {
  const known = new Set(others);
  return lines.flatMap((line, at) => (known.has(line) ? [at] : []));
}

/** Makes runs of the pairs of lines that are the same. */
class RunList {
  readonly #runs: { change: LineRun['change']; count: number }[] = [];
  #before = 0;
  #after = 0;

  pair(before: number, after: number): void {
    this.#gap(before, after);
    this.#push('same', 1);
    this.#before = before + 1;
    this.#after = after + 1;
  }

  end(before: number, after: number): LineRun[] {
    this.#gap(before, after);
    return this.#runs;
  }

  #gap(before: number, after: number): void {
    this.#push('removed', before - this.#before);
    this.#push('added', after - this.#after);
  }

  #push(change: LineRun['change'], count: number): void {
    const last = this.#runs.at(-1);
    if (count === 0) return;
    if (last?.change === change) last.count += count;
    else this.#runs.push({ change, count });
  }
}
