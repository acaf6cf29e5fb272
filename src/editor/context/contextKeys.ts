import * as vscode from 'vscode';

/** Sets what conditions in package.json ask for as `modeltrail.KEY`. */
export async function setContext(key: string, value: unknown): Promise<void> {
  await vscode.commands.executeCommand('setContext', `modeltrail.${key}`, value);
}
