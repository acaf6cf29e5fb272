import * as vscode from 'vscode';
import { disposeAll, type Disposable } from '../../base/disposables.ts';
import { TrailError } from '../../base/errors.ts';
import type { CompareIdentity } from '../../protocol/compare.ts';
import { comparableIds } from '../../trail/compareVersions.ts';
import type { EditorContext } from '../context/editorContext.ts';
import { sameStore } from '../context/trails.ts';
import type { VersionInTrail } from '../context/versionPick.ts';
import { ComparePanel } from './comparePanel.ts';
import { readKeptIdentity } from './keptIdentity.ts';
import { lastOther } from './rearrange.ts';
import { compareViewType } from './viewType.ts';

/** The open compare panels: each set of versions has one, which survives a reload of the window. */
export class ComparePanels implements Disposable {
  readonly #context: EditorContext;
  readonly #open = new Set<ComparePanel>();

  constructor(context: EditorContext) {
    this.#context = context;
  }

  /** A panel of an earlier window, or of this one before it was reloaded. */
  reopen(panel: vscode.WebviewPanel, state: unknown): void {
    const identity = readKeptIdentity(state);
    if (identity === null) panel.dispose();
    else this.#adopt(panel, identity);
  }

  /** Compares versions of one trail, the oldest as the baseline. */
  async openVersions(versions: readonly VersionInTrail[]): Promise<void> {
    const [first] = versions;
    if (first === undefined) return;
    if (versions.some(({ trail }) => !sameStore(trail, first.trail))) {
      throw new TrailError('usage', vscode.l10n.t('These versions are of different trails.'), { hint: vscode.l10n.t('Compare versions of one folder or repository.') });
    }
    const oldestFirst = [...versions].sort((a, b) => a.version.createdAt.localeCompare(b.version.createdAt));
    await this.open(first.trail.root, oldestFirst.map(({ version }) => version.id));
  }

  /** @param ids the baseline first */
  open(root: string, ids: readonly string[]): Promise<void> {
    const distinct = comparableIds(ids);
    const identity: CompareIdentity = { root, ids: distinct, baseline: 0, focus: lastOther(distinct.length, 0) };
    const known = [...this.#open].find((panel) => panel.identity.root === root && sameSet(panel.identity.ids, distinct));
    if (known !== undefined) known.panel.reveal();
    else this.#adopt(vscode.window.createWebviewPanel(compareViewType, vscode.l10n.t('Compare Versions'), vscode.ViewColumn.Active, { enableFindWidget: true }), identity);
    return Promise.resolve();
  }

  /** Runs a command of the panel that is in front. */
  async withActive(run: (panel: ComparePanel) => Promise<void>): Promise<void> {
    const panel = [...this.#open].find(({ panel: { active } }) => active) ?? [...this.#open].find(({ panel: { visible } }) => visible);
    if (panel !== undefined) await run(panel);
  }

  #adopt(panel: vscode.WebviewPanel, identity: CompareIdentity): void {
    const icon = vscode.Uri.joinPath(this.#context.extension.extensionUri, 'media');
    panel.iconPath = { light: vscode.Uri.joinPath(icon, 'trail-light.svg'), dark: vscode.Uri.joinPath(icon, 'trail-dark.svg') };
    const compare = new ComparePanel(this.#context, panel, identity);
    this.#open.add(compare);
    compare.onDidDispose(() => this.#open.delete(compare));
  }

  dispose(): void {
    disposeAll([...this.#open]);
  }
}

function sameSet(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((id) => other.includes(id));
}
