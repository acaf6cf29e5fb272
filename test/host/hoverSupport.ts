import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';

const extension = vscode.extensions.getExtension('modeltrail.modeltrail');
const cli = join(extension?.extensionPath ?? '', 'dist', 'cli.cjs');

export const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
export const model = 'models/churn/model.joblib';
export const note = 'Lower <b>rate</b> [run](command:workbench.action.quit) $(rocket) `x` ![i](http://127.0.0.1/p.png) | *see* me@churn.org';

export interface Saved {
  readonly version: { readonly id: string; readonly artifacts: readonly { readonly sha256: string }[] };
}

/** The packaged terminal command, run by the editor's own Node. */
export function modeltrail(...args: string[]): Saved {
  const text = execFileSync(process.execPath, [cli, '-C', folder, ...args, '--json'], { encoding: 'utf8', env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } });
  return JSON.parse(text) as Saved;
}

/** Writes a file of the workspace. @param age seconds since it was written */
export function put(path: string, content: string | Buffer, age = 10): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
  const time = Date.now() / 1000 - age;
  utimesSync(join(folder, path), time, time);
}

/** What is hashed within two seconds of being written is not remembered. */
export async function settled(...paths: readonly string[]): Promise<void> {
  await vscode.commands.executeCommand('modeltrail.refresh');
  await new Promise((resolve) => setTimeout(resolve, 2100));
  for (const path of paths) modeltrail('info', path);
}

/** Each test file is a bundle of its own, with this module in it. */
const shared = globalThis as { modeltrailChurn?: Promise<Saved> };

/** Three versions of a model that `fit.py` trained, the last in production; saved by whichever test file comes first. */
export function saveChurn(): Promise<Saved> {
  shared.modeltrailChurn ??= (async () => {
    await extension?.activate();
    put('fit.py', `import joblib\nimport yaml\np = yaml.safe_load(open("params.yaml"))\njoblib.dump(m, "${model}")\n`, 100);
    let saved = { version: { id: '', artifacts: [] } } as Saved;
    for (const [label, rate, hidden, accuracy, ece] of [['1.0', '1e-2', 256, 0.871, 0.031], ['1.1', '1e-3', 256, 0.914, 0.029], ['1.2', '3e-4', 512, 0.943, 0.034]] as const) {
      put('params.yaml', `optimizer:\n  lr: ${rate}\nmodel:\n  hidden: ${String(hidden)}\n`, 90);
      put(model, randomBytes(3000), 60);
      put('metrics.json', JSON.stringify({ accuracy, ece }), 50);
      saved = modeltrail('save', model, '--model', 'churn', '--label', label, '-m', note);
    }
    modeltrail('alias', 'set', 'production', 'churn@1.2');
    await settled(model);
    return saved;
  })();
  return shared.modeltrailChurn;
}

let files = 0;

/** A path that no test used. */
export function fresh(ending: string): string {
  return `hovered/h${String(++files)}-${randomBytes(3).toString('hex')}.${ending}`;
}

export async function open(path: string, text: string | Buffer): Promise<vscode.TextDocument> {
  put(path, text);
  return vscode.workspace.openTextDocument(vscode.Uri.file(join(folder, path)));
}

export function cellOf(source: string, outputs: readonly object[] = []): object {
  return { cell_type: 'code', source, metadata: {}, outputs, execution_count: null };
}

export async function openNotebook(path: string, cells: readonly object[]): Promise<vscode.NotebookDocument> {
  put(path, JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }));
  return vscode.workspace.openNotebookDocument(vscode.Uri.file(join(folder, path)));
}

/** The texts of all hovers with the cursor in the middle of `cursor`, in a document with this text. */
export async function hoverIn(path: string, text: string, cursor: string): Promise<string> {
  return hoverOn(await open(path, text), cursor);
}

export async function hoverOn(document: vscode.TextDocument, cursor: string): Promise<string> {
  return textOf(await hoversOn(document, cursor));
}

export async function hoversOn(document: vscode.TextDocument, cursor: string): Promise<vscode.Hover[]> {
  const offset = document.getText().indexOf(cursor);
  assert.ok(offset >= 0, `${cursor} is not in the document`);
  return hoversAt(document, offset + Math.floor(cursor.length / 2));
}

export async function hoversAt(document: vscode.TextDocument, offset: number): Promise<vscode.Hover[]> {
  return vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, document.positionAt(offset));
}

/** Without what only sets columns apart. */
export function textOf(hovers: readonly vscode.Hover[]): string {
  return hovers.flatMap(({ contents }) => contents.map((each) => (typeof each === 'string' ? each : each.value))).join('\n').replaceAll('&emsp;', '');
}

/** Whether a hover is ModelTrail's; other extensions have hovers too. */
export function ours(hover: string): boolean {
  return hover.includes('command:_modeltrail');
}
