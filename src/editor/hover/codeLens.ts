import * as vscode from 'vscode';
import { trackedCalls, type TrackedCall } from './fileCalls.ts';
import type { HoverParts } from './hoverProvider.ts';
import { stateText } from './stateText.ts';
import { workingId } from '../../domain/version.ts';

/** A line above each call that writes or loads a tracked model. Off unless the settings ask for it. */
export class ModelCodeLensProvider implements vscode.CodeLensProvider {
  readonly onDidChangeCodeLenses: vscode.Event<void>;
  readonly #parts: HoverParts;

  constructor(parts: HoverParts, changed: vscode.Event<void>) {
    this.#parts = parts;
    this.onDidChangeCodeLenses = changed;
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    if (!isCodeLensOn(document)) return [];
    const found = await trackedCalls(this.#parts, document);
    return found?.calls.map((call) => new vscode.CodeLens(new vscode.Range(call.line, 0, call.line, 0), commandOf(found.place.trail.root, call))) ?? [];
  }
}

export function isCodeLensOn(scope: vscode.ConfigurationScope): boolean {
  return vscode.workspace.getConfiguration('modeltrail', scope).get('codeLens.enabled', false);
}

function commandOf(root: string, { state }: TrackedCall): vscode.Command {
  const { id } = state.version;
  if (state.state === 'changed') return { title: stateText(state), tooltip: vscode.l10n.t('Compare with the working files'), command: '_modeltrail.compareIds', arguments: [{ root, ids: [id, workingId] }] };
  return { title: stateText(state), tooltip: vscode.l10n.t('Show in the list of versions'), command: '_modeltrail.hoverOpen', arguments: [{ root, id }] };
}
