import * as vscode from 'vscode';
import type { ComparePanel } from './comparePanel.ts';
import { pickVersions, pickVersion } from './pickVersions.ts';
import { shown } from './panelActions.ts';

/** Another version in the place of one that is compared. */
export async function chooseReplacement(panel: ComparePanel, at: number): Promise<void> {
  const { ids, baseline, focus } = panel.identity;
  const trail = await panel.trail();
  const others = new Set(ids.filter((_, each) => each !== at));
  const chosen = await pickVersion(trail, { placeHolder: vscode.l10n.t('Compare which version in its place?'), current: ids[at] ?? null, without: others });
  if (chosen !== undefined && chosen !== ids[at]) await panel.arrange({ ids: ids.map((id, each) => (each === at ? chosen : id)), baseline, focus });
}

export async function chooseOneMore(panel: ComparePanel): Promise<void> {
  const { ids, baseline } = panel.identity;
  const chosen = await pickVersion(await panel.trail(), { placeHolder: vscode.l10n.t('Compare with which version too?'), current: null, without: new Set(ids) });
  if (chosen !== undefined) await panel.arrange({ ids: [...ids, chosen], baseline, focus: ids.length });
}

/** All the versions, ticked in one list; the baseline and the order of those that stay are kept. */
export async function chooseSet(panel: ComparePanel): Promise<void> {
  const { ids, baseline } = panel.identity;
  const chosen = await pickVersions(await panel.trail(), new Set(ids));
  if (chosen === undefined) return;
  const kept = ids.filter((id) => chosen.includes(id));
  const next = [...kept, ...chosen.filter((id) => !ids.includes(id))];
  const nextBaseline = Math.max(0, next.indexOf(ids[baseline] ?? ''));
  await panel.arrange({ ids: next, baseline: nextBaseline, focus: lastOther(next.length, nextBaseline) });
}

export async function chooseBaseline(panel: ComparePanel): Promise<void> {
  const { ids, baseline, focus } = panel.identity;
  const { versions } = shown(panel).comparison;
  const items = versions.map(({ model, label, aliases, note }, at) => ({ label: `${model} ${label}`, description: aliases.join(' · '), detail: note.split('\n')[0] ?? '', at, picked: at === baseline }));
  const chosen = await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Measure the others against which version?') });
  if (chosen === undefined || chosen.at === baseline) return;
  await panel.arrange({ ids, baseline: chosen.at, focus: focus === chosen.at ? lastOther(ids.length, chosen.at) : focus });
}

/** The last position that is not the baseline's. */
export function lastOther(count: number, baseline: number): number {
  return baseline === count - 1 ? count - 2 : count - 1;
}
