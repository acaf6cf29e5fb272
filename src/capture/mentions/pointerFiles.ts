/** Git LFS writes no longer ones. */
export const maxPointerBytes = 1024;

/** The digest and the bytes of the file that a Git LFS pointer stands for; null for any other text. Format: https://git-lfs.com/spec/v1 */
export function lfsPointer(text: string): { readonly sha256: string; readonly size: number } | null {
  if (text.length > maxPointerBytes || !text.startsWith('version https://git-lfs.github.com/spec/v1')) return null;
  const sha256 = /^oid sha256:([0-9a-f]{64})\r?$/mu.exec(text)?.[1];
  const size = /^size (\d{1,15})\r?$/mu.exec(text)?.[1];
  return sha256 === undefined || size === undefined ? null : { sha256, size: Number(size) };
}

/**
 * The path of the output or dependency that a line of a `.dvc` file is about, relative to that file; null for other lines.
 * DVC's digests are not ours: what is tracked is told by its path alone.
 */
export function dvcPath(lines: readonly string[], at: number): string | null {
  if (lines.length > 5000) return null;
  const isStart = (line: string | undefined): boolean => /^\s*-\s/u.test(line ?? '');
  const isInside = (line: string | undefined): boolean => isStart(line) || /^\s+\S/u.test(line ?? '');
  if (!isInside(lines[at])) return null;
  let from = at;
  while (from > 0 && !isStart(lines[from])) {
    if (!isInside(lines[from])) return null;
    from--;
  }
  let to = at + 1;
  while (to < lines.length && isInside(lines[to]) && !isStart(lines[to])) to++;
  const path = pathOf(lines.slice(from, to));
  const folder = lines.map((line) => /^wdir:(.+)$/u.exec(line)?.[1]).find((each) => each !== undefined);
  return path === null || folder === undefined ? path : `${unquote(folder)}/${path}`;
}

function pathOf(item: readonly string[]): string | null {
  const path = item.map((line) => /^(?:\s*-\s+|\s+)path:(.+)$/u.exec(line)?.[1]).find((each) => each !== undefined);
  return path === undefined ? null : unquote(path);
}

function unquote(written: string): string {
  const text = written.trim();
  return /^(["'])(.*)\1$/u.exec(text)?.[2] ?? text;
}
