import * as vscode from 'vscode';
import { maxCompared } from '../../domain/comparison.ts';
import { workingId } from '../../domain/version.ts';
import { trackedCalls, type TrackedCall } from './fileCalls.ts';
import type { HoverParts } from './hoverProvider.ts';
import { parameterLines, type ParameterLine } from './parameterLines.ts';
import { valuesOf } from './parameterText.ts';
import { plainLabel, stateText } from './stateText.ts';
import { placeOf } from './textDocument.ts';

/** A line above each call that writes or loads a tracked model, and above hyperparameters that changed. Off unless the settings ask for it. */
export class ModelCodeLensProvider implements vscode.CodeLensProvider {
  readonly onDidChangeCodeLenses: vscode.Event<void>;
  readonly #parts: HoverParts;

  constructor(parts: HoverParts, changed: vscode.Event<void>) {
    this.#parts = parts;
    this.onDidChangeCodeLenses = changed;
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    if (!vscode.workspace.getConfiguration('modeltrail', document).get('codeLens.enabled', false)) return [];
    const place = await placeOf(this.#parts.context, this.#parts.refresher, document);
    if (place === null) return [];
    const { root } = place.trail;
    const calls = await trackedCalls(this.#parts, place, document);
    const parameters = await parameterLines(this.#parts, place, document, new vscode.Range(0, 0, document.lineCount, 0));
    return [...calls.map((call) => lensAt(call.line, callCommand(root, call))), ...parameters.flatMap((parameter) => parameterLens(root, parameter))];
  }
}

function lensAt(line: number, command: vscode.Command): vscode.CodeLens {
  return new vscode.CodeLens(new vscode.Range(line, 0, line, 0), command);
}

function callCommand(root: string, { state }: TrackedCall): vscode.Command {
  const { id } = state.version;
  const title = plainLabel(stateText(state));
  if (state.state === 'changed') return { title, tooltip: vscode.l10n.t('Compare with the working files'), command: '_modeltrail.compareIds', arguments: [{ root, ids: [id, workingId] }] };
  return { title, tooltip: vscode.l10n.t('Show in the list of versions'), command: '_modeltrail.hoverOpen', arguments: [{ root, id }] };
}

/** Of one that never changed there is nothing to tell. */
function parameterLens(root: string, { line, history }: ParameterLine): vscode.CodeLens[] {
  const values = valuesOf(history);
  if (values.length < 2) return [];
  const ids = history.rows.slice(0, maxCompared).map(({ version }) => version.id).reverse();
  return [lensAt(line, { title: plainLabel(`${history.name}: ${values.join(' · ')}`), tooltip: vscode.l10n.t('Compare these versions'), command: '_modeltrail.compareIds', arguments: [{ root, ids }] })];
}
