/** What `git status` tells; paths relative to the work tree's top. */
export interface GitStatus {
  readonly commit: string | null;
  readonly branch: string | null;
  readonly changed: readonly string[];
  readonly untracked: readonly string[];
}

/** Reads `git status --porcelain=v2 --branch -z --no-renames`. */
export function parseStatus(output: string): GitStatus {
  let commit: string | null = null;
  let branch: string | null = null;
  const changed: string[] = [];
  const untracked: string[] = [];
  for (const entry of output.split('\0')) {
    if (entry.startsWith('# branch.oid ')) commit = /^[\da-f]{40,64}$/u.exec(entry.slice(13))?.[0] ?? null;
    else if (entry.startsWith('# branch.head ')) branch = entry === '# branch.head (detached)' ? null : entry.slice(14);
    else if (entry.startsWith('? ')) untracked.push(entry.slice(2));
    // `1 XY sub mH mI mW hH hI path` and `u XY sub m1 m2 m3 mW h1 h2 h3 path`
    else if (entry.startsWith('1 ')) changed.push(entry.split(' ').slice(8).join(' '));
    else if (entry.startsWith('u ')) changed.push(entry.split(' ').slice(10).join(' '));
  }
  return { commit, branch, changed, untracked };
}
