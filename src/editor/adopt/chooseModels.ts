import * as vscode from 'vscode';
import { checkModelName } from '../../domain/modelName.ts';
import { sizeText } from '../../domain/numberText.ts';
import { versionCount } from '../context/counts.ts';
import { chooseVersions } from './chooseVersions.ts';
import { problemOf } from './problemOf.ts';
import type { SelectedModel, Selection } from './selection.ts';

interface ModelItem extends vscode.QuickPickItem {
  readonly model: SelectedModel;
}

const rename: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon('edit'), tooltip: vscode.l10n.t('Rename this model') };
const look: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon('list-unordered'), tooltip: vscode.l10n.t('Look at its versions') };

/** Shows the models that were found, all ticked; lets each be renamed and looked into. @returns false where the person gave up */
export async function chooseModels(selection: Selection): Promise<boolean> {
  for (;;) {
    const step = await pickOnce(selection);
    if (step === 'done' || step === 'hidden') return step === 'done';
    if (step.button === look) await chooseVersions(step.model);
    else await renameModel(step.model);
  }
}

type Step = 'done' | 'hidden' | { readonly button: vscode.QuickInputButton; readonly model: SelectedModel };

function pickOnce(selection: Selection): Promise<Step> {
  return new Promise((resolve) => {
    const pick = vscode.window.createQuickPick<ModelItem>();
    pick.title = vscode.l10n.t('Adopt Existing Models');
    pick.canSelectMany = true;
    pick.ignoreFocusOut = true;
    pick.matchOnDescription = true;
    pick.matchOnDetail = true;
    const items = selection.models.map((model) => ({ ...describe(model), model, buttons: [look, rename] }));
    pick.items = items;
    pick.selectedItems = items.filter(({ model }) => model.ticked);
    const keep = (): void => {
      for (const item of items) item.model.ticked = pick.selectedItems.includes(item);
      pick.placeholder = amountText(selection);
    };
    keep();
    const end = (step: Step): void => {
      resolve(step);
      pick.dispose();
    };
    pick.onDidChangeSelection(keep);
    pick.onDidTriggerItemButton(({ button, item: { model } }) => { end({ button, model }); });
    pick.onDidAccept(() => { end('done'); });
    pick.onDidHide(() => { end('hidden'); });
    pick.show();
  });
}

function amountText(selection: Selection): string {
  const { models, size } = selection.chosen();
  const versions = models.reduce((sum, each) => sum + each.versions.length, 0);
  return versions === 0 ? vscode.l10n.t('Nothing is ticked') : vscode.l10n.t('OK saves {0} ({1}), the first trained first', versionCount(versions), sizeText(size));
}

function describe({ name, planned, versions }: SelectedModel): vscode.QuickPickItem {
  const left = versions.filter(({ ticked }) => ticked);
  const labels = left.map(({ label }) => label);
  const named = labels.length > 4 ? [...labels.slice(0, 2), '…', ...labels.slice(-1)] : labels;
  const [first, last] = [left[0] ?? versions[0], left.at(-1) ?? versions.at(-1)].map((each) => each?.version.artifact);
  const days = [first, last].map((artifact) => new Date(artifact?.modifiedAt ?? 0).toISOString().slice(0, 10));
  const known = versions.filter(({ version }) => version.sameAs !== null).length;
  const committed = versions.filter(({ version }) => version.origin.kind === 'commit').length;
  const detail = [
    first === last ? (first?.path ?? '') : `${first?.path ?? ''} … ${last?.path ?? ''}`,
    planned.order === 'name' ? vscode.l10n.t('by name, as all were written at once') : days[0] === days[1] ? (days[0] ?? '') : vscode.l10n.t('{0} to {1}', days[0] ?? '', days[1] ?? ''),
    ...(committed === 0 ? [] : [vscode.l10n.t('{0} from Git’s history', committed)]),
    ...(known === 0 ? [] : [vscode.l10n.t('{0} saved already', known)]),
  ];
  return { label: name, description: `${versionCount(left.length)}: ${named.join(', ')}`, detail: detail.join(', ') };
}

async function renameModel(model: SelectedModel): Promise<void> {
  const name = await vscode.window.showInputBox({
    title: vscode.l10n.t('Rename {0}', model.name),
    value: model.name,
    prompt: vscode.l10n.t('Files of the same name become one line of versions.'),
    ignoreFocusOut: true,
    validateInput: (text) => problemOf(() => checkModelName(text)),
  });
  if (name !== undefined) model.name = checkModelName(name);
}
