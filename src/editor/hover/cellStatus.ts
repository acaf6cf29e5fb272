import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { absolutePath } from '../../trail/paths.ts';
import { trackedCalls, type TrackedCall } from './fileCalls.ts';
import type { HoverParts } from './hoverProvider.ts';
import { plainLabel, shortStateText, stateText } from './stateText.ts';
import { placeOf } from './textDocument.ts';

/** Somebody who types asks with every key; what a pause asks for is answered. */
const pauseMs = 150;
const maxItems = 3;

/** Below a notebook's cell that writes or loads a tracked model: which version it is. A click leads to its trail. */
export class ModelCellStatusProvider implements vscode.NotebookCellStatusBarItemProvider {
  readonly onDidChangeCellStatusBarItems: vscode.Event<void>;
  readonly #parts: HoverParts;

  constructor(parts: HoverParts, changed: vscode.Event<void>) {
    this.#parts = parts;
    this.onDidChangeCellStatusBarItems = changed;
  }

  async provideCellStatusBarItems({ document, kind, notebook }: vscode.NotebookCell, token: vscode.CancellationToken): Promise<vscode.NotebookCellStatusBarItem[]> {
    const isOn = vscode.workspace.getConfiguration('modeltrail', notebook.uri).get('notebookStatus.enabled', true);
    if (!isOn || kind !== vscode.NotebookCellKind.Code) return [];
    await delay(pauseMs);
    const place = token.isCancellationRequested ? null : await placeOf(this.#parts.context, this.#parts.refresher, document);
    if (place === null) return [];
    const byPath = new Map((await trackedCalls(this.#parts, place, document)).map((call) => [call.path, call]));
    return [...byPath.values()].slice(0, maxItems).map((call) => itemOf(place.trail.root, call));
  }
}

function itemOf(root: string, { path, state }: TrackedCall): vscode.NotebookCellStatusBarItem {
  const item = new vscode.NotebookCellStatusBarItem(`$(package) ${plainLabel(shortStateText(state))}`, vscode.NotebookCellStatusBarAlignment.Left);
  const title = vscode.l10n.t('Show Trail of {0}', path);
  item.tooltip = `${stateText(state)}\n${title}`;
  item.command = { title, command: 'modeltrail.showTrail', arguments: [vscode.Uri.file(absolutePath(root, path))] };
  item.accessibilityInformation = { label: `${stateText(state)}, ${path}`, role: 'button' };
  return item;
}
