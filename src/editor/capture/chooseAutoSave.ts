import * as vscode from 'vscode';
import type { AutoSave } from '../../domain/config.ts';
import type { ModelSummary } from '../../domain/version.ts';
import { rememberAutoSave } from '../../trail/config.ts';
import type { Trail } from '../../trail/trail.ts';

interface Choice extends vscode.QuickPickItem {
  readonly autoSave: AutoSave;
}

/** Asks what is to happen once a model was trained again, and keeps it in `.modeltrail/config.yaml`. */
export async function chooseAutoSave(trail: Trail, model: ModelSummary): Promise<void> {
  const config = await trail.config();
  const now = config.models?.[model.name]?.autoSave ?? 'off';
  const items = choices(model.mainMetric).map((choice) => (choice.autoSave === now ? { ...choice, description: vscode.l10n.t('chosen now') } : choice));
  const chosen = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('When {0} Was Trained Again', model.name), placeHolder: vscode.l10n.t('Kept in .modeltrail/config.yaml; happens while VS Code is open, half a minute after the file was written') });
  if (chosen === undefined) return;
  const by = chosen.autoSave === 'improved' ? await askHowMuch(model.mainMetric ?? '', config.models?.[model.name]?.improvedBy ?? null) : null;
  if (by !== undefined) await rememberAutoSave(trail.root, model.name, chosen.autoSave, by);
}

function choices(metric: string | null): Choice[] {
  return [
    { label: vscode.l10n.t('Do nothing'), autoSave: 'off', iconPath: new vscode.ThemeIcon('circle-slash') },
    { label: vscode.l10n.t('Ask whether to save it'), autoSave: 'ask', iconPath: new vscode.ThemeIcon('question') },
    { label: vscode.l10n.t('Save it'), autoSave: 'always', iconPath: new vscode.ThemeIcon('save') },
    ...(metric === null ? [] : [{ label: vscode.l10n.t('Save it where {0} is better than ever', metric), autoSave: 'improved' as const, iconPath: new vscode.ThemeIcon('arrow-up') }]),
  ];
}

/** Null: any improvement will do; undefined: given up. */
async function askHowMuch(metric: string, now: number | null): Promise<number | null | undefined> {
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t('Better by at Least'),
    prompt: vscode.l10n.t('How much better {0} has to be than the best version so far; empty where any improvement will do.', metric),
    value: now === null ? '' : String(now),
    placeHolder: '0.002',
    validateInput: (typed) => (typed.trim() === '' || Number(typed) >= 0 ? undefined : vscode.l10n.t('A number, such as 0.002.')),
  });
  if (text === undefined) return undefined;
  return text.trim() === '' ? null : Number(text);
}
