import * as vscode from 'vscode';
import type { TextLanguage } from '../../domain/mention.ts';
import type { ModelSummary } from '../../domain/version.ts';
import { summarizeModels } from '../../trail/modelChoices.ts';
import { relativePath } from '../../trail/paths.ts';
import type { TextPlace } from '../../trail/mentions.ts';
import type { EditorContext } from '../context/editorContext.ts';
import type { Refresher } from './refresher.ts';

/** A document, or a cell of a notebook, whose trail has versions. */
export interface HoverPlace extends TextPlace {
  readonly models: readonly ModelSummary[];
  /** Of the file, relative to the trail's root; null outside of it. */
  readonly path: string | null;
  readonly language: TextLanguage | null;
  readonly notebook: vscode.NotebookDocument | null;
}

/** Beyond this a text is generated: strings in it are read line by line, and nothing is evaluated. */
const maxText = 2 * 1024 * 1024;
const cellScheme = 'vscode-notebook-cell';

export const documents: vscode.DocumentSelector = [{ scheme: 'file' }, { scheme: cellScheme }];

/** Null where no version was saved. Nothing is waited for but the first opening of the trail; the index is refreshed behind it. */
export async function placeOf(context: EditorContext, refresher: Refresher, document: vscode.TextDocument): Promise<HoverPlace | null> {
  const notebook = document.uri.scheme === cellScheme ? notebookOf(document) : null;
  const uri = notebook?.uri ?? document.uri;
  if (uri.scheme !== 'file' || vscode.workspace.getWorkspaceFolder(uri) === undefined) return null;
  const trail = await context.trails.for(uri);
  refresher.soon(trail);
  const index = await trail.presentIndex();
  if (index === null) return null;
  const models = summarizeModels(index, await trail.config());
  if (models.every(({ versions }) => versions === 0)) return null;
  return { trail, index, models, file: uri.fsPath, path: relativePath(trail.root, uri.fsPath), language: languageOf(document), notebook };
}

/** The text that a worker evaluates: the file's, or those of its notebook's code cells; null for one that is too long. */
export function pythonCells(document: vscode.TextDocument, notebook: vscode.NotebookDocument | null): { readonly cells: readonly string[]; readonly cell: number } | null {
  if (notebook === null) return lengthOf(document) > maxText ? null : { cells: [document.getText()], cell: 0 };
  const code = notebook.getCells().filter(({ kind, document: { languageId } }) => kind === vscode.NotebookCellKind.Code && languageId === 'python');
  const length = code.reduce((sum, each) => sum + lengthOf(each.document), 0);
  const cell = code.findIndex((each) => each.document === document);
  return length > maxText ? null : { cells: code.map((each) => each.document.getText()), cell };
}

/** Without putting its lines together. */
export function lengthOf(document: vscode.TextDocument): number {
  const last = document.lineCount - 1;
  return document.offsetAt(new vscode.Position(last, document.lineAt(last).text.length));
}

function notebookOf(document: vscode.TextDocument): vscode.NotebookDocument | null {
  return vscode.workspace.notebookDocuments.find((notebook) => notebook.uri.path === document.uri.path && notebook.getCells().some((cell) => cell.document === document)) ?? null;
}

const byExtension: Readonly<Record<string, TextLanguage>> = {
  py: 'python', pyi: 'python', yaml: 'yaml', yml: 'yaml', dvc: 'yaml', json: 'json', jsonc: 'json', toml: 'toml', sh: 'shell', bash: 'shell', zsh: 'shell', fish: 'shell', ps1: 'shell', mk: 'shell', md: 'markdown', markdown: 'markdown',
};
const byId: Readonly<Record<string, TextLanguage>> = {
  python: 'python', yaml: 'yaml', dockercompose: 'yaml', json: 'json', jsonc: 'json', toml: 'toml', shellscript: 'shell', makefile: 'shell', dockerfile: 'shell', powershell: 'shell', markdown: 'markdown',
};

function languageOf({ uri, languageId }: vscode.TextDocument): TextLanguage | null {
  const extension = uri.scheme === cellScheme ? '' : (/\.(\w+)$/u.exec(uri.path)?.[1]?.toLowerCase() ?? '');
  return (Object.hasOwn(byExtension, extension) ? byExtension[extension] : undefined) ?? (Object.hasOwn(byId, languageId) ? byId[languageId] : undefined) ?? null;
}
