import { randomBytes } from 'node:crypto';
import type * as vscode from 'vscode';
import { panelAssets } from './panelAssets.ts';

export const webviewOptions: vscode.WebviewOptions = { enableScripts: true, localResourceRoots: [] };

/** The page that draws the panel: its own script and style stand in it, nothing else may run there, and nothing may be fetched. */
export function panelHtml(extensionUri: vscode.Uri): string {
  const nonce = randomBytes(16).toString('base64url');
  const { script, style } = panelAssets(extensionUri, 'compare.css');
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; img-src data:`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width">
<title>ModelTrail</title>
<style nonce="${nonce}">${style}</style>
</head>
<body>
<div id="app"></div>
<script nonce="${nonce}">${script}</script>
</body>
</html>`;
}
