import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as vscode from 'vscode';

/** What stands inside a page, so that the page has nothing to fetch. */
export interface PanelAssets {
  /** As it stands in a `script` element, which its own text must not end. */
  readonly script: string;
  readonly style: string;
}

const known = new Map<string, string>();

/** The panel's script, and the style of the editor's page or of one that is saved as a file. */
export function panelAssets(extensionUri: vscode.Uri, style: 'compare.css' | 'exported.css'): PanelAssets {
  return { script: assetText(extensionUri, 'compare.js').replaceAll('</script', String.raw`<\/script`), style: assetText(extensionUri, style) };
}

/** Read at once: a panel's page is wanted in the same turn, and these are files of the extension itself. */
function assetText(extensionUri: vscode.Uri, name: string): string {
  const text = known.get(name) ?? readFileSync(join(extensionUri.fsPath, 'dist', 'webview', name), 'utf8');
  known.set(name, text);
  return text;
}
