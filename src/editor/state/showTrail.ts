import * as vscode from 'vscode';
import { TrailError } from '../../base/errors.ts';
import type { VersionSummary } from '../../domain/version.ts';
import { relativePath } from '../../trail/paths.ts';
import type { Trail } from '../../trail/trail.ts';
import type { EditorContext } from '../context/editorContext.ts';

/** Shows, in the tree of versions, the version that a model file is, or the newest that a script trained. */
export async function showTrail(context: EditorContext, given: unknown): Promise<void> {
  const uri = given instanceof vscode.Uri ? given : vscode.window.activeTextEditor?.document.uri;
  if (uri === undefined) throw new TrailError('usage', vscode.l10n.t('No file is open.'), { hint: vscode.l10n.t('Open a model’s script, or choose a file in the Explorer.') });
  const trail = await context.trails.for(uri);
  const path = relativePath(trail.root, uri.fsPath);
  const version = path === null ? undefined : (context.fileStates.fileOf(uri)?.state.version ?? (await versionOfPath(context, trail, path)));
  if (version === undefined) {
    throw new TrailError('reference-unknown', vscode.l10n.t('No version has {0}.', path ?? uri.fsPath), { hint: vscode.l10n.t('Save one with “ModelTrail: Save Version…”.') });
  }
  await vscode.commands.executeCommand('_modeltrail.reveal', { trail, version }, true);
}

async function versionOfPath({ fileStates }: EditorContext, trail: Trail, path: string): Promise<VersionSummary | undefined> {
  const index = await trail.index();
  if (index === null) return undefined;
  const tracked = await fileStates.of({ trail, index }, path);
  if (tracked !== null) return tracked.version;
  const newest = index.models().flatMap(({ name }) => index.latest(name) ?? []);
  return newest.find(({ id }) => index.version(id)?.code?.files.some((file) => file.path === path) === true);
}
