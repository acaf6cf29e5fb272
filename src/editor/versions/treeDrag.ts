import * as vscode from 'vscode';
import { showFailure } from '../context/messages.ts';
import type { EditorContext } from '../context/editorContext.ts';
import type { VersionInTrail } from '../context/versionPick.ts';
import { VersionNode, type AnyNode } from './nodes.ts';

const treeMime = 'application/vnd.code.tree.modeltrail.versions';

/** A model file dropped onto the tree is saved; a version dropped onto another is compared with it. */
export class TreeDrag implements vscode.TreeDragAndDropController<AnyNode> {
  readonly dropMimeTypes = ['text/uri-list', treeMime];
  readonly dragMimeTypes = [treeMime];
  readonly #context: EditorContext;

  constructor(context: EditorContext) {
    this.#context = context;
  }

  handleDrag(source: readonly AnyNode[], transfer: vscode.DataTransfer): void {
    const versions = source.filter((node) => node instanceof VersionNode).map(({ versionInTrail }) => versionInTrail);
    if (versions.length > 0) transfer.set(treeMime, new vscode.DataTransferItem(versions));
  }

  async handleDrop(target: AnyNode | undefined, transfer: vscode.DataTransfer): Promise<void> {
    try {
      const dragged = transfer.get(treeMime)?.value as unknown;
      if (Array.isArray(dragged)) await compare(target, dragged as VersionInTrail[]);
      else await save((await transfer.get('text/uri-list')?.asString()) ?? '');
    } catch (error) {
      await showFailure(this.#context, error);
    }
  }
}

async function compare(target: AnyNode | undefined, dragged: readonly VersionInTrail[]): Promise<void> {
  if (!(target instanceof VersionNode)) return;
  const { versionInTrail } = target;
  const others = dragged.filter(({ version }) => version.id !== versionInTrail.version.id);
  if (others.length > 0) await vscode.commands.executeCommand('_modeltrail.compare', [versionInTrail, ...others]);
}

async function save(list: string): Promise<void> {
  const uris = list.split(/\r?\n/u).filter((line) => line !== '' && !line.startsWith('#')).map((line) => vscode.Uri.parse(line, true));
  const [first] = uris;
  if (first !== undefined) await vscode.commands.executeCommand('modeltrail.save', first, uris);
}
