import * as vscode from 'vscode';
import { TrailError } from '../../base/errors.ts';
import type { ComparedVersion } from '../../compare/compared.ts';
import type { CodeFileComparison } from '../../domain/comparison.ts';
import type { Compared } from '../../compare/compareRead.ts';
import { absolutePath } from '../../trail/paths.ts';
import type { Trail } from '../../trail/trail.ts';
import { pastFileUri } from '../pastFiles/pastFileUri.ts';

/** VS Code's own diff of one compared file. */
export async function openFileDiff(trail: Trail, compared: Compared, path: string): Promise<void> {
  const file = compared.comparison.code.files.find((each) => each.path === path);
  if (file === undefined) return;
  const { before, after } = sides(trail, compared, file);
  if (before !== undefined && after !== undefined) await vscode.commands.executeCommand('vscode.diff', before, after, `${file.path} (${pairTitle(compared)})`);
  else await vscode.commands.executeCommand('vscode.open', before ?? after);
}

/** VS Code's own diff of every file that changed. */
export async function openChangedFiles(trail: Trail, compared: Compared): Promise<void> {
  const changed = compared.comparison.code.files.filter(({ change }) => change !== 'same');
  const [only, ...others] = changed;
  if (only === undefined) throw new TrailError('usage', vscode.l10n.t('The recorded code is the same in both versions.'));
  if (others.length === 0) {
    await openFileDiff(trail, compared, only.path);
    return;
  }
  const resources = changed.map((file) => {
    const { before, after } = sides(trail, compared, file);
    return [after ?? before, before, after];
  });
  await vscode.commands.executeCommand('vscode.changes', pairTitle(compared), resources);
}

function pairTitle({ comparison }: Compared): string {
  const label = (at: number): string => comparison.versions[at]?.label ?? '';
  return `${label(comparison.baseline)} ↔ ${label(comparison.focus)}`;
}

function sides(trail: Trail, { request, comparison }: Compared, file: CodeFileComparison): { readonly before: vscode.Uri | undefined; readonly after: vscode.Uri | undefined } {
  return { before: uriIn(trail, request.versions[comparison.baseline], file.pathBefore), after: uriIn(trail, request.versions[comparison.focus], file.pathAfter) };
}

function uriIn(trail: Trail, compared: ComparedVersion | undefined, path: string | null): vscode.Uri | undefined {
  if (compared === undefined || path === null) return undefined;
  return compared.working ? vscode.Uri.file(absolutePath(trail.root, path)) : pastFileUri(trail.root, compared.version, path);
}
