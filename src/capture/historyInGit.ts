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
  const args = ['status', '--porcelain=v2', '--branch', '-z', '--no-renames', '--untracked-files=all', '--ignored=matching', '--', folder];
  const status = await runGit({ top: git.top, args, maxBytes: 64 * 1024 * 1024, signal });
  if (status.kind !== 'output') return unknown;
  const text = status.bytes.toString('utf8');
  const { changed, untracked } = parseStatus(text);
  // The folder as a whole, or something of what is to be committed; a store beside it is ignored as it should be.
  const ignored = text.split('\0').some((entry) => entry.startsWith('! ') && /(?:^! |\/)\.modeltrail\/(?:history\/(?!tmp\/).*)?$/u.test(entry));
  return { known: true, ignored, uncommitted: [...changed, ...untracked] };
}
