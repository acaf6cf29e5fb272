import * as vscode from 'vscode';
import { nameProblem } from '../../domain/label.ts';
import { deleteVersion, editNote, renameLabel, setAlias, setTag, undeleteVersion, unsetAlias } from '../../trail/editVersion.ts';
import { listVersions } from '../../trail/listVersions.ts';
import { registerCommand, type CommandSpec } from '../context/commands.ts';
import type { EditorContext } from '../context/editorContext.ts';
import { offerUndo } from '../context/messages.ts';
import { versionFor, type VersionInTrail } from '../context/versionPick.ts';

type Edit = (context: EditorContext, chosen: VersionInTrail) => Promise<void>;

/** Commands that change what people say of a version: label, note, aliases, tags, and whether it is in sight. */
export function register(context: EditorContext): void {
  const commands = [
    onVersion('modeltrail.renameLabel', vscode.l10n.t('Rename the label of which version?'), rename),
    onVersion('modeltrail.editNote', vscode.l10n.t('Edit the note of which version?'), changeNote),
    onVersion('modeltrail.setAlias', vscode.l10n.t('Which version does the alias stand for?'), addAlias),
    onVersion('modeltrail.removeAlias', vscode.l10n.t('Remove an alias of which version?'), removeAlias),
    onVersion('modeltrail.addTag', vscode.l10n.t('Tag which version?'), addTag),
    onVersion('modeltrail.removeTag', vscode.l10n.t('Remove a tag of which version?'), removeTag),
    onVersion('modeltrail.delete', vscode.l10n.t('Delete which version?'), remove),
    onVersion('modeltrail.undelete', vscode.l10n.t('Undelete which version?'), bringBack, true),
  ];
  for (const command of commands) registerCommand(context, command);
  registerCommand(context, { ...onVersion('modeltrail.copyReference', vscode.l10n.t('Copy the reference of which version?'), copyReference), untrusted: true });
}

function onVersion(id: CommandSpec['id'], question: string, edit: Edit, deleted = false): CommandSpec {
  return {
    id,
    untrusted: false,
    async run(context, row) {
      const chosen = await versionFor(context.trails, row, question, deleted);
      if (chosen === undefined) return;
      await edit(context, chosen);
      context.trails.changed();
    },
  };
}

function nameOf({ version }: VersionInTrail): string {
  return `${version.model} ${version.label}`;
}

async function rename(_context: EditorContext, chosen: VersionInTrail): Promise<void> {
  const { trail, version } = chosen;
  const others = (await listVersions(trail, { model: version.model, deleted: true })).filter(({ id }) => id !== version.id);
  const taken = new Set(others.map(({ label }) => label));
  const label = await vscode.window.showInputBox({
    title: vscode.l10n.t('Rename Label of {0}', nameOf(chosen)),
    prompt: vscode.l10n.t('The old label is free again afterwards.'),
    value: version.label,
    validateInput: (text) => (taken.has(text) ? vscode.l10n.t('{0} is taken by another version of {1}.', text, version.model) : sentenceFor(text)),
  });
  if (label !== undefined && label !== '' && label !== version.label) await renameLabel(trail, version, label);
}

function sentenceFor(name: string): string | undefined {
  if (name === '') return undefined;
  const problem = nameProblem(name);
  return problem === null ? undefined : `${problem.charAt(0).toUpperCase()}${problem.slice(1)}.`;
}

async function changeNote(_context: EditorContext, chosen: VersionInTrail): Promise<void> {
  const note = await vscode.window.showInputBox({
    title: vscode.l10n.t('Note of {0}', nameOf(chosen)),
    prompt: vscode.l10n.t('What is worth knowing about this version? Empty removes the note.'),
    value: chosen.version.note,
  });
  if (note !== undefined && note !== chosen.version.note) await editNote(chosen.trail, chosen.version, note.trim());
}

async function addAlias(_context: EditorContext, chosen: VersionInTrail): Promise<void> {
  const index = await chosen.trail.index();
  const known = (index?.aliases(chosen.version.model) ?? []).map(({ alias, versions }) => ({
    label: alias,
    description: vscode.l10n.t('now {0}', versions.map((id) => index?.summary(id)?.label ?? id.slice(0, 7)).join(', ')),
  }));
  const alias = await pickOrType(
    vscode.l10n.t('Alias for {0}', nameOf(chosen)),
    [...known, ...['production', 'staging'].filter((usual) => !known.some(({ label }) => label === usual)).map((label) => ({ label }))],
  );
  if (alias !== undefined) await setAlias(chosen.trail, chosen.version, alias);
}

