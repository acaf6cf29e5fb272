import * as vscode from 'vscode';
import type { VersionSummary } from '../../domain/version.ts';
import { listVersions } from '../../trail/listVersions.ts';
import type { Trail } from '../../trail/trail.ts';
import type { Trails } from './trails.ts';
import { pickByFolder } from './folderPick.ts';
import { readMainMetrics, versionItem } from './versionItem.ts';

/** A version together with the trail that it is in. */
export interface VersionInTrail {
  readonly trail: Trail;
  readonly version: VersionSummary;
}

/** What the tree hands to a command that was chosen on one of its rows. */
export interface VersionRow {
  readonly versionInTrail: VersionInTrail;
  /** Whether its trail is that of the very work tree that is meant: versions are of all work trees. */
  readonly isOfWorkTree?: boolean;
}

export function isVersionRow(given: unknown): given is VersionRow {
  return typeof given === 'object' && given !== null && 'versionInTrail' in given;
}

/** The version a command was called on, or else one chosen from all. */
export async function versionFor(trails: Trails, given: unknown, placeHolder: string, deleted = false): Promise<VersionInTrail | undefined> {
  return isVersionRow(given) ? given.versionInTrail : pickVersion(trails, placeHolder, deleted);
}

/** The trail of the work tree whose files are meant: asked for where several are open. Undefined where the person gave up. */
export async function workTreeFor(trails: Trails, trail: Trail, given: unknown, placeHolder: string): Promise<Trail | undefined> {
  const trees = isVersionRow(given) && given.isOfWorkTree === true ? [trail] : await trails.workTreesOf(trail);
  if (trees.length < 2) return trail;
  return pickByFolder(trees, ({ root }) => root, placeHolder);
}

async function pickVersion(trails: Trails, placeHolder: string, deleted: boolean): Promise<VersionInTrail | undefined> {
  const all = await trails.all();
  const [mainMetrics, ...versions] = await Promise.all([readMainMetrics(all), ...all.map(async (trail) => (await listVersions(trail, { deleted })).map((version) => ({ trail, version })))]);
  const items = versions
    .flat()
    .filter(({ version }) => version.deleted === deleted)
    .map((choice) => ({ ...versionItem(choice, mainMetrics, trails.nameIfSeveral(choice.trail)), choice }));
  if (items.length === 0) {
    if (deleted) void vscode.window.showInformationMessage(vscode.l10n.t('No version was deleted.'));
    else sayNothingSaved();
    return undefined;
  }
  return (await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true, matchOnDetail: true }))?.choice;
}

/** Where a version is to be chosen and there is none. */
export function sayNothingSaved(): void {
  void vscode.window.showInformationMessage(vscode.l10n.t('No version was saved yet. Save one with “ModelTrail: Save Version…”.'));
}
