import * as vscode from 'vscode';
import { TrailError, asTrailError } from '../../base/errors.ts';
import { modelExtensions, skippedFolders } from '../../domain/modelFile.ts';
import { mayHaveVersions } from '../../trail/presence.ts';
import { registerCommand, type CommandSpec } from '../context/commands.ts';
import { setContext } from '../context/contextKeys.ts';
import type { EditorContext } from '../context/editorContext.ts';
import { showFailure } from '../context/messages.ts';
import { readVocabulary, searchVersions } from '../../trail/searchVersions.ts';
import type { VersionInTrail } from '../context/versionPick.ts';
import { askFilter, type FilterBoxSource, type FilterText } from './filterBox.ts';
import { chooseVersion } from './goToVersion.ts';
import { MoreNode, VersionNode, type AnyNode } from './nodes.ts';
import { TreeDrag } from './treeDrag.ts';
import { VersionTree } from './versionTree.ts';

/** The sidebar's tree of versions, and whether it is to be seen at all. */
export function register(context: EditorContext): void {
  const tree = new VersionTree(context.trails, context.fileStates);
  const view = vscode.window.createTreeView('modeltrail.versions', { treeDataProvider: tree, dragAndDropController: new TreeDrag(context), canSelectMany: true });
  const presence = new Presence(context, tree, view);
  registerTreeCommands(context, tree, view, () => presence.look(true));
  context.extension.subscriptions.push(
    view,
    context.trails.onDidChange(() => void presence.look(false)),
    context.fileStates.onDidChange(() => {
      tree.redrawModels();
      view.badge = badgeOf(context.fileStates.changedModels());
    }),
    view.onDidChangeVisibility(({ visible }) => {
      if (visible) void presence.look(true);
    }),
    vscode.window.onDidChangeWindowState(({ focused }) => {
      // Elsewhere a first model may have been trained meanwhile; one look, and none while versions are shown.
      if (focused && !presence.shown) void presence.look(false);
    }),
  );
  void presence.look(false);
}

/** How many models have files that no version has. */
function badgeOf(models: readonly string[]): vscode.ViewBadge | undefined {
  if (models.length === 0) return undefined;
  return { value: models.length, tooltip: models.length === 1 ? vscode.l10n.t('{0} changed and is not saved', models[0] ?? '') : vscode.l10n.t('{0} models changed and are not saved', models.length) };
}

/** With neither versions nor model files nothing of ModelTrail is to be seen. */
class Presence {
  readonly #context: EditorContext;
  readonly #tree: VersionTree;
  readonly #view: vscode.TreeView<AnyNode>;
  shown = false;

  constructor(context: EditorContext, tree: VersionTree, view: vscode.TreeView<AnyNode>) {
    this.#context = context;
    this.#tree = tree;
    this.#view = view;
  }

