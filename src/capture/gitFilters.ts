import { runGit, type GitSetting } from './gitCommand.ts';

/**
 * Settings that take the programs out of a repository's content filters: Git would run them to compare a changed file.
 * Files that go through one (Git LFS) can't be compared then, and are left out of the patch.
 */
export async function filterSettings(top: string, signal?: AbortSignal): Promise<GitSetting[]> {
  const args = ['config', '--null', '--name-only', '--get-regexp', '^(filter\\..*\\.(clean|smudge|process|required)|diff\\..*\\.(command|textconv))$'];
  const result = await runGit({ top, args, maxBytes: 1024 * 1024, ...(signal === undefined ? {} : { signal }) });
  if (result.kind !== 'output') return [];
  const names = new Set(result.bytes.toString('utf8').split('\0').filter((name) => name !== ''));
  return [...names].slice(0, 500).map((name) => ({ name, value: name.endsWith('.required') ? 'false' : '' }));
}

/** Those of the paths that go through a content filter. */
export async function filteredPaths(top: string, paths: readonly string[], settings: readonly GitSetting[], signal?: AbortSignal): Promise<Set<string>> {
  if (paths.length === 0 || !settings.some((setting) => setting.name.startsWith('filter.'))) return new Set();
  const input = `${paths.join('\0')}\0`;
  const result = await runGit({ top, args: ['check-attr', '-z', '--stdin', 'filter'], settings, maxBytes: 16 * 1024 * 1024, input, ...(signal === undefined ? {} : { signal }) });
  // Without an answer nothing is known of any of them.
  if (result.kind !== 'output') return new Set(paths);
  const fields = result.bytes.toString('utf8').split('\0');
  const filtered = new Set<string>();
  for (let at = 0; at + 2 < fields.length; at += 3) {
    const [path, , value] = fields.slice(at, at + 3);
    if (path !== undefined && value !== 'unspecified' && value !== 'unset') filtered.add(path);
  }
  return filtered;
}
