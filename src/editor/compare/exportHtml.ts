import * as vscode from 'vscode';
import { createHash } from 'node:crypto';
import { TrailError } from '../../base/errors.ts';
import type { ExportedComparison } from '../../protocol/compare.ts';
import { curveOf } from '../../compare/curves.ts';
import { comparisonMarkdown } from '../../compare/markdown.ts';
import type { ComparePanel } from './comparePanel.ts';
import { panelAssets, type PanelAssets } from './panelAssets.ts';
import { panelTitle } from './panelTitle.ts';
import { shown } from './panelActions.ts';

/** Saves the comparison as one file that any browser shows, without the editor and without a network. */
export async function exportHtml(panel: ComparePanel): Promise<void> {
  if (!vscode.workspace.isTrusted) throw new TrailError('not-trusted', vscode.l10n.t('Exporting waits until this workspace is trusted.'), { hint: vscode.l10n.t('Trust the workspace, then try again.') });
  const compared = shown(panel);
  const trail = await panel.trail();
  const { comparison } = compared;
  const title = panelTitle(comparison.versions, comparison.baseline);
  const name = comparison.versions.map(({ model, label }, at) => (at === 0 ? `${model} ${label}` : label)).join(' - ');
  const target = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(vscode.Uri.file(trail.folder), `${name.replaceAll(/[^\p{L}\p{N}._ -]/gu, '_').slice(0, 80)}.html`),
    filters: { [vscode.l10n.t('Web page')]: ['html'] },
    title: vscode.l10n.t('Export Comparison'),
  });
  if (target === undefined) return;
  const curves = comparison.curves.names.map((curve) => curveOf(compared.request, curve));
  // The page is for others, who need not know where this folder lies.
  const exported: ExportedComparison = { snapshot: { identity: { ...panel.identity, root: '' }, comparison, problem: null, now: trail.clock.now() }, curves };
  const page = htmlPage({ title, assets: panelAssets(panel.context.extension.extensionUri, 'exported.css'), exported, text: comparisonMarkdown(comparison) });
  await vscode.workspace.fs.writeFile(target, Buffer.from(page));
  vscode.window.setStatusBarMessage(vscode.l10n.t('$(check) The comparison was written to {0}', vscode.workspace.asRelativePath(target)), 6000);
}

interface Page {
  readonly title: string;
  readonly assets: PanelAssets;
  readonly exported: ExportedComparison;
  /** Shown where scripts are not run. */
  readonly text: string;
}

/** Only the panel's own script runs in the page, by its digest; recorded text is in it as data alone. */
function htmlPage({ title, assets: { script, style }, exported, text }: Page): string {
  const digest = createHash('sha256').update(script).digest('base64');
  const policy = `default-src 'none'; script-src 'sha256-${digest}'; style-src 'unsafe-inline'; img-src data:`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
<div id="app"></div>
<noscript><pre>${escaped(text)}</pre></noscript>
<script id="exported" type="application/json">${JSON.stringify(exported).replaceAll('<', String.raw`\u003c`)}</script>
<script>${script}</script>
</body>
</html>
`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
