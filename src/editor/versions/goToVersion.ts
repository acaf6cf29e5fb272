import * as vscode from 'vscode';
import { asTrailError } from '../../base/errors.ts';
import { metricNumber } from '../../domain/metric.ts';
import { parseFilter } from '../../domain/filter/parse.ts';
import { ageText, decimalsFor, numberText } from '../../domain/numberText.ts';
import type { VersionSummary } from '../../domain/version.ts';
import { listModels } from '../../trail/listVersions.ts';
import { searchVersions } from '../../trail/searchVersions.ts';
import type { Trail } from '../../trail/trail.ts';
import type { EditorContext } from '../context/editorContext.ts';
import { showFailure } from '../context/messages.ts';
import type { Trails } from '../context/trails.ts';
import type { VersionInTrail } from '../context/versionPick.ts';
import { keepOrder, mistakeItem } from './filterItems.ts';

const maxShown = 500;
const shownMetrics = 3;

interface GoToItem extends vscode.QuickPickItem {
  readonly choice: VersionInTrail | null;
}

/** A version chosen from those that match an expression, newest first; undefined where the person gave up. */
export async function chooseVersion(context: EditorContext): Promise<VersionInTrail | undefined> {
  const trails = (await context.trails.all()).filter(({ place }) => place.exists);
  const mainMetrics = new Map((await Promise.all(trails.map(async (trail) => (await listModels(trail)).map(({ name, mainMetric }) => [`${trail.root}#${name}`, mainMetric] as const)))).flat());
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

async function itemsFor(all: Trails, trails: readonly Trail[], text: string, mainMetrics: ReadonlyMap<string, string | null>): Promise<GoToItem[]> {
  let filter;
  try {
    filter = parseFilter(text);
  } catch (error) {
    return [{ ...mistakeItem(asTrailError(error)), choice: null }];
  }
  const found = await Promise.all(trails.map(async (trail) => ({ trail, ids: (await searchVersions(trail, filter)).ids })));
  const choices = found.flatMap(({ trail, ids }) => ids.slice(0, maxShown).flatMap((id) => choiceOf(trail, id)));
  if (trails.length > 1) choices.sort((a, b) => b.version.createdAt.localeCompare(a.version.createdAt));
  const shown = choices.slice(0, maxShown).map((choice) => itemOf(choice, mainMetrics.get(`${choice.trail.root}#${choice.version.model}`) ?? null, all.nameIfSeveral(choice.trail)));
  const more = found.reduce((sum, { ids }) => sum + ids.length, 0) - shown.length;
  if (shown.length === 0) return [{ label: vscode.l10n.t('No version matches'), alwaysShow: true, choice: null }];
  return more === 0 ? shown : [...shown, { label: vscode.l10n.t('{0} more: narrow the filter', more.toLocaleString('en-US')), alwaysShow: true, choice: null }];
}

function choiceOf(trail: Trail, id: string): VersionInTrail[] {
  const version = trail.lastIndex?.summary(id);
  return version === undefined ? [] : [{ trail, version }];
}

function itemOf(choice: VersionInTrail, mainMetric: string | null, place: readonly string[]): GoToItem {
  const { trail, version } = choice;
  const detail = [version.note.split('\n')[0] ?? '', ...metricTexts(version, mainMetric)].filter((part) => part !== '').join(' · ');
  const description = [...version.aliases, ...version.tags, ageText(version.createdAt, trail.clock.now()), ...place].join(' · ');
  const compare = { iconPath: new vscode.ThemeIcon('git-compare'), tooltip: vscode.l10n.t('Compare with Previous') };
  return { label: `${version.model} ${version.label}`, description, ...(detail === '' ? {} : { detail }), alwaysShow: true, buttons: version.parents.length > 0 ? [compare] : [], choice };
}

/** The main one first. */
function metricTexts({ metrics }: VersionSummary, mainMetric: string | null): string[] {
  const names = [...metrics.keys()].sort((a, b) => Number(b === mainMetric) - Number(a === mainMetric));
  const texts = names.flatMap((name) => {
    const value = metricNumber(metrics, name);
    return value === null ? [] : [`${name} ${numberText(value, decimalsFor([value]))}`];
  });
  return texts.slice(0, shownMetrics);
}
