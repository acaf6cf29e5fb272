import * as vscode from 'vscode';
import type { VersionSummary } from '../../domain/version.ts';

export const pastFileScheme = 'modeltrail';

interface Address {
  readonly root: string;
  readonly id: string;
}

/** The read-only address of a file as a version recorded it; its path is what tabs and breadcrumbs show. */
export function pastFileUri(root: string, version: VersionSummary, path: string): vscode.Uri {
  const address: Address = { root, id: version.id };
  return vscode.Uri.from({ scheme: pastFileScheme, path: `/${version.model}@${version.label}/${path}`, query: JSON.stringify(address) });
}

/** Takes an address apart; null for one that ModelTrail did not make. */
export function readPastFileUri(uri: vscode.Uri): (Address & { readonly path: string }) | null {
  try {
    const address = JSON.parse(uri.query) as Partial<Address>;
    if (typeof address.root !== 'string' || typeof address.id !== 'string') return null;
    return { root: address.root, id: address.id, path: uri.path.split('/').slice(2).join('/') };
  } catch {
    return null;
  }
}
