import * as vscode from 'vscode';
import { comparisonMarkdown } from '../../compare/markdown.ts';
import type { ComparePanel } from './comparePanel.ts';
import { shown } from './panelActions.ts';

/** Puts the comparison on the clipboard, fit for a pull request. */
export async function copyMarkdown(panel: ComparePanel): Promise<void> {
  await vscode.env.clipboard.writeText(comparisonMarkdown(shown(panel).comparison));
  vscode.window.setStatusBarMessage(vscode.l10n.t('$(check) The comparison was copied as Markdown'), 4000);
}
