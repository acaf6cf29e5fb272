import * as vscode from 'vscode';
import type { AnyNode } from './nodes.ts';

/** A model file dropped onto the tree is saved. */
export class FileDrop implements vscode.TreeDragAndDropController<AnyNode> {
  readonly dropMimeTypes = ['text/uri-list'];
  readonly dragMimeTypes: readonly string[] = [];

  async handleDrop(_target: AnyNode | undefined, transfer: vscode.DataTransfer): Promise<void> {
    const list = await transfer.get('text/uri-list')?.asString();
    const uris = (list ?? '').split(/\r?\n/u).filter((line) => line !== '' && !line.startsWith('#')).map((line) => vscode.Uri.parse(line, true));
    const [first] = uris;
    if (first !== undefined) await vscode.commands.executeCommand('modeltrail.save', first, uris);
  }
}
