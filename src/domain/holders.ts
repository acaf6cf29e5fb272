import type { VersionSummary } from './version.ts';

// Which version files of the workspace are, or are a change of. A deleted version is neither, even where no other is: it is
// hidden wherever versions are shown, so what only it has counts as not saved and is offered to be saved again, and what is
// saved next does not descend from it. Undeleted, it is an answer again.

/**
 * The newest version that is made of just these bytes, wherever they lie.
 * @param digests of all the files, SHA-256
 * @param holders versions with the bytes of any of them, newest first
 */
export function holderOfAll(digests: readonly string[], holders: readonly VersionSummary[]): VersionSummary | undefined {
  const bytesOf = (all: readonly string[]): string => [...all].sort().join();
  const wanted = bytesOf(digests);
  return holders.find(({ deleted, artifacts }) => !deleted && bytesOf(artifacts.map(({ sha256 }) => sha256)) === wanted);
}

/**
 * The version that files which no version has are a change of: the one whose files were last put into the work tree, by a save
 * or a restore, else the newest.
 * @param standing the one that is noted for the work tree
 * @param newest not deleted; of the model, or of what has the path
 * @param path where one file is asked for: a version that never had it tells nothing of it
 */
export function changedFrom<Newest extends VersionSummary | undefined>(standing: VersionSummary | undefined, newest: Newest, path?: string): VersionSummary | Newest {
  if (standing === undefined || standing.deleted || (path !== undefined && !hasPath(standing, path))) return newest;
  return standing;
}

function hasPath({ artifacts }: VersionSummary, path: string): boolean {
  return artifacts.some((artifact) => artifact.path === path);
}
