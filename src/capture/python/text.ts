/**
 * A text that is known in part: literal pieces and, as null, what only a run can tell.
 * A path below the trail's root that was built from `__file__` starts with `rootMark`.
 */
export interface Text {
  readonly pieces: readonly (string | null)[];
  /** Why it may be another text when the script runs: `the default of --data`. */
  readonly assumed: string | null;
  /** Its `*` come from a call that lists files, and all that match are meant. */
  readonly glob: boolean;
  readonly number: boolean;
}

export const rootMark = '\u0001';
const maxOptions = 32;
const maxLength = 4096;

export const hole: Text = { pieces: [null], assumed: null, glob: false, number: false };

export function exactText(text: string, number = false): Text {
  return text.length > maxLength ? hole : { pieces: [text], assumed: null, glob: false, number };
}

/** The text, where all of it is known. */
export function knownText(text: Text): string | null {
  if (text.pieces.some((piece) => piece === null)) return null;
  return text.pieces.join('');
}

export function isHole(text: Text): boolean {
  return text.pieces.every((piece) => piece === null || piece === '');
}

export function assume(text: Text, reason: string): Text {
  return text.assumed === null ? { ...text, assumed: reason } : text;
}

export function concatTexts(...parts: readonly Text[]): Text {
  const pieces: (string | null)[] = [];
  for (const piece of parts.flatMap((part) => part.pieces)) {
    const last = pieces.at(-1);
    if (piece === null ? last === null && pieces.length > 0 : piece === '') continue;
    if (piece !== null && typeof last === 'string') pieces[pieces.length - 1] = last + piece;
    else pieces.push(piece);
  }
  if (pieces.reduce((sum, piece) => sum + (piece?.length ?? 0), 0) > maxLength || pieces.length > 64) return hole;
  return {
    pieces,
    assumed: parts.find((part) => part.assumed !== null)?.assumed ?? null,
    glob: parts.some((part) => part.glob),
    number: false,
  };
}

/** Joins as `os.path.join` and `/` of pathlib do: an absolute right side replaces the left. */
export function joinPaths(left: Text, right: Text): Text {
  const start = right.pieces[0];
  if (typeof start === 'string' && (start.startsWith('/') || start.startsWith(rootMark) || /^[a-z]:[\\/]/iu.test(start))) return right;
  if (knownText(left) === '') return right;
  if (knownText(right) === '') return left;
  const end = left.pieces.at(-1);
  return concatTexts(left, exactText(typeof end === 'string' && end.endsWith('/') ? '' : '/'), right);
}

/**
 * The folder of a path; `.` for a bare name. Not known where the last part could hold more than a name.
 * Above the working folder and the root it goes on with `..`.
 */
export function parentOf(text: Text): Text {
  if (/^(?:\.|\u0001|(?:.*\/)?\.\.)\/?$/su.test(knownText(text) ?? 'x')) return joinPaths(text, exactText('..'));
  const pieces = [...text.pieces];
  while (pieces.length > 0) {
    const last = pieces.pop();
    if (last === null || last === undefined) continue;
    const trimmed = pieces.length === text.pieces.length - 1 ? last.replace(/\/+$/u, '') : last;
    const slash = trimmed.lastIndexOf('/');
    if (slash > 0) return { ...text, pieces: [...pieces, trimmed.slice(0, slash)] };
    if (slash === 0) return { ...text, pieces: [...pieces, pieces.length === 0 ? '/' : ''] };
  }
  return text.pieces.some((piece) => piece === null) ? { ...hole, assumed: text.assumed } : { ...text, pieces: ['.'] };
}

/** Changes the last part of a path, where its end is known well enough. */
export function mapEnd(text: Text, change: (end: string) => string | null): Text {
  const end = text.pieces.at(-1);
  const changed = typeof end === 'string' ? change(end) : null;
  return changed === null ? { ...hole, assumed: text.assumed } : { ...text, pieces: [...text.pieces.slice(0, -1), changed] };
}

/** All ways to combine, up to a bound; beyond it, nothing is known. */
export function combine(left: readonly Text[], right: readonly Text[], join: (left: Text, right: Text) => Text): Text[] {
  if (left.length * right.length > maxOptions) return [hole];
  return distinct(left.flatMap((one) => right.map((other) => join(one, other))));
}

export function distinct(texts: readonly Text[]): Text[] {
  const seen = new Map<string, Text>();
  for (const text of texts) {
    const key = JSON.stringify(text.pieces);
    const before = seen.get(key);
    if (before === undefined || (before.assumed !== null && text.assumed === null)) seen.set(key, text);
  }
  const all = [...seen.values()];
  return all.length > maxOptions ? [hole] : all;
}
