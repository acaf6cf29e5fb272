import * as vscode from 'vscode';
import { asTrailError } from '../../base/errors.ts';
import { metricNumber } from '../../domain/metric.ts';
import { ageText, decimalsFor, numberText } from '../../domain/numberText.ts';
import type { VersionSummary } from '../../domain/version.ts';
import { maxCompared } from '../../trail/compareVersions.ts';
import { listModels, listVersions } from '../../trail/listVersions.ts';
import type { Trail } from '../../trail/trail.ts';
import { workingId } from '../../trail/workingFiles.ts';

interface VersionItem extends vscode.QuickPickItem {
  readonly id: string;
}

const shownMetrics = 3;

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

/** All versions of a trail, newest first, by model; before them the files as they are. */
async function itemsOf(trail: Trail): Promise<VersionItem[]> {
  const models = await listModels(trail);
  const versions = await listVersions(trail);
  const now = trail.clock.now();
  const items = models.flatMap(({ name, mainMetric }) => versions.filter(({ model }) => model === name).map((version) => itemOf(version, mainMetric, now)));
  const working = { id: workingId, label: vscode.l10n.t('Working files'), description: vscode.l10n.t('as they are in the workspace, not saved') };
  return [...items, working];
}

function itemOf(version: VersionSummary, mainMetric: string | null, now: number): VersionItem {
  const metrics = [...version.metrics.keys()].sort((a, b) => Number(b === mainMetric) - Number(a === mainMetric)).flatMap((name) => {
    const value = metricNumber(version.metrics, name);
    return value === null ? [] : [`${name} ${numberText(value, decimalsFor([value]))}`];
  });
  const detail = [version.note.split('\n')[0] ?? '', ...metrics.slice(0, shownMetrics)].filter((part) => part !== '').join(' · ');
  return {
    id: version.id,
    label: `${version.model} ${version.label}`,
    description: [...version.aliases, ...version.tags, ageText(version.createdAt, now)].join(' · '),
    ...(detail === '' ? {} : { detail }),
  };
}
