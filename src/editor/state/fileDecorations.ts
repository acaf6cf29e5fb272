import * as vscode from 'vscode';
import type { FileStates, TrackedInTrail } from '../context/fileStates.ts';
import { stateSentence } from './stateText.ts';

/** A mark beside tracked model files in the explorer and in tabs. */
export class FileDecorations implements vscode.FileDecorationProvider, vscode.Disposable {
  readonly #states: FileStates;
  readonly #changed = new vscode.EventEmitter<vscode.Uri[]>();
  readonly #subscription: vscode.Disposable;
  readonly onDidChangeFileDecorations = this.#changed.event;

  constructor(states: FileStates) {
    this.#states = states;
    this.#subscription = states.onDidChange((uris) => {
      this.#changed.fire([...uris]);
    });
  }

  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    const file = this.#states.fileOf(uri);
    return file === null ? undefined : decorationOf(file);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }
}

function decorationOf(file: TrackedInTrail): vscode.FileDecoration | undefined {
  const { state, version } = file.state;
  const tooltip = stateSentence(file);
  if (state === 'changed') return new vscode.FileDecoration('●', tooltip, new vscode.ThemeColor('gitDecoration.modifiedResourceForeground'));
  if (state !== 'saved') return undefined;
  return new vscode.FileDecoration(version.artifacts.some(({ bytes }) => bytes !== 'here') ? '☁' : '✓', tooltip);
}