  /** @param read whether the versions are read even while nobody looks at them; at start-up a trail's being there is enough */
  async look(read: boolean): Promise<void> {
    try {
      const hasVersions = read || this.#view.visible ? (await this.#tree.refresh()) > 0 : (await this.#context.trails.workTrees()).some(mayHaveVersions);
      this.shown = hasVersions || (await hasModelFiles());
      if (this.shown) this.#context.trails.expectVersions();
      await setContext('state', hasVersions ? 'versions' : this.shown ? 'modelFiles' : 'nothing');
      await setContext('visible', this.shown);
    } catch (error) {
      await setContext('state', 'unreadable');
      await setContext('visible', true);
      await showFailure(this.#context, error);
    }
  }
}

async function hasModelFiles(): Promise<boolean> {
  const found = await vscode.workspace.findFiles(`**/*.{${modelExtensions.join(',')}}`, `**/{${[...skippedFolders].join(',')}}/**`, 1);
  return found.length > 0;
}

const noFilter: FilterText = { text: '', filter: { terms: [] } };

function filterSource({ trails }: EditorContext, tree: VersionTree): FilterBoxSource {
  return {
    vocabulary: async () => readVocabulary(await trails.all()),
    count: async (filter) => {
      const found = await Promise.all((await trails.all()).map((trail) => searchVersions(trail, filter, { deleted: tree.showsDeleted })));
      return found.reduce((sum, { ids }) => sum + ids.length, 0);
    },
  };
}

function registerTreeCommands(context: EditorContext, tree: VersionTree, view: vscode.TreeView<AnyNode>, refresh: () => Promise<void>): void {
  const command = (id: CommandSpec['id'], run: (...given: unknown[]) => Promise<unknown>): void => {
    registerCommand(context, { id, untrusted: true, run: async (_context, ...given) => run(...given) });
  };
  let applied: FilterText = noFilter;
  const filterBy = async (chosen: FilterText): Promise<void> => {
    applied = chosen;
    tree.setFilter(chosen.filter);
    view.description = chosen.text === '' ? '' : `“${chosen.text}”`;
    await setContext('filtered', chosen.text !== '');
  };
  const setDeletedShown = async (shown: boolean): Promise<void> => {
    tree.showDeleted(shown);
    await setContext('deletedShown', shown);
  };
  command('modeltrail.refresh', refresh);
  command('modeltrail.filter', async () => {
    const chosen = await askFilter(context, filterSource(context, tree), applied.text);
    if (chosen !== undefined) await filterBy(chosen);
  });
  command('modeltrail.clearFilter', () => filterBy(noFilter));
  command('modeltrail.goToVersion', async () => {
    const chosen = await chooseVersion(context);
    if (chosen !== undefined) await vscode.commands.executeCommand('_modeltrail.reveal', chosen, true);
  });
  for (const [id, deleted] of [['modeltrail.showDeleted', true], ['modeltrail.hideDeleted', false]] as const) {
    command(id, () => setDeletedShown(deleted));
  }
  command('_modeltrail.selected', () => Promise.resolve(view.selection.filter((node) => node instanceof VersionNode).map(({ versionInTrail }) => versionInTrail)));
  command('_modeltrail.loadMore', async (node) => {
    if (node instanceof MoreNode) tree.loadMore(node);
    return Promise.resolve();
  });
  command('_modeltrail.reveal', async (given, evenIfHidden) => {
    // Revealing a row brings its view to the front, which only a click may ask for.
    if (!view.visible && evenIfHidden !== true) return;
    const target = given as VersionInTrail;
    await refresh();
    if (evenIfHidden === true) {
      if (target.version.deleted && !tree.showsDeleted) await setDeletedShown(true);
      if (!(await tree.lets(target))) await filterBy(noFilter);
      await tree.unfold(target);
    }
    await select(context, tree, view, target);
  });
  command('_modeltrail.openRecorded', async (uri, selection) => {
    await openRecorded(uri as vscode.Uri, selection as vscode.Range | undefined);
  });
  command('_modeltrail.revealArtifact', async (path) => {
    await revealArtifact(String(path));
  });
}

/** VS Code fails to find a row whose siblings it is fetching for itself just then; a moment later it finds it. */
async function select({ log }: EditorContext, tree: VersionTree, view: vscode.TreeView<AnyNode>, target: VersionInTrail): Promise<void> {
  for (let attempt = 1; attempt <= 3; attempt++) {
    await tree.settled();
    const node = await tree.find(target);
    if (node === undefined) return;
    try {
      await view.reveal(node, { select: true, focus: false, expand: false });
      return;
    } catch (error) {
      log.debug('reveal', attempt, error);
    }
  }
}

async function openRecorded(uri: vscode.Uri, selection: vscode.Range | undefined): Promise<void> {
  refuseOtherMachine(uri);
  try {
    await vscode.workspace.fs.stat(uri);
  } catch (cause) {
    if (uri.scheme !== 'file') throw asTrailError(cause);
    throw new TrailError('file-missing', vscode.l10n.t('{0} is not in the workspace any more.', uri.fsPath), { hint: vscode.l10n.t('Its digest is in the record; its bytes were not kept.'), cause });
  }
  await vscode.commands.executeCommand('vscode.open', uri, selection === undefined ? {} : { selection });
}

/** A record may come from a stranger, and a path on Windows may name a machine, which would learn who is asking. */
function refuseOtherMachine({ scheme, authority, fsPath }: vscode.Uri): void {
  if (scheme !== 'file' || authority === '' || vscode.workspace.workspaceFolders?.some((folder) => folder.uri.authority === authority) === true) return;
  throw new TrailError('path-unsafe', vscode.l10n.t('{0} is on another machine, so it is not opened.', fsPath), { hint: vscode.l10n.t('Open it yourself if you trust it.') });
}

async function revealArtifact(path: string): Promise<void> {
  const uri = vscode.Uri.file(path);
  try {
    await vscode.workspace.fs.stat(uri);
  } catch (cause) {
    throw new TrailError('file-missing', vscode.l10n.t('{0} is not in the workspace now.', path), { hint: vscode.l10n.t('Restore the version to bring it back.'), cause });
  }
  await vscode.commands.executeCommand('revealInExplorer', uri);
}
