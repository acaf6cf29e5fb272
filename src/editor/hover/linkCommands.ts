import { basename } from 'node:path';
import * as vscode from 'vscode';
import { TrailError } from '../../base/errors.ts';
import { unsafePathReason } from '../../domain/artifactPath.ts';
import { absolutePath } from '../../trail/paths.ts';
import type { Trail } from '../../trail/trail.ts';
import { registerCommand } from '../context/commands.ts';
import { fileCount } from '../context/counts.ts';
import type { EditorContext } from '../context/editorContext.ts';
import type { VersionInTrail } from '../context/versionPick.ts';
import { pastFileUri } from '../pastFiles/pastFileUri.ts';

/** What the links below a hover do. What they are given is text: only trails that are open and versions that are there count. */
export function registerLinkCommands(context: EditorContext): void {
  registerCommand(context, { id: '_modeltrail.hoverRestore', untrusted: false, run: async (_context, given) => restore(await versionOf(context, given)) });
  registerCommand(context, { id: '_modeltrail.hoverSave', untrusted: false, run: async (_context, given) => save(await trailOf(context, given), given) });
  registerCommand(context, { id: '_modeltrail.hoverOpen', untrusted: true, run: async (_context, given) => vscode.commands.executeCommand('_modeltrail.reveal', await versionOf(context, given), true) });
  registerCommand(context, { id: '_modeltrail.hoverScript', untrusted: true, run: async (_context, given) => openScript(await versionOf(context, given), given) });
}

/** A restore writes over files: a slip of the mouse on a link must not be enough. */
async function restore(target: VersionInTrail): Promise<void> {
  const { artifacts, model, label } = target.version;
  const [first] = artifacts;
  const what = artifacts.length === 1 && first !== undefined ? first.path : fileCount(artifacts.length);
  const here = { label: vscode.l10n.t('Restore {0}', basename(what)), description: what, iconPath: new vscode.ThemeIcon('discard') };
  const elsewhere = { label: vscode.l10n.t('Restore to Another Place…'), iconPath: new vscode.ThemeIcon('folder-opened') };
  const chosen = await vscode.window.showQuickPick([here, elsewhere], { title: vscode.l10n.t('ModelTrail: Restore {0} {1}', model, label) });
  if (chosen === undefined) return;
  await vscode.commands.executeCommand(chosen === here ? 'modeltrail.restore' : 'modeltrail.restoreTo', { versionInTrail: target, isOfWorkTree: true });
}

async function save(trail: Trail, given: unknown): Promise<void> {
  const path = textOf(given, 'path');
  if (unsafePathReason(path) !== null) throw notThere();
  await vscode.commands.executeCommand('modeltrail.save', vscode.Uri.file(absolutePath(trail.root, path)));
}

async function openScript({ trail, version }: VersionInTrail, given: unknown): Promise<void> {
  const path = textOf(given, 'path');
  await vscode.commands.executeCommand('_modeltrail.openRecorded', pastFileUri(trail.root, version, path));
}

async function versionOf(context: EditorContext, given: unknown): Promise<VersionInTrail> {
  const trail = await trailOf(context, given);
  const version = (await trail.index())?.summary(textOf(given, 'id'));
  if (version === undefined) throw notThere();
  return { trail, version };
}

async function trailOf(context: EditorContext, given: unknown): Promise<Trail> {
  const trail = await context.trails.at(textOf(given, 'root'));
  if (trail === undefined) throw notThere();
  return trail;
}

function textOf(given: unknown, name: string): string {
  const value = typeof given === 'object' && given !== null && Object.hasOwn(given, name) ? (given as Record<string, unknown>)[name] : undefined;
  return typeof value === 'string' ? value : '';
}

function notThere(): TrailError {
  return new TrailError('reference-unknown', vscode.l10n.t('That version is not in this trail any more.'), { hint: vscode.l10n.t('Choose another.') });
}
