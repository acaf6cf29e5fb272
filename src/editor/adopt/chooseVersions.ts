import * as vscode from 'vscode';
import { checkLabel } from '../../domain/label.ts';
import { sizeText } from '../../domain/numberText.ts';
import { valueText } from '../../domain/value.ts';
import { parameterCount } from '../context/counts.ts';
import { problemOf } from './problemOf.ts';
import type { SelectedModel, SelectedVersion } from './selection.ts';

interface VersionItem extends vscode.QuickPickItem {
  readonly version: SelectedVersion;
}

const rename: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon('edit'), tooltip: vscode.l10n.t('Change this label') };

/** Lets versions of one model be left out, and be called otherwise. What is ticked when the list closes counts. */
export async function chooseVersions(model: SelectedModel): Promise<void> {
  for (;;) {
    const renamed = await pickOnce(model);
    if (renamed === null) return;
    await relabel(model, renamed);
  }
}

/** @returns the version whose label is to be changed; null when the person is done */
function pickOnce(model: SelectedModel): Promise<SelectedVersion | null> {
  return new Promise((resolve) => {
    const pick = vscode.window.createQuickPick<VersionItem>();
    pick.title = vscode.l10n.t('Versions of {0}, the First Trained First', model.name);
    pick.placeholder = vscode.l10n.t('OK goes back to the models');
    pick.canSelectMany = true;
    pick.ignoreFocusOut = true;
    pick.matchOnDetail = true;
    pick.buttons = [vscode.QuickInputButtons.Back];
    const items = model.versions.map((version) => ({ ...describe(version), version, buttons: version.version.sameAs === null ? [rename] : [] }));
    pick.items = items;
    pick.selectedItems = items.filter(({ version }) => version.ticked);
    pick.onDidChangeSelection((selected) => {
      for (const item of items) item.version.ticked = item.version.version.sameAs === null && selected.includes(item);
      model.ticked = model.versions.some(({ ticked }) => ticked);
    });
    const end = (renamed: SelectedVersion | null): void => {
      resolve(renamed);
      pick.dispose();
    };
    pick.onDidTriggerItemButton(({ item }) => { end(item.version); });
    pick.onDidTriggerButton(() => { end(null); });
    pick.onDidAccept(() => { end(null); });
    pick.onDidHide(() => { end(null); });
    pick.show();
  });
}

function describe({ label, version: { artifact, params, metrics, origin, sameAs } }: SelectedVersion): vscode.QuickPickItem {
  const facts = [
    ...[...metrics].slice(0, 3).map(([name, { value, text }]) => `${name} ${text ?? valueText(value)}`),
    ...(params.size === 0 ? [] : [parameterCount(params.size)]),
  ];
  const written = new Date(artifact.modifiedAt).toISOString().slice(0, 16).replace('T', ' ');
  const known = sameAs === null ? '' : vscode.l10n.t('saved already as {0} {1}', sameAs.model, sameAs.label);
  return { label, description: [known, ...facts].filter((part) => part !== '').join(', '), detail: [artifact.path, written, sizeText(artifact.size), ...(origin.kind === 'commit' ? [`$(git-commit) ${origin.committed.commit.id.slice(0, 7)} ${origin.committed.commit.subject}`] : [])].join(', ') };
}

async function relabel({ versions }: SelectedModel, version: SelectedVersion): Promise<void> {
  const taken = versions.filter((other) => other !== version && other.ticked).map(({ label }) => label);
  const check = (text: string): string | null => (taken.includes(text.trim()) ? vscode.l10n.t('{0} is the label of another.', text.trim()) : problemOf(() => checkLabel(text.trim())));
  const label = await vscode.window.showInputBox({ title: vscode.l10n.t('Label of {0}', version.version.artifact.path), value: version.label, ignoreFocusOut: true, validateInput: check });
  if (label !== undefined) version.label = label.trim();
}
