import * as vscode from 'vscode';
import { isCodeLensOn } from './codeLens.ts';
import { trackedCalls } from './fileCalls.ts';
import type { HoverParts } from './hoverProvider.ts';
import { stateText } from './stateText.ts';

/** Below a notebook's cell that writes or loads a tracked model, where a file has a line above the call. */
export class ModelCellStatusProvider implements vscode.NotebookCellStatusBarItemProvider {
  readonly onDidChangeCellStatusBarItems: vscode.Event<void>;
  readonly #parts: HoverParts;

  constructor(parts: HoverParts, changed: vscode.Event<void>) {
    this.#parts = parts;
    this.onDidChangeCellStatusBarItems = changed;
  }

  async provideCellStatusBarItems({ document, kind }: vscode.NotebookCell): Promise<vscode.NotebookCellStatusBarItem[]> {
    if (kind !== vscode.NotebookCellKind.Code || !isCodeLensOn(document)) return [];
    const found = await trackedCalls(this.#parts, document);
    return found?.calls.map(({ path, state }) => Object.assign(new vscode.NotebookCellStatusBarItem(`$(package) ${stateText(state)}`, vscode.NotebookCellStatusBarAlignment.Left), { tooltip: path })) ?? [];
  }
}
