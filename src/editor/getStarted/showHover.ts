import { basename } from 'node:path';
import * as vscode from 'vscode';
import { absolutePath } from '../../trail/paths.ts';
import { saveCandidates } from '../../trail/saveCandidates.ts';
import type { EditorContext } from '../context/editorContext.ts';

interface NamedModel {
  readonly script: vscode.Uri;
  /** From 0. */
  readonly line: number;
  /** Of the model, without its folders: how much of the path stands on the line differs. */
  readonly name: string;
}

/** Shows the hover where a script of the workspace writes a model that has a version. Without one, the person chooses a file. */
export async function showHover(context: EditorContext): Promise<void> {
  const named = await findNamedModel(context);
  if (named === undefined) {
    await vscode.commands.executeCommand('workbench.action.quickOpen');
    return;
  }
  const document = await vscode.workspace.openTextDocument(named.script);
  const at = positionOf(document, named);
  await vscode.window.showTextDocument(document, { selection: new vscode.Range(at, at) });
  await vscode.commands.executeCommand('editor.action.showHover');
}

async function findNamedModel(context: EditorContext): Promise<NamedModel | undefined> {
  for (const trail of await context.trails.folders()) {
    for (const { path, namedIn, known } of await saveCandidates(trail)) {
      if (known === null || namedIn?.line == null) continue;
      return { script: vscode.Uri.file(absolutePath(trail.root, namedIn.path)), line: namedIn.line - 1, name: basename(path) };
    }
  }
  return undefined;
}

/** In the model's name on the line that writes it, else where the file has the name first, as when a constant holds it. */
function positionOf(document: vscode.TextDocument, { line, name }: NamedModel): vscode.Position {
  const start = document.offsetAt(new vscode.Position(line, 0));
  const text = document.getText();
  const onLine = document.lineAt(Math.min(line, document.lineCount - 1)).text.indexOf(name);
  const offset = onLine >= 0 ? start + onLine : text.indexOf(name);
  return document.positionAt(offset >= 0 ? offset : start);
}
