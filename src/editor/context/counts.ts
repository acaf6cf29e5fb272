import * as vscode from 'vscode';

// One and many are strings of their own: other languages don't make a plural by a letter at the end.

export function fileCount(count: number): string {
  return count === 1 ? vscode.l10n.t('1 file') : vscode.l10n.t('{0} files', grouped(count));
}

export function metricCount(count: number): string {
  return count === 1 ? vscode.l10n.t('1 metric') : vscode.l10n.t('{0} metrics', grouped(count));
}

export function modelCount(count: number): string {
  return count === 1 ? vscode.l10n.t('1 model') : vscode.l10n.t('{0} models', grouped(count));
}

export function parameterCount(count: number): string {
  return count === 1 ? vscode.l10n.t('1 parameter') : vscode.l10n.t('{0} parameters', grouped(count));
}

export function problemCount(count: number): string {
  return count === 1 ? vscode.l10n.t('1 problem') : vscode.l10n.t('{0} problems', grouped(count));
}

export function rowCount(count: number): string {
  return count === 1 ? vscode.l10n.t('1 row') : vscode.l10n.t('{0} rows', grouped(count));
}

export function versionCount(count: number): string {
  return count === 1 ? vscode.l10n.t('1 version') : vscode.l10n.t('{0} versions', grouped(count));
}

function grouped(count: number): string {
  return count.toLocaleString('en-US');
}
