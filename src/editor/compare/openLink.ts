import * as vscode from 'vscode';
import type { LinkTarget } from '../../domain/comparison.ts';
import type { Compared } from '../../compare/compareRead.ts';
import { TrailError } from '../../base/errors.ts';
import { absolutePath, relativePath } from '../../trail/paths.ts';
import type { Trail } from '../../trail/trail.ts';
import { pastFileUri } from '../pastFiles/pastFileUri.ts';

/** Opens the line that a value came from: as it was where it was kept, else as it is now. */
export async function openLink(trail: Trail, { request }: Compared, link: LinkTarget): Promise<void> {
  if (link.kind !== 'source') return;
  const compared = request.versions[link.version];
  if (compared === undefined) return;
  const kept = !compared.working && compared.version.code?.files.some(({ path }) => path === link.path) === true;
  // A stranger's record may name any path.
  if (!kept && relativePath(trail.root, absolutePath(trail.root, link.path)) === null) throw new TrailError('path-unsafe', vscode.l10n.t('{0} is not inside {1}.', link.path, trail.root));
  const uri = kept ? pastFileUri(trail.root, compared.version, link.path) : vscode.Uri.file(absolutePath(trail.root, link.path));
  const line = link.line === null ? undefined : new vscode.Range(link.line - 1, 0, link.line - 1, 0);
  await vscode.commands.executeCommand('_modeltrail.openRecorded', uri, line);
}
