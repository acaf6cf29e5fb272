import { basename } from 'node:path';
import * as vscode from 'vscode';
import { TrailError } from '../../base/errors.ts';
import { ageText, sizeText } from '../../domain/numberText.ts';
import type { FileState } from '../../trail/fileState.ts';
import { saveCandidates } from '../../trail/saveCandidates.ts';
import type { Trail } from '../../trail/trail.ts';
import { fileCount } from '../context/counts.ts';
import type { EditorContext } from '../context/editorContext.ts';
import { isModelRow, type ModelRow } from '../context/modelRow.ts';
import { sameStore } from '../context/trails.ts';
import { isVersionRow } from '../context/versionPick.ts';
import { groupCandidates, type CandidateGroup } from './candidateGroups.ts';

export interface ChosenModel {
  readonly trail: Trail;
  /** Absolute. */
  readonly paths: readonly string[];
  /** True when a list was shown that Back can return to. */
  readonly canGoBack: boolean;
}

/** The model that the command was called on, the only one there is, or the one chosen from a list. */
export async function chooseModel(context: EditorContext, given: readonly unknown[]): Promise<ChosenModel | undefined> {
  const [first, several] = given;
  if (first instanceof vscode.Uri) return fromUris(context, first, Array.isArray(several) ? several.filter((each): each is vscode.Uri => each instanceof vscode.Uri) : [first]);
  if (isModelRow(first)) return fromModelRow(context, first);
  const trails = await context.trails.folders();
  if (trails.length === 0) {
    throw new TrailError('workspace-missing', vscode.l10n.t('No folder is open, so there is nothing to save from.'), { hint: vscode.l10n.t('Open the folder that your model is in.') });
  }
  const groups = (await Promise.all(trails.map(async (trail) => groupCandidates(trail, await saveCandidates(trail))))).flat();
  const clear = clearChoice(groups);
  if (clear !== undefined) return { trail: clear.trail, paths: clear.paths, canGoBack: false };
  return pickGroup(context, groups);
}

async function fromUris(context: EditorContext, first: vscode.Uri, uris: readonly vscode.Uri[]): Promise<ChosenModel> {
  const trail = await context.trails.for(first);
  const paths = (uris.length > 0 ? uris : [first]).map(({ fsPath }) => fsPath);
  if (paths.length > 1) return { trail, paths, canGoBack: false };
  const group = groupCandidates(trail, await saveCandidates(trail)).find((each) => each.paths.includes(paths[0] ?? ''));
  return { trail, paths: group?.paths ?? paths, canGoBack: false };
}

async function fromModelRow(context: EditorContext, row: ModelRow): Promise<ChosenModel | undefined> {
  const { trail, model } = row;
  const folders = (await context.trails.folders()).filter((each) => (isVersionRow(row) && row.isOfWorkTree === true ? each.root === trail.root : sameStore(each, trail)));
  const found = await Promise.all(folders.map(async (folder) => groupCandidates(folder, await saveCandidates(folder))));
  const groups = found.flat().filter((group) => group.model === model.name);
  const [group] = groups;
  if (group === undefined) {
    throw new TrailError('file-missing', vscode.l10n.t('The files of {0} are not in the workspace now.', model.name), { hint: vscode.l10n.t('Train it again, or restore a version.') });
  }
  return groups.length === 1 ? { trail: group.trail, paths: group.paths, canGoBack: false } : pickGroup(context, groups);
}

/** One candidate, or one that differs from its version while all others are as they were saved. */
function clearChoice(groups: readonly CandidateGroup[]): CandidateGroup | undefined {
  if (groups.length === 1) return groups[0];
  const unsaved = groups.filter(({ known }) => known?.state !== 'saved');
  return unsaved.length === 1 && unsaved[0]?.certain === true ? unsaved[0] : undefined;
}

async function pickGroup(context: EditorContext, groups: readonly CandidateGroup[]): Promise<ChosenModel | undefined> {
  const several = new Set(groups.map(({ trail }) => trail)).size > 1;
  const items: (vscode.QuickPickItem & { group?: CandidateGroup })[] = groups.map((group) => ({ ...describe(group, several), group }));
  const other = { label: vscode.l10n.t('Choose another file…'), iconPath: new vscode.ThemeIcon('folder-opened') };
  const separator = { label: '', kind: vscode.QuickPickItemKind.Separator };
  const chosen = await vscode.window.showQuickPick(groups.length === 0 ? [other] : [...items, separator, other], {
    title: vscode.l10n.t('ModelTrail: Save Version (1/2)'),
    placeHolder: groups.length === 0 ? vscode.l10n.t('No model file was found in this folder') : vscode.l10n.t('Which model? Type a path, or choose'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (chosen === undefined) return undefined;
  if (chosen === other) return chooseFile(context);
  const group = 'group' in chosen ? chosen.group : undefined;
  return group === undefined ? undefined : { trail: group.trail, paths: group.paths, canGoBack: true };
}

async function chooseFile(context: EditorContext): Promise<ChosenModel | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const uris = await vscode.window.showOpenDialog({ canSelectMany: true, openLabel: vscode.l10n.t('Save Version'), ...(folder === undefined ? {} : { defaultUri: folder }) });
  const first = uris?.[0];
  return uris === undefined || first === undefined ? undefined : { trail: await context.trails.for(first), paths: uris.map(({ fsPath }) => fsPath), canGoBack: true };
}

function writtenText(mtimeMs: number, now: number): string {
  const age = ageText(mtimeMs, now);
  return age === 'now' ? vscode.l10n.t('written just now') : vscode.l10n.t('written {0} ago', age);
}

function againstText(known: FileState | null): string {
  if (known === null) return vscode.l10n.t('not saved yet');
  const { state, version } = known;
  if (state === 'saved') return vscode.l10n.t('same as {0}', version.label);
  return state === 'changed' ? vscode.l10n.t('changed since {0}', version.label) : vscode.l10n.t('last saved as {0}', version.label);
}

/** @param several whether the groups are of several folders, so that each has to say its own */
function describe(group: CandidateGroup, several: boolean): vscode.QuickPickItem {
  const { trail, newest, model, known, size, files } = group;
  const written = writtenText(newest.mtimeMs, trail.clock.now());
  const named = newest.namedIn === null ? '' : vscode.l10n.t('named in {0}', newest.namedIn.line === null ? newest.namedIn.path : `${newest.namedIn.path}:${String(newest.namedIn.line)}`);
  const amount = files === 1 ? sizeText(size) : `${fileCount(files)}, ${sizeText(size)}`;
  return {
    label: newest.path,
    description: [model, againstText(known), ...(several ? [basename(trail.folder)] : [])].join(', '),
    detail: [amount, written, named].filter((part) => part !== '').join(', '),
    iconPath: new vscode.ThemeIcon(known?.state === 'saved' ? 'circle-outline' : 'circle-filled'),
  };
}
