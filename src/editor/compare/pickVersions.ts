import * as vscode from 'vscode';
import { asTrailError } from '../../base/errors.ts';
import { maxCompared } from '../../domain/comparison.ts';
import { workingId } from '../../domain/version.ts';
import { listVersions } from '../../trail/listVersions.ts';
import type { Trail } from '../../trail/trail.ts';
import { readMainMetrics, versionItem } from '../context/versionItem.ts';

interface VersionItem extends vscode.QuickPickItem {
  readonly id: string;
}

/** One version by label, note and metrics. @param choice.without ids that are not offered */
export async function pickVersion(trail: Trail, choice: { readonly placeHolder: string; readonly current: string | null; readonly without: ReadonlySet<string> }): Promise<string | undefined> {
  const items = (await itemsOf(trail)).filter(({ id }) => !choice.without.has(id));
  const marked = items.map((item) => (item.id === choice.current ? { ...item, label: `$(check) ${item.label}` } : item));
  return (await vscode.window.showQuickPick(marked, { placeHolder: choice.placeHolder, matchOnDescription: true, matchOnDetail: true }))?.id;
}

/** Two to twelve versions, ticked; undefined where the person gave up. */
export function pickVersions(trail: Trail, ticked: ReadonlySet<string>): Promise<readonly string[] | undefined> {
  const pick = vscode.window.createQuickPick<VersionItem>();
  pick.title = vscode.l10n.t('ModelTrail: Compare Versions');
  pick.placeholder = vscode.l10n.t('Tick two to twelve versions: by label, note or metric');
  pick.canSelectMany = true;
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.busy = true;
  pick.show();
  return new Promise((resolve, reject) => {
    itemsOf(trail).then((items) => {
      pick.items = items;
      pick.selectedItems = items.filter(({ id }) => ticked.has(id));
      pick.busy = false;
    }, (error: unknown) => {
      reject(asTrailError(error));
      pick.hide();
    });
    pick.onDidAccept(() => {
      const { length } = pick.selectedItems;
      if (length >= 2 && length <= maxCompared) {
        resolve(pick.selectedItems.map(({ id }) => id));
        pick.hide();
      } else pick.title = length < 2 ? vscode.l10n.t('Tick at least two versions') : vscode.l10n.t('Tick up to {0} versions', maxCompared);
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
  });
}

/** All versions of a trail, newest first, by model; after them the files as they are. */
async function itemsOf(trail: Trail): Promise<VersionItem[]> {
  const [mainMetrics, versions] = await Promise.all([readMainMetrics([trail]), listVersions(trail)]);
  const byModel = Map.groupBy(versions, ({ model }) => model);
  const items = [...(mainMetrics.get(trail)?.keys() ?? [])].flatMap((name) => (byModel.get(name) ?? []).map((version) => ({ ...versionItem({ trail, version }, mainMetrics, []), id: version.id })));
  const working = { id: workingId, label: vscode.l10n.t('Working files'), description: vscode.l10n.t('as they are in the workspace, not saved') };
  return [...items, working];
}
