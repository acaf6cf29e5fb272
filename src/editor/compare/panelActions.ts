import * as vscode from 'vscode';
import { TrailError } from '../../base/errors.ts';
import { curveOf } from '../../compare/curves.ts';
import type { CompareHostTable } from '../../protocol/compare.ts';
import { rememberDirection } from '../../trail/config.ts';
import type { Compared } from '../../compare/compareRead.ts';
import { showFailure } from '../context/messages.ts';
import type { ComparePanel } from './comparePanel.ts';
import { copyMarkdown } from './copyMarkdown.ts';
import { exportHtml } from './exportHtml.ts';
import { openChangedFiles, openFileDiff } from './openDiff.ts';
import { openLink } from './openLink.ts';
import { chooseBaseline, chooseOneMore, chooseReplacement, chooseSet } from './rearrange.ts';

/** Everything that a panel may ask for. What fails in an action becomes one sentence for the person. */
export function panelActions(panel: ComparePanel): Omit<CompareHostTable, 'load'> {
  const { context } = panel;
  const act = async (action: () => Promise<void>): Promise<null> => {
    try {
      await action();
    } catch (error) {
      await showFailure(context, error);
    }
    return null;
  };
  return {
    curve: ({ name }) => Promise.resolve(curveOf(shown(panel).request, name)),
    arrange: (identity) => act(() => panel.arrange(identity)),
    chooseVersion: ({ at }) => act(() => (at === null ? chooseOneMore(panel) : chooseReplacement(panel, at))),
    chooseVersions: () => act(() => chooseSet(panel)),
    chooseBaseline: () => act(() => chooseBaseline(panel)),
    setDirection: ({ metric, direction }) => act(() => setDirection(panel, metric, direction)),
    openLink: ({ link }) => act(async () => openLink(await panel.trail(), shown(panel), link)),
    openDiff: ({ path }) => act(async () => (path === null ? openChangedFiles(await panel.trail(), shown(panel)) : openFileDiff(await panel.trail(), shown(panel), path))),
    copyMarkdown: () => act(() => copyMarkdown(panel)),
    exportHtml: () => act(() => exportHtml(panel)),
  };
}

/** What the panel shows; throws `cancelled` where it shows nothing, as there is nothing to act on. */
export function shown(panel: ComparePanel): Compared {
  if (panel.compared !== null) return panel.compared;
  throw new TrailError('cancelled', 'Nothing is compared.');
}

async function setDirection(panel: ComparePanel, metric: string, direction: 'up' | 'down' | null): Promise<void> {
  if (!vscode.workspace.isTrusted) throw new TrailError('not-trusted', vscode.l10n.t('Remembering which way is good waits until this workspace is trusted.'), { hint: vscode.l10n.t('Trust the workspace, then try again.') });
  const { request } = shown(panel);
  const models = new Set(request.versions.map(({ version }) => version.model));
  const { root } = await panel.trail();
  for (const model of models) await rememberDirection(root, model, metric, direction);
  panel.context.trails.changed();
}
