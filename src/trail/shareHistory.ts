import { TrailError, asTrailError, isCancelled } from '../base/errors.ts';
import type { CallOptions } from '../base/rpc.ts';
import type { VersionSummary } from '../domain/version.ts';
import { hasHistory, historyPath } from '../store/history/place.ts';
import type { WriteOutRequest, WrittenOut } from '../store/history/writeOut.ts';
import type { KeptHere } from '../store/history/withhold.ts';
import { readConfig, rememberSharing } from './config.ts';
import type { Trail } from './trail.ts';

export interface WithheldVersion {
  readonly version: VersionSummary;
  readonly why: readonly string[];
}

export interface PartlyShared {
  readonly version: VersionSummary;
  readonly parts: readonly KeptHere[];
}

export interface SharingStatus {
  readonly on: boolean;
  /** Absolute; whether or not it is there. */
  readonly folder: string;
  readonly hasFolder: boolean;
  /** A rule of the project keeps Git from seeing the folder: nothing in it would be committed. */
  readonly ignored: boolean;
  /** Versions in the work tree's shared history. */
  readonly shared: number;
  /** Of these, those that are not committed; null where Git didn't tell. */
  readonly uncommitted: number | null;
  /** Files of the shared history, and the choice in `config.yaml`, that are not committed; null where Git didn't tell. */
  readonly uncommittedFiles: number | null;
  /** Versions that another branch or work tree shares. */
  readonly elsewhere: number;
  /** Versions that the next save, or `share on`, will write. */
  readonly waiting: number;
  readonly withheld: readonly WithheldVersion[];
  readonly partly: readonly PartlyShared[];
  /** Events in the folder that are not valid, or are dated in the future. */
  readonly refused: number;
}

/**
 * Shares the history through Git from now on: remembers the choice in `config.yaml` and writes what there is. Nothing is committed.
 * @param include versions that the person has looked at, to be shared whatever they seem to hold
 * Throws `workspace-missing` outside Git, `not-trusted`, `read-only`, `path-unsafe`.
 */
export async function shareHistory(trail: Trail, include: readonly string[], options: CallOptions = {}): Promise<SharingStatus> {
  checkTrusted(trail);
  if (trail.place.gitDir === null) {
    throw new TrailError('workspace-missing', `${trail.root} is not in a Git repository, so there is nothing to share its history through.`, { hint: 'Run git init first, or open the repository’s folder.' });
  }
  try {
    const wasOn = (await readConfig(trail.root)).share === true;
    // First, so that what can't be written is known before anything says that sharing is on.
    await writeOut(trail, { scope: wasOn && include.length > 0 ? 'new' : 'all', include }, options);
    await rememberSharing(trail.root, true);
  } catch (error) {
    throw asTrailError(error, historyPath(trail.root));
  }
  return sharingStatus(trail, options);
}

/** Stops writing. What is in the folder stays, and what colleagues share is still taken in. */
export async function stopSharing(trail: Trail, options: CallOptions = {}): Promise<SharingStatus> {
  checkTrusted(trail);
  await rememberSharing(trail.root, false);
  return sharingStatus(trail, options);
}

/** What is shared, what waits to be committed, and what is not shared and why. Asks Git, which waits for trust. */
export async function sharingStatus(trail: Trail, options: CallOptions = {}): Promise<SharingStatus> {
  const index = await trail.index();
  const folder = historyPath(trail.root);
  const { storeDir, exists } = trail.place;
  const report = exists ? await trail.workers.call('reportSharing', { storeDir, root: trail.root }, options) : { versions: [], refused: 0 };
  const git = trail.trusted ? await trail.workers.call('readHistoryInGit', { root: trail.root }, options) : { known: false, ignored: false, uncommitted: [] };
  const named = new Set(git.uncommitted.map((path) => path.slice(path.lastIndexOf('/') + 1)));
  const count = (state: string): number => report.versions.filter((version) => version.state === state).length;
  const summary = <T>(id: string, make: (version: VersionSummary) => T): T[] => {
    const version = index?.summary(id);
    return version === undefined ? [] : [make(version)];
  };
  return {
    on: (await trail.config()).share === true,
    folder,
    hasFolder: hasHistory(trail.root),
    ignored: git.ignored,
    shared: count('here'),
    uncommitted: git.known ? report.versions.filter(({ id, event, state }) => state === 'here' && (named.has(`${id}.json`) || named.has(`${event}.json`))).length : null,
    uncommittedFiles: git.known ? git.uncommitted.length : null,
    elsewhere: count('other'),
    waiting: count('waiting'),
    withheld: report.versions.flatMap(({ id, why }) => (why.length === 0 ? [] : summary(id, (version) => ({ version, why })))),
    partly: report.versions.flatMap(({ id, kept }) => (kept.length === 0 ? [] : summary(id, (version) => ({ version, parts: kept })))),
    refused: report.refused,
  };
}

/**
 * After something was saved or said: writes it to the shared history where the project shares one. What was saved is saved
 * already, so that a failure here is told and not thrown.
 * @param about the version that was saved or spoken of: why it stays here is told, of others the status tells
 */
export async function shareWhatIsNew(trail: Trail, about: string | null): Promise<void> {
  if ((await trail.config()).share !== true || trail.place.gitDir === null) return;
  try {
    const out = await writeOut(trail, { scope: 'new', include: [] }, {});
    for (const sentence of await describeHeldBack(trail, out, about)) trail.notify(sentence);
  } catch (error) {
    if (isCancelled(error)) return;
    const { message, hint } = asTrailError(error, historyPath(trail.root));
    trail.notify(`What you did is kept, but not shared: ${message}${hint === null ? '' : ` ${hint}`} Then: modeltrail share on`);
  }
}

/** What of a version stays on this machine, in words: `train.py looks like it holds a GitHub token`. */
export function keptText({ path, why, detail }: KeptHere): string {
  if (why === 'secret') return `${path} looks like it holds ${detail ?? 'a secret'}`;
  return why === 'too-long' ? `${path} is longer than 256 kB` : `${path} is not on this machine`;
}

async function describeHeldBack(trail: Trail, { withheld, kept }: WrittenOut, about: string | null): Promise<string[]> {
  const version = about === null ? undefined : (await trail.index())?.summary(about);
  if (version === undefined) return [];
  const name = `${version.model} ${version.label}`;
  const why = withheld.filter((each) => each.version === about).flatMap((each) => each.why);
  const parts = kept.filter((each) => each.version === about).flatMap((each) => each.parts);
  return [
    ...(parts.length > 0 ? [`Of ${name} not all is shared: ${parts.map(keptText).join('; ')}.`] : []),
    ...(why.length > 0 ? [`${name} is not shared: ${why.join('; ')}. If that is none: modeltrail share on --include ${version.id.slice(0, 12)}`] : []),
  ];
}

async function writeOut(trail: Trail, what: Pick<WriteOutRequest, 'scope' | 'include'>, options: CallOptions): Promise<WrittenOut> {
  return trail.workers.call('writeHistory', { storeDir: trail.place.storeDir, root: trail.root, ...what }, options);
}

function checkTrusted(trail: Trail): void {
  if (!trail.trusted) throw new TrailError('not-trusted', 'Sharing waits until this workspace is trusted.', { hint: 'Trust the workspace, then try again.' });
}