/** A list that also takes a word that is not in it. */
async function pickOrType(title: string, items: readonly vscode.QuickPickItem[]): Promise<string | undefined> {
  const pick = vscode.window.createQuickPick();
  pick.title = title;
  pick.placeholder = vscode.l10n.t('Choose a name, or type a new one');
  pick.items = items;
  pick.onDidChangeValue((text) => {
    const typed = text.trim();
    const isNew = typed !== '' && !items.some(({ label }) => label === typed);
    pick.items = isNew ? [{ label: typed, description: sentenceFor(typed) ?? vscode.l10n.t('new') }, ...items] : items;
  });
  const chosen = await new Promise<string | undefined>((resolve) => {
    pick.onDidAccept(() => {
      const name = pick.selectedItems[0]?.label;
      // A name that can't be one says so in its row; the list stays for another try.
      if (name !== undefined && nameProblem(name) === null) resolve(name);
    });
    pick.onDidHide(() => {
      resolve(undefined);
    });
    pick.show();
  });
  pick.dispose();
  return chosen;
}

async function removeAlias(_context: EditorContext, chosen: VersionInTrail): Promise<void> {
  const index = await chosen.trail.index();
  const own = (index?.aliases(chosen.version.model) ?? []).filter(({ versions }) => versions.includes(chosen.version.id)).map(({ alias }) => alias);
  const alias = own.length < 2 ? own[0] : await vscode.window.showQuickPick(own, { placeHolder: vscode.l10n.t('Remove which alias?') });
  if (alias === undefined) {
    if (own.length === 0) void vscode.window.showInformationMessage(vscode.l10n.t('{0} has no alias to remove.', nameOf(chosen)));
    return;
  }
  await unsetAlias(chosen.trail, chosen.version.model, alias);
}

async function addTag(_context: EditorContext, chosen: VersionInTrail): Promise<void> {
  const tag = await vscode.window.showInputBox({ title: vscode.l10n.t('Tag {0}', nameOf(chosen)), prompt: vscode.l10n.t('A word such as “reviewed”.') });
  if (tag !== undefined && tag.trim() !== '') await setTag(chosen.trail, chosen.version, tag, true);
}

async function removeTag(_context: EditorContext, chosen: VersionInTrail): Promise<void> {
  const { tags } = chosen.version;
  if (tags.length === 0) void vscode.window.showInformationMessage(vscode.l10n.t('{0} has no tag to remove.', nameOf(chosen)));
  const tag = tags.length < 2 ? tags[0] : await vscode.window.showQuickPick([...tags], { placeHolder: vscode.l10n.t('Remove which tag?') });
  if (tag !== undefined) await setTag(chosen.trail, chosen.version, tag, false);
}

async function remove(context: EditorContext, chosen: VersionInTrail): Promise<void> {
  const { version, trail } = chosen;
  if (version.aliases.length > 0) {
    const confirm = vscode.l10n.t('Delete');
    const detail = vscode.l10n.t('It is {0}. A deleted version can be undeleted.', version.aliases.join(', '));
    if ((await vscode.window.showWarningMessage(vscode.l10n.t('Delete {0}?', nameOf(chosen)), { modal: true, detail }, confirm)) !== confirm) return;
  }
  await deleteVersion(trail, version);
  void offerUndo(context, vscode.l10n.t('Deleted {0}. Its bytes are still stored.', nameOf(chosen)), async () => {
    await undeleteVersion(trail, version);
    context.trails.changed();
  });
}

async function bringBack(_context: EditorContext, { trail, version }: VersionInTrail): Promise<void> {
  await undeleteVersion(trail, version);
}

async function copyReference(_context: EditorContext, { version }: VersionInTrail): Promise<void> {
  const reference = version.labelShared ? version.id.slice(0, 12) : `${version.model}@${version.label}`;
  await vscode.env.clipboard.writeText(reference);
  vscode.window.setStatusBarMessage(vscode.l10n.t('Copied {0}', reference), 3000);
}
