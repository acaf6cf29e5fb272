import * as vscode from 'vscode';
import { findVersion } from '../../trail/findVersion.ts';
import { commonFolder, absolutePath, relativePath } from '../../trail/paths.ts';
import { restoreVersion, undoRestore, type Restored } from '../../trail/restoreVersion.ts';
import type { Trail } from '../../trail/trail.ts';
import { registerCommand } from '../context/commands.ts';
import { setContext } from '../context/contextKeys.ts';
import { fileCount } from '../context/counts.ts';
import type { EditorContext } from '../context/editorContext.ts';
import { offerUndo } from '../context/messages.ts';
import { withCancellableProgress } from '../context/progress.ts';
import { versionFor, workTreeFor, type VersionInTrail } from '../context/versionPick.ts';

/** Brings a version's files back, to where they were saved from or to another place. */
export function register(context: EditorContext): void {
  registerCommand(context, {
    id: 'modeltrail.restore',
    untrusted: false,
    run: async (_context, row) => {
      const chosen = await versionFor(context.trails, row, vscode.l10n.t('Restore which version?'));
      const trail = chosen === undefined ? undefined : await workTreeFor(context.trails, chosen.trail, row, vscode.l10n.t('Restore to which folder?'));
      if (chosen !== undefined && trail !== undefined) await restore(context, { trail, version: chosen.version }, undefined);
    },
  });
  registerCommand(context, {
    id: 'modeltrail.restoreTo',
    untrusted: false,
    run: async (_context, row) => {
      const chosen = await versionFor(context.trails, row, vscode.l10n.t('Restore which version?'));
      const target = chosen === undefined ? undefined : await chooseTarget(chosen);
      if (chosen !== undefined && target !== undefined) await restore(context, chosen, target);
    },
  });
}

async function restore(context: EditorContext, { trail, version }: VersionInTrail, to: string | undefined): Promise<void> {
  const whole = await findVersion(trail, version.id, { deleted: true });
  const title = vscode.l10n.t('Restoring {0} {1}', version.model, version.label);
  const restored = await withCancellableProgress(title, (options) => restoreVersion(trail, { version: whole, ...(to === undefined ? {} : { to }) }, options));
  context.trails.changed();
  await setContext('restored', true);
  void offerUndo(context, restoredSentence(trail, restored), async () => {
    await undoRestore(trail, restored);
    context.trails.changed();
    vscode.window.setStatusBarMessage(vscode.l10n.t('The files are as they were before'), 4000);
  });
}

function restoredSentence(trail: Trail, { version, files, safetyCopies }: Restored): string {
  const name = `${version.model} ${version.label}`;
  const [first] = files;
  const what = files.length === 1 && first !== undefined ? (relativePath(trail.root, first.path) ?? first.path) : fileCount(files.length);
  const done = vscode.l10n.t('Restored {0} from {1}.', what, name);
  return safetyCopies.length === 0 ? done : `${done} ${vscode.l10n.t('What stood there was in no version and is kept for 14 days.')}`;
}

/** A place to write to: a file's for a version of one file, else a folder. */
async function chooseTarget({ trail, version }: VersionInTrail): Promise<string | undefined> {
  const [only, ...others] = version.artifacts;
  if (only !== undefined && others.length === 0 && only.files === undefined) {
    const uri = await vscode.window.showSaveDialog({ defaultUri: vscode.Uri.file(absolutePath(trail.root, only.path)), saveLabel: vscode.l10n.t('Restore') });
    return uri?.fsPath;
  }
  const folder = commonFolder(version.artifacts.map(({ path }) => path));
  const uris = await vscode.window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    defaultUri: vscode.Uri.file(folder === '' ? trail.root : absolutePath(trail.root, folder)),
    openLabel: vscode.l10n.t('Restore Here'),
  });
  return uris?.[0]?.fsPath;
}
