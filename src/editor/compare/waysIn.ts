import * as vscode from 'vscode';
import { TrailError } from '../../base/errors.ts';
import { workingId, type VersionSummary } from '../../domain/version.ts';
import type { Trail } from '../../trail/trail.ts';
import { setContext } from '../context/contextKeys.ts';
import type { EditorContext } from '../context/editorContext.ts';
import { pickByFolder } from '../context/folderPick.ts';
import { sameStore } from '../context/trails.ts';
import { isVersionRow, sayNothingSaved, versionFor, workTreeFor, type VersionInTrail } from '../context/versionPick.ts';
import type { ComparePanels } from './comparePanels.ts';
import { pickVersions } from './pickVersions.ts';

/** From the palette: versions ticked in a list, the oldest as the baseline. */
export async function compareChosen(context: EditorContext, panels: ComparePanels): Promise<void> {
  const selected = await selectedRows();
  const trail = selected[0]?.trail ?? (await onlyTrail(context));
  if (trail === undefined) return;
  const ids = await pickVersions(trail, new Set(selected.map(({ version }) => version.id)));
  if (ids === undefined) return;
  const place = ids.includes(workingId) ? await withFiles(context, trail, undefined) : trail;
  if (place !== undefined) await panels.open(place.root, await oldestFirst(trail, ids));
}

/** A version against the one that it was made from. */
export async function compareWithPrevious(context: EditorContext, panels: ComparePanels, row: unknown): Promise<void> {
  const chosen = await versionFor(context.trails, row ?? (await selectedRow()), vscode.l10n.t('Compare which version with the one before it?'));
  if (chosen === undefined) return;
  const before = await previousOf(chosen);
  if (before === undefined) throw new TrailError('usage', vscode.l10n.t('{0} {1} is the first version: there is none before it.', chosen.version.model, chosen.version.label));
  await panels.open(chosen.trail.root, [before.id, chosen.version.id]);
}

/** A version against what is in the workspace now. */
export async function compareWithWorkingFiles(context: EditorContext, panels: ComparePanels, row: unknown): Promise<void> {
  const chosen = await versionFor(context.trails, row ?? (await selectedRow()), vscode.l10n.t('Compare which version with the files as they are now?'));
  const place = chosen === undefined ? undefined : await withFiles(context, chosen.trail, row);
  if (chosen !== undefined && place !== undefined) await panels.open(place.root, [chosen.version.id, workingId]);
}

function withFiles(context: EditorContext, trail: Trail, row: unknown): Promise<Trail | undefined> {
  return workTreeFor(context.trails, trail, row, vscode.l10n.t('Compare with the files of which folder?'));
}

/** The rows that are selected in the tree. */
export async function compareVersionRows(panels: ComparePanels, row: unknown, rows: unknown): Promise<void> {
  const given = Array.isArray(rows) ? rows : row === undefined ? [] : [row];
  const chosen = given.filter(isVersionRow).map(({ versionInTrail }) => versionInTrail);
  await panels.openVersions(chosen.length > 0 ? chosen : await selectedRows());
}

/** From a link, which carries plain JSON: the trail's root, and ids, the baseline first. */
export async function compareIds(panels: ComparePanels, given: unknown): Promise<void> {
  const { root, ids } = (given ?? {}) as { readonly root?: unknown; readonly ids?: unknown };
  if (typeof root !== 'string' || !Array.isArray(ids) || !ids.every((id) => typeof id === 'string')) return;
  await panels.open(root, ids);
}

/** One version is remembered until another is chosen to compare it with, as for files in the explorer. */
export class SelectedForCompare {
  #first: VersionInTrail | null = null;

  async set(context: EditorContext, row: unknown): Promise<void> {
    const chosen = await versionFor(context.trails, row ?? (await selectedRow()), vscode.l10n.t('Compare which version?'));
    if (chosen === undefined) return;
    this.#first = chosen;
    await setContext('selectedForCompare', true);
  }

  async compareWith(context: EditorContext, panels: ComparePanels, row: unknown): Promise<void> {
    const first = this.#first;
    if (first === null) return;
    const second = await versionFor(context.trails, row ?? (await selectedRow()), vscode.l10n.t('Compare {0} {1} with which version?', first.version.model, first.version.label));
    if (second === undefined) return;
    if (!sameStore(first.trail, second.trail)) await panels.openVersions([first, second]);
    else await panels.open(second.trail.root, [first.version.id, second.version.id]);
  }
}

async function previousOf({ trail, version }: VersionInTrail): Promise<VersionSummary | undefined> {
  const index = await trail.index();
  return version.parents.flatMap((id) => index?.summary(id) ?? [])[0];
}

async function oldestFirst(trail: Trail, ids: readonly string[]): Promise<string[]> {
  const index = await trail.index();
  const time = (id: string): string => index?.summary(id)?.createdAt ?? '9';
  return [...ids].sort((a, b) => time(a).localeCompare(time(b)));
}

async function selectedRows(): Promise<readonly VersionInTrail[]> {
  return (await vscode.commands.executeCommand<readonly VersionInTrail[] | undefined>('_modeltrail.selected')) ?? [];
}

/** The one selected row, in the form in which the tree hands it to a command. */
async function selectedRow(): Promise<unknown> {
  const [only, ...others] = await selectedRows();
  return only === undefined || others.length > 0 ? undefined : { versionInTrail: only };
}

async function onlyTrail(context: EditorContext): Promise<Trail | undefined> {
  const trails = (await context.trails.all()).filter(({ place }) => place.exists);
  if (trails.length === 0) sayNothingSaved();
  return pickByFolder(trails, ({ root }) => root, vscode.l10n.t('Compare versions of which folder?'));
}
