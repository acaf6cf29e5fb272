import * as vscode from 'vscode';
import { disposeAll, type Disposable } from '../../base/disposables.ts';
import type { FileStates, TrackedInTrail } from '../context/fileStates.ts';
import { stateSentence } from './stateText.ts';

/** A mark beside tracked model files in the explorer and in tabs. */
export class FileDecorations implements vscode.FileDecorationProvider, vscode.Disposable {
  readonly #states: FileStates;
  readonly #changed = new vscode.EventEmitter<vscode.Uri[]>();
  readonly #subscriptions: readonly Disposable[];
  readonly onDidChangeFileDecorations = this.#changed.event;

  constructor(states: FileStates) {
    this.#states = states;
    this.#subscriptions = [
      this.#changed,
      states.onDidChange((uris) => {
        this.#changed.fire([...uris]);
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('modeltrail.decorations.enabled')) this.#changed.fire([...states.files].map(({ absolute }) => vscode.Uri.file(absolute)));
      }),
    ];
  }

  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    const file = this.#states.fileOf(uri);
    if (file === null || !vscode.workspace.getConfiguration('modeltrail', uri).get('decorations.enabled', true)) return undefined;
    return decorationOf(file);
  }

  dispose(): void {
    disposeAll(this.#subscriptions);
  }
}

function decorationOf(file: TrackedInTrail): vscode.FileDecoration | undefined {
  const { state, version } = file.state;
  const tooltip = stateSentence(file);
  if (state === 'changed') return new vscode.FileDecoration('●', tooltip, new vscode.ThemeColor('gitDecoration.modifiedResourceForeground'));
  if (state !== 'saved') return undefined;
  return new vscode.FileDecoration(version.artifacts.some(({ bytes }) => bytes !== 'here') ? '☁' : '✓', tooltip);
}
