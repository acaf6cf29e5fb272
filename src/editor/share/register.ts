import * as vscode from 'vscode';
import { keptText, shareHistory, sharingStatus, stopSharing, type SharingStatus } from '../../trail/shareHistory.ts';
import type { Trail } from '../../trail/trail.ts';
import { registerCommand } from '../context/commands.ts';
import { setContext } from '../context/contextKeys.ts';
import { fileCount, versionCount } from '../context/counts.ts';
import type { EditorContext } from '../context/editorContext.ts';
import { pickByFolder } from '../context/folderPick.ts';
import { withCancellableProgress } from '../context/progress.ts';

/** Sharing the history through Git: on, off, and what of it is shared. */
export function register(context: EditorContext): void {
  registerCommand(context, { id: 'modeltrail.shareHistory', untrusted: false, run: turnOn });
  registerCommand(context, { id: 'modeltrail.stopSharing', untrusted: false, run: turnOff });
  registerCommand(context, { id: 'modeltrail.sharingStatus', untrusted: false, run: showStatus });
  const look = async (): Promise<void> => {
    const [shared, others] = await Promise.all([trailsThatShare(context, true), trailsThatShare(context, false)]);
    await setContext('shared', shared.length > 0);
    await setContext('unshared', others.length > 0);
  };
  const lookAgain = (): void => {
    look().catch((error: unknown) => {
      context.log.error('sharing', error instanceof Error ? error : String(error));
    });
  };
  context.extension.subscriptions.push(context.trails.onDidChange(lookAgain));
  lookAgain();
}

async function turnOn(context: EditorContext): Promise<void> {
  const trail = await pickByFolder(await trailsThatShare(context, false), rootOf, vscode.l10n.t('Share the history of which folder?'));
  if (trail === undefined) return;
  const status = await withCancellableProgress(vscode.l10n.t('Writing the history to .modeltrail/history'), (options) => shareHistory(trail, [], options));
  context.trails.changed();
  await tell(context, status, onSentence(status));
}

async function turnOff(context: EditorContext): Promise<void> {
  const trail = await pickByFolder(await trailsThatShare(context, true), rootOf, vscode.l10n.t('Stop sharing the history of which folder?'));
  if (trail === undefined) return;
  const status = await stopSharing(trail);
  context.trails.changed();
  const stays = vscode.l10n.t('What is in .modeltrail/history stays; to remove it from the project: git rm -r .modeltrail/history');
  void vscode.window.showInformationMessage([vscode.l10n.t('The history is not shared any more.'), ...(status.hasFolder ? [stays] : [])].join(' '));
}

async function showStatus(context: EditorContext): Promise<void> {
  const trail = await pickByFolder(await context.trails.workTrees(), rootOf, vscode.l10n.t('What is shared of which folder?'));
  if (trail === undefined) return;
  const status = await sharingStatus(trail);
  const off = vscode.l10n.t('The history is not shared. “ModelTrail: Share History with Git” starts that.');
  await tell(context, status, status.on ? onSentence(status) : off);
}

async function trailsThatShare(context: EditorContext, share: boolean): Promise<Trail[]> {
  const trails = await context.trails.workTrees();
  const choices = await Promise.all(trails.map((trail) => trail.config()));
  return trails.filter((_, at) => (choices[at]?.share === true) === share);
}

function rootOf({ root }: Trail): string {
  return root;
}

function onSentence({ shared, uncommittedFiles, ignored }: SharingStatus): string {
  const versions = versionCount(shared);
  if (ignored) return vscode.l10n.t('{0} in .modeltrail/history, but a rule in .gitignore keeps Git from seeing them. Take the rule out, or add the line !.modeltrail/', versions);
  if (uncommittedFiles === 0) return vscode.l10n.t('The history is shared: {0} in .modeltrail/history, all committed.', versions);
  return vscode.l10n.t('The history is shared: {0} in .modeltrail/history. Commit the folder .modeltrail, then push.', versions);
}

/** The sentence, and on demand what is not shared and why. */
async function tell(context: EditorContext, status: SharingStatus, sentence: string): Promise<void> {
  const lines = notShared(status);
  const commit = vscode.l10n.t('Open Source Control');
  const details = vscode.l10n.t('Show What Is Not Shared');
  const buttons = [...(status.on && (status.uncommittedFiles ?? 0) > 0 ? [commit] : []), ...(lines.length > 0 ? [details] : [])];
  const more = lines.length > 0 ? ` ${vscode.l10n.t('Not all is shared: {0}', lines[0] ?? '')}` : '';
  const chosen = await vscode.window.showInformationMessage(sentence + more, ...buttons);
  if (chosen === commit) await vscode.commands.executeCommand('workbench.view.scm');
  if (chosen !== details) return;
  for (const line of lines) context.log.info(line);
  context.log.show();
}

function notShared({ withheld, partly, waiting, refused }: SharingStatus): string[] {
  return [
    ...withheld.map(({ version, why }) => vscode.l10n.t('{0} {1}, since {2}. If that is none: modeltrail share on --include {3}', version.model, version.label, why.join('; '), version.id.slice(0, 12))),
    ...partly.map(({ version, parts }) => vscode.l10n.t('Of {0} {1}: {2}.', version.model, version.label, parts.map(keptText).join('; '))),
    ...(waiting > 0 ? [vscode.l10n.t('{0} not written yet; the next save does.', versionCount(waiting))] : []),
    ...(refused > 0 ? [vscode.l10n.t('{0} in .modeltrail/history not taken in: not valid, or dated in the future.', fileCount(refused))] : []),
  ];
}
