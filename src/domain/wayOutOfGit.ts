/** How to take models out of a Git repository that holds their bytes: to be read, and run by whoever wants it. */
export interface WayOutOfGit {
  readonly paths: readonly string[];
  /** What their contents take, before Git packs them, which saves little on models. */
  readonly bytes: number;
  readonly steps: readonly { readonly text: string; readonly commands: readonly string[] }[];
}

/** Less than this is no burden. */
const largeBytes = 10 * 1024 * 1024;

/** @param contents each content that Git itself keeps, under its path from the repository's top; null where they are small */
export function wayOutOfGit(contents: readonly { readonly path: string; readonly size: number }[]): WayOutOfGit | null {
  const bytes = contents.reduce((sum, { size }) => sum + size, 0);
  if (bytes < largeBytes) return null;
  const paths = [...new Set(contents.map(({ path }) => path))].sort();
  const quoted = paths.map(quote);
  return {
    paths,
    bytes,
    steps: [
      {
        text: 'Keep them out of new commits; the files stay where they are:',
        commands: [`git rm --cached --quiet --ignore-unmatch -- ${quoted.join(' ')}`, `printf '%s\\n' ${paths.map((path) => quote(ignoreLine(path))).join(' ')} >> .gitignore`, 'git add .gitignore', "git commit -m 'Keep models out of Git'"],
      },
      {
        text: 'Take them out of the past too. Every commit gets a new id, so agree with all who have a clone, and copy the repository first. It needs git-filter-repo, and leaves the versions in .git/modeltrail alone:',
        commands: [`git filter-repo --force --invert-paths ${quoted.map((path) => `--path ${path}`).join(' ')}`],
      },
    ],
  };
}

/** As one argument of a POSIX shell, which Git brings along on Windows. */
function quote(text: string): string {
  return /^[\w./-]+$/u.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function ignoreLine(path: string): string {
  return `/${path.replaceAll(/[\\*?[\]]/gu, String.raw`\$&`).replace(/ $/u, String.raw`\ `)}`;
}
