import * as vscode from 'vscode';
import type { FileState } from '../../trail/fileState.ts';

/** A tracked path in a few words: `churn 1.3 · same bytes`, `churn: changed since 1.3`. */
export function stateText({ state, version: { model, label } }: FileState): string {
  switch (state) {
    case 'saved':
      return vscode.l10n.t('{0} {1} · same bytes', model, label);
    case 'changed':
      return vscode.l10n.t('{0}: changed since {1}', model, label);
    case 'unread':
      return vscode.l10n.t('{0}: checking the bytes…', model);
    case 'missing':
      return vscode.l10n.t('{0}: not in the workspace, last saved {1}', model, label);
  }
}

/** The same where there is little room: `churn 1.3`. */
export function shortStateText(file: FileState): string {
  const { state, version } = file;
  return state === 'saved' ? `${version.model} ${version.label}` : stateText(file);
}

/** A text for the places where VS Code draws an icon for `$(name)`: a model may have such a name. */
export function plainLabel(text: string): string {
  return text.replaceAll(/\$\((?=[\w-]+(?:~[\w-]*)?\))/gu, String.raw`\$(`);
}
