import * as vscode from 'vscode';
import { TrailError } from '../../base/errors.ts';
import { sizeText } from '../../domain/numberText.ts';
import type { Version } from '../../domain/version.ts';
import type { WayOutOfGit } from '../../domain/wayOutOfGit.ts';
import { adoptModels, type Adopted } from '../../trail/adoptModels.ts';
import { planAdoption, type AdoptionPlan } from '../../trail/planAdoption.ts';
import type { Trail } from '../../trail/trail.ts';
import { modelCount, versionCount } from '../context/counts.ts';
import type { EditorContext } from '../context/editorContext.ts';
import { pickByFolder } from '../context/folderPick.ts';
import { withCancellableProgress } from '../context/progress.ts';
import { chooseModels } from './chooseModels.ts';
import { Selection } from './selection.ts';

/** Looks, shows what it would save, saves what is left ticked, and offers to compare. */
export async function runAdoptFlow(context: EditorContext, ...given: unknown[]): Promise<void> {
  const place = await placeOf(context, given);
  if (place === undefined) return;
  const { trail, paths } = place;
  const plan = await withCancellableProgress(vscode.l10n.t('Looking for models'), (options) => planAdoption(trail, { paths }, options));
  if (plan.models.length === 0) {
    throw new TrailError('file-missing', vscode.l10n.t('No model file was found here.'), { hint: vscode.l10n.t('Save a file of any kind with ModelTrail: Save Version…') });
  }
  const selection = new Selection(plan);
  if (selection.fresh === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Each of these files has a version already.'));
    return;
  }
  if (!(await chooseModels(selection))) return;
  const { models, size } = selection.chosen();
  if (models.length === 0) return;
  if (size > plan.freeBytes) {
    throw new TrailError('disk-full', vscode.l10n.t('These files take {0}, and {1} are free on the disk.', sizeText(size), sizeText(plan.freeBytes)), { hint: vscode.l10n.t('Choose fewer, or free some space.') });
  }
  const adopted = await withCancellableProgress(vscode.l10n.t('Adopting models'), (options) => adoptModels(trail, models, options)).finally(() => {
    context.trails.changed();
  });
  await tell(trail, adopted, plan);
}

interface AdoptPlace {
  readonly trail: Trail;
  /** Absolute; none for the whole folder. */
  readonly paths: readonly string[];
}

/** What the explorer names; else the opened folder, or the one of several that the person chooses. */
async function placeOf(context: EditorContext, [first, several]: readonly unknown[]): Promise<AdoptPlace | undefined> {
  if (first instanceof vscode.Uri) {
    const uris = Array.isArray(several) ? several.filter((each): each is vscode.Uri => each instanceof vscode.Uri) : [];
    return { trail: await context.trails.for(first), paths: (uris.length === 0 ? [first] : uris).map(({ fsPath }) => fsPath) };
  }
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length === 0) throw new TrailError('workspace-missing', vscode.l10n.t('No folder is open.'), { hint: vscode.l10n.t('Open the folder that your models are in.') });
  const folder = await pickByFolder(folders, ({ uri }) => uri.fsPath, vscode.l10n.t('In which folder are the models?'));
  return folder === undefined ? undefined : { trail: await context.trails.for(folder.uri), paths: [folder.uri.fsPath] };
}

async function tell(trail: Trail, { versions }: Adopted, { wayOut }: AdoptionPlan): Promise<void> {
  const models = new Set(versions.map(({ model }) => model));
  const compare = vscode.l10n.t('Compare');
  const shrink = vscode.l10n.t('Take Them Out of Git');
  const pair = lastTwo(versions);
  const adopted = vscode.l10n.t('Adopted {0} of {1}.', versionCount(versions.length), modelCount(models.size));
  const sentence = wayOut === null ? adopted : `${adopted} ${vscode.l10n.t('Git keeps {0} of these models too.', sizeText(wayOut.bytes))}`;
  const chosen = await vscode.window.showInformationMessage(sentence, ...(pair === null ? [] : [compare]), ...(wayOut === null ? [] : [shrink]));
  if (chosen === compare && pair !== null) await vscode.commands.executeCommand('_modeltrail.compare', pair.map((version) => ({ trail, version })));
  if (chosen === shrink && wayOut !== null) await showWayOut(wayOut);
}

/** As a page of commands that a person reads, and runs or not. */
async function showWayOut({ steps }: WayOutOfGit): Promise<void> {
  const content = [`# ${vscode.l10n.t('Take models out of Git')}`, ...steps.flatMap(({ text, commands }) => [text, ['```sh', ...commands, '```'].join('\n')])].join('\n\n');
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'markdown', content: `${content}\n` }));
}

/** The two newest of the first model that has two. */
function lastTwo(versions: readonly Version[]): readonly Version[] | null {
  const pairs = [...Map.groupBy(versions, ({ model }) => model).values()].filter((all) => all.length > 1);
  return pairs[0]?.slice(-2) ?? null;
}
