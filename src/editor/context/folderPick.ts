import { basename } from 'node:path';
import * as vscode from 'vscode';

/** The only one there is, or the one that a person chooses by its folder; undefined where there is none or nothing was chosen. */
export async function pickByFolder<T>(all: readonly T[], folderOf: (one: T) => string, placeHolder: string): Promise<T | undefined> {
  if (all.length < 2) return all[0];
  const items = all.map((one) => ({ label: nameOf(folderOf(one)), description: folderOf(one), one }));
  return (await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true }))?.one;
}

/** As the Explorer shows it. */
function nameOf(folder: string): string {
  return vscode.workspace.workspaceFolders?.find(({ uri }) => uri.fsPath === folder)?.name ?? basename(folder);
}
