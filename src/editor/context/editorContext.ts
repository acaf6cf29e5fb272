import type * as vscode from 'vscode';
import type { FileStates } from './fileStates.ts';
import type { Trails } from './trails.ts';

/** What every feature of the editor is registered with. */
export interface EditorContext {
  readonly extension: vscode.ExtensionContext;
  readonly trails: Trails;
  readonly fileStates: FileStates;
  readonly log: vscode.LogOutputChannel;
}
