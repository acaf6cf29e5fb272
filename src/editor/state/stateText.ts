import * as vscode from 'vscode';
import { ageText } from '../../domain/numberText.ts';
import type { TrackedInTrail } from '../context/fileStates.ts';

/** `churn 1.3`, `churn: changed since 1.3`; empty while that is not known. */
export function stateText({ model, state: { state, version } }: TrackedInTrail): string {
  switch (state) {
    case 'saved':
      return `${version.model} ${version.label}`;
    case 'changed':
      return vscode.l10n.t('{0}: changed since {1}', model, version.label);
    case 'missing':
      return vscode.l10n.t('{0}: {1} is not in the workspace', model, version.label);
    case 'unread':
      return '';
  }
}

/** The same in a sentence, with what to know beside it. */
export function stateSentence(file: TrackedInTrail): string {
  const { state, version, modifiedAt } = file.state;
  if (state === 'saved') return version.artifacts.some(({ bytes }) => bytes !== 'here') ? vscode.l10n.t('{0} {1}: the same bytes; the trail has no copy of them here', version.model, version.label) : vscode.l10n.t('{0} {1}: the same bytes', version.model, version.label);
  if (state === 'changed' && modifiedAt !== null) return vscode.l10n.t('{0}: changed since {1}, {2} ago; not saved', file.model, version.label, ageText(modifiedAt, Date.now()));
  return stateText(file);
}
