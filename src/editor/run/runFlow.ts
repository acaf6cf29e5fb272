import { relative } from 'node:path';
import * as vscode from 'vscode';
import { summarizeModel } from '../../trail/modelChoices.ts';
import type { SavedVersion } from '../../trail/saveVersion.ts';
import type { Trail } from '../../trail/trail.ts';
import type { EditorContext } from '../context/editorContext.ts';
import { pickByFolder } from '../context/folderPick.ts';
import { announceSaved } from '../context/savedMessage.ts';
import { lineProblem } from './commandLine.ts';
import { runTask } from './runTask.ts';

/** By the folder it was run in. */
const lastLines = 'run.lastLines';
const maxTold = 3;

/** Asks for a command, runs it where the person sees it, and tells of the versions that came of it. */
export async function runFlow(context: EditorContext, ...[given]: unknown[]): Promise<void> {
  const script = given instanceof vscode.Uri ? given : activeScript();
  const trail = await trailFor(context, script);
  if (trail === undefined) return;
  const line = await askLine(context, trail, script);
  if (line === undefined) return;
  await context.extension.workspaceState.update(lastLines, { ...keptLines(context), [trail.folder]: line });
  const startedAt = trail.clock.now();
  const exitCode = await runTask(trail.folder, line);
  context.trails.changed();
  const saved = await savedSince(trail, startedAt);
  for (const each of saved.slice(-maxTold)) void announceSaved(context, trail, each);
  if (saved.length === 0) await sayNothingSaved(exitCode);
}

function activeScript(): vscode.Uri | undefined {
  const document = vscode.window.activeTextEditor?.document;
  return document?.uri.scheme === 'file' && document.languageId === 'python' ? document.uri : undefined;
}

async function trailFor({ trails }: EditorContext, script: vscode.Uri | undefined): Promise<Trail | undefined> {
  if (script !== undefined && vscode.workspace.getWorkspaceFolder(script) !== undefined) return trails.for(script);
  return pickByFolder(await trails.folders(), ({ folder }) => folder, vscode.l10n.t('Run a command in which folder?'));
}

async function askLine(context: EditorContext, trail: Trail, script: vscode.Uri | undefined): Promise<string | undefined> {
  const value = suggestedLine(keptLines(context)[trail.folder], script === undefined ? null : relative(trail.folder, script.fsPath));
  const line = await vscode.window.showInputBox({
    title: vscode.l10n.t('ModelTrail: Run and Save Version'),
    prompt: vscode.l10n.t('Runs in a terminal. The models that it writes are saved with the command, its settings, and the code as it is now.'),
    placeHolder: vscode.l10n.t('python train.py --lr 3e-4'),
    value,
    valueSelection: [value.length, value.length],
    ignoreFocusOut: true,
    validateInput: lineProblem,
  });
  return line === undefined || line.trim() === '' ? undefined : line.trim();
}

/** What was run last, unless the person looks at another script than that one. */
function suggestedLine(last: string | undefined, script: string | null): string {
  if (script === null) return last ?? '';
  if (last?.includes(script) === true) return last;
  return `python ${script.includes(' ') ? `"${script}"` : script}`;
}

function keptLines({ extension }: EditorContext): Readonly<Record<string, string>> {
  return extension.workspaceState.get<Readonly<Record<string, string>>>(lastLines, {});
}

/** The versions that a run which began then left, the oldest first. */
async function savedSince(trail: Trail, startedAt: number): Promise<SavedVersion[]> {
  const index = await trail.index();
  if (index === null) return [];
  const recent = index.versions({ offset: 0, limit: 50 }).filter(({ createdAt }) => Date.parse(createdAt) >= startedAt);
  const versions = recent.flatMap(({ id }) => index.version(id) ?? []).filter(({ run }) => run !== null && Date.parse(run.startedAt) >= startedAt);
  return Promise.all(versions.reverse().map(async (version) => ({ version, parent: index.version(version.parents[0] ?? '') ?? null, model: await summarizeModel(trail, version.model) })));
}

async function sayNothingSaved(exitCode: number | undefined): Promise<void> {
  const save = vscode.l10n.t('Save What Is There…');
  const sentence = exitCode === undefined ? vscode.l10n.t('The run was ended; nothing was saved.') : vscode.l10n.t('The run ended with exit code {0}; nothing was saved. The terminal shows why.', exitCode);
  if ((await vscode.window.showWarningMessage(sentence, save)) === save) await vscode.commands.executeCommand('modeltrail.save');
}
