import type * as vscode from 'vscode';
import type { Trails } from './trails.ts';

/** What every feature of the editor is registered with. */
export interface EditorContext {
  readonly extension: vscode.ExtensionContext;
  readonly trails: Trails;
  readonly log: vscode.LogOutputChannel;
}
