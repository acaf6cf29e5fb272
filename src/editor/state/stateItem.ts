import * as vscode from 'vscode';
import { disposeAll } from '../../base/disposables.ts';
import type { EditorContext } from '../context/editorContext.ts';
import type { TrackedInTrail } from '../context/fileStates.ts';
import { modelOfScript } from './scriptModel.ts';
import { stateSentence, stateText } from './stateText.ts';

/** The status bar tells which version the active script's or file's model is; it is absent for everything else. */
export class StateItem implements vscode.Disposable {
  readonly #context: EditorContext;
  readonly #subscriptions: vscode.Disposable[];
  #item: vscode.StatusBarItem | null = null;

  constructor(context: EditorContext) {
    this.#context = context;
    const show = (): void => {
      this.#show();
    };
    this.#subscriptions = [vscode.window.tabGroups.onDidChangeTabs(show), vscode.window.onDidChangeActiveTextEditor(show), context.fileStates.onDidChange(show)];
  }

  #show(): void {
    const file = this.#activeFile();
    const text = file === null ? '' : stateText(file);
    if (file === null || text === '') {
      this.#item?.hide();
      return;
    }
    const item = this.#itemMade();
    item.text = `$(${file.state.state === 'saved' ? 'git-commit' : 'circle-filled'}) ${text.replaceAll('$(', String.raw`\$(`)}`;
    item.tooltip = `${stateSentence(file)}\n${vscode.l10n.t('Show the trail of this file')}`;
    item.accessibilityInformation = { label: stateSentence(file) };
    item.command = { command: 'modeltrail.showTrail', title: vscode.l10n.t('Show Trail of This File'), arguments: [vscode.Uri.file(file.absolute)] };
    item.show();
  }

  /** Not before there is something to show. */
  #itemMade(): vscode.StatusBarItem {
    if (this.#item === null) {
      this.#item = vscode.window.createStatusBarItem('state', vscode.StatusBarAlignment.Left, 10);
      this.#item.name = 'ModelTrail';
      this.#subscriptions.push(this.#item);
    }
    return this.#item;
  }

  #activeFile(): TrackedInTrail | null {
    const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    const uri = input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom || input instanceof vscode.TabInputNotebook ? input.uri : vscode.window.activeTextEditor?.document.uri;
    if (uri?.scheme !== 'file') return null;
    const { fileStates, trails } = this.#context;
    return fileStates.fileOf(uri) ?? modelOfScript(uri, fileStates.files, trails.records);
  }

  dispose(): void {
    disposeAll(this.#subscriptions);
  }
}
