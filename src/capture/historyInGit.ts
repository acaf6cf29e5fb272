import type { CallContext } from '../base/rpc.ts';
import { runGit } from './gitCommand.ts';
import { findGitFolders } from './gitHead.ts';
import { parseStatus } from './gitStatus.ts';

export interface HistoryInGit {
  /** False where Git is not installed, or didn't tell. */
  readonly known: boolean;
  /** The project's `.gitignore` keeps Git from seeing the shared history. */
  readonly ignored: boolean;
  /** Its files that are not committed, the project's choices among them; paths end as they do in the folder. */
  readonly uncommitted: readonly string[];
}

/** What Git says of a `.modeltrail` folder of the work tree. Nothing is changed, no hook or filter is run. */
export async function readHistoryInGit({ folder }: { readonly folder: string }, { signal }: CallContext): Promise<HistoryInGit> {
  const unknown = { known: false, ignored: false, uncommitted: [] };
  const git = await findGitFolders(folder);
  if (git === null) return unknown;
  const ask = (args: readonly string[]) => runGit({ top: git.top, args, maxBytes: 64 * 1024 * 1024, signal });
  const status = await ask(['status', '--porcelain=v2', '--branch', '-z', '--no-renames', '--untracked-files=all', '--', folder]);
  if (status.kind !== 'output') return unknown;
  const { changed, untracked } = parseStatus(status.bytes.toString('utf8'));
  // `--no-index`: files that were added in spite of a rule don't hide it from the next ones.
  const ignored = await ask(['check-ignore', '--quiet', '--no-index', '--', `${folder}/history/events/00/${'0'.repeat(64)}.json`]);
  return { known: true, ignored: ignored.kind === 'output', uncommitted: [...changed, ...untracked] };
}
