import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { MentionReader } from '../../trail/mentionReader.ts';
import { ParameterHistories } from '../../trail/parameterHistory.ts';
import type { EditorContext } from '../context/editorContext.ts';
import { ModelCellStatusProvider } from './cellStatus.ts';
import { ModelCodeLensProvider } from './codeLens.ts';
import { ModelHoverProvider, type HoverParts } from './hoverProvider.ts';
import { ModelInlayHintsProvider } from './inlayHints.ts';
import { registerLinkCommands } from './linkCommands.ts';
import { Refresher } from './refresher.ts';
import { documents } from './textDocument.ts';

/** After what the window itself has to do at its start. */
const warmUpMs = 1000;
const pauseMs = 200;

/** Hovers on models' paths, references and hyperparameters; and, where the settings ask for them, code lenses and inlay hints. */
export function register(context: EditorContext): void {
  const changed = new vscode.EventEmitter<void>();
  const fire = (): void => {
    changed.fire();
  };
  const reader = new MentionReader(join(context.extension.extensionPath, 'dist', 'worker.cjs'));
  const refresher = new Refresher(fire);
  const parts: HoverParts = { context, reader, refresher, histories: new ParameterHistories(context.trails.records) };
  const hovers = new ModelHoverProvider(parts);
  const warming = setTimeout(() => void warmUp(context, hovers), warmUpMs);
  context.extension.subscriptions.push(
    changed,
    { dispose: () => clearTimeout(warming) },
    reader,
    refresher,
    vscode.languages.registerHoverProvider(documents, hovers),
    vscode.languages.registerCodeLensProvider({ scheme: 'file' }, new ModelCodeLensProvider(parts, changed.event)),
    vscode.languages.registerInlayHintsProvider(documents, new ModelInlayHintsProvider(parts, changed.event)),
    vscode.notebooks.registerNotebookCellStatusBarItemProvider('jupyter-notebook', new ModelCellStatusProvider(parts, changed.event)),
    context.trails.onDidChange(fire),
    context.fileStates.onDidChange(fire),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('modeltrail')) fire();
    }),
    // A training run in a terminal writes models while this window is in the background.
    vscode.window.onDidChangeWindowState(({ focused }) => {
      if (focused) fire();
    }),
  );
  registerLinkCommands(context);
}

/** Opens the index and the newest records, where there are any, so that the first hover has only to look into them. */
async function warmUp({ trails }: EditorContext, hovers: ModelHoverProvider): Promise<void> {
  try {
    for (const trail of await trails.folders()) {
      const index = await trail.presentIndex();
      if (index === null) continue;
      for (const { id } of index.versions({ offset: 0, limit: 3 })) {
        trails.records.peek(index, id);
        // Reading a long record takes as long as several hovers: one at a time.
        await delay(pauseMs);
      }
      await hovers.rehearse({ trail, index });
    }
  } catch {
    // The tree of versions tells what is wrong with a store.
  }
}
