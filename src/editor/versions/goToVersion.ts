import * as vscode from 'vscode';
import { asTrailError } from '../../base/errors.ts';
import { parseFilter } from '../../domain/filter/parse.ts';
import { searchVersions } from '../../trail/searchVersions.ts';
import type { Trail } from '../../trail/trail.ts';
import type { EditorContext } from '../context/editorContext.ts';
import { showFailure } from '../context/messages.ts';
import { readMainMetrics, versionItem, type MainMetrics } from '../context/versionItem.ts';
import type { Trails } from '../context/trails.ts';
import type { VersionInTrail } from '../context/versionPick.ts';
import { keepOrder, mistakeItem } from './filterItems.ts';

const maxShown = 500;

interface GoToItem extends vscode.QuickPickItem {
  readonly choice: VersionInTrail | null;
}

/** A version chosen from those that match an expression, newest first; undefined where the person gave up. */
export async function chooseVersion(context: EditorContext): Promise<VersionInTrail | undefined> {
  const trails = (await context.trails.all()).filter(({ place }) => place.exists);
  const mainMetrics = await readMainMetrics(trails);
  const pick = vscode.window.createQuickPick<GoToItem>();
  pick.title = vscode.l10n.t('Go to Version');
  pick.placeholder = vscode.l10n.t('Words, or terms such as acc>0.94 label:1.* author:me since:2w');
  keepOrder(pick);
  let typed = 0;
  const update = async (): Promise<void> => {
    const mine = ++typed;
    pick.busy = true;
    const items = await itemsFor(context.trails, trails, pick.value, mainMetrics).catch((error: unknown) => showFailure(context, error));
    if (mine !== typed) return;
    pick.busy = false;
    pick.items = items ?? [];
  };
  return new Promise((resolve) => {
    pick.onDidChangeValue(() => void update());
    pick.onDidTriggerItemButton(({ item: { choice } }) => {
      if (choice === null) return;
      pick.hide();
      void vscode.commands.executeCommand('modeltrail.compareWithPrevious', { versionInTrail: choice });
    });
    pick.onDidAccept(() => {
      const choice = pick.activeItems[0]?.choice ?? null;
      if (choice === null) return;
      resolve(choice);
      pick.hide();
    });
    pick.onDidHide(() => {
      typed++;
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
    void update();
  });
}

async function itemsFor(all: Trails, trails: readonly Trail[], text: string, mainMetrics: MainMetrics): Promise<GoToItem[]> {
  let filter;
  try {
    filter = parseFilter(text);
  } catch (error) {
    return [{ ...mistakeItem(asTrailError(error)), choice: null }];
  }
  const found = await Promise.all(trails.map(async (trail) => ({ trail, ids: (await searchVersions(trail, filter)).ids })));
  const choices = found.flatMap(({ trail, ids }) => ids.slice(0, maxShown).flatMap((id) => choiceOf(trail, id)));
  if (trails.length > 1) choices.sort((a, b) => b.version.createdAt.localeCompare(a.version.createdAt));
  const shown = choices.slice(0, maxShown).map((choice) => itemOf(choice, mainMetrics, all.nameIfSeveral(choice.trail)));
  const more = found.reduce((sum, { ids }) => sum + ids.length, 0) - shown.length;
  if (shown.length === 0) return [{ label: vscode.l10n.t('No version matches'), alwaysShow: true, choice: null }];
  return more === 0 ? shown : [...shown, { label: vscode.l10n.t('{0} more: narrow the filter', more.toLocaleString('en-US')), alwaysShow: true, choice: null }];
}

function choiceOf(trail: Trail, id: string): VersionInTrail[] {
  const version = trail.lastIndex?.summary(id);
  return version === undefined ? [] : [{ trail, version }];
}

function itemOf(choice: VersionInTrail, mainMetrics: MainMetrics, place: readonly string[]): GoToItem {
  const compare = { iconPath: new vscode.ThemeIcon('git-compare'), tooltip: vscode.l10n.t('Compare with Previous') };
  return { ...versionItem(choice, mainMetrics, place), alwaysShow: true, buttons: choice.version.parents.length > 0 ? [compare] : [], choice };
}
