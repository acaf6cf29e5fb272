import * as vscode from 'vscode';
import { trackedOnLine } from '../../trail/mentions.ts';
import type { HoverParts } from './hoverProvider.ts';
import { stateText } from './stateText.ts';
import { placeOf } from './textDocument.ts';

/** More than fits on any screen. */
const maxLines = 500;
const maxHints = 100;

/** The version behind each path that is written out. Off unless the settings ask for it. */
export class ModelInlayHintsProvider implements vscode.InlayHintsProvider {
  readonly onDidChangeInlayHints: vscode.Event<void>;
  readonly #parts: HoverParts;

  constructor(parts: HoverParts, changed: vscode.Event<void>) {
    this.#parts = parts;
    this.onDidChangeInlayHints = changed;
  }

  async provideInlayHints(document: vscode.TextDocument, range: vscode.Range): Promise<vscode.InlayHint[]> {
    if (!vscode.workspace.getConfiguration('modeltrail', document).get('inlayHints.enabled', false)) return [];
    const place = await placeOf(this.#parts.context, this.#parts.refresher, document);
    if (place?.language == null) return [];
    const hints: vscode.InlayHint[] = [];
    for (let line = range.start.line; line <= Math.min(range.end.line, range.start.line + maxLines) && hints.length < maxHints; line++) {
      const ends = new Set<number>();
      const { text } = document.lineAt(line);
      for (const { path, to } of trackedOnLine(place, text, place.language)) {
        const state = ends.has(to) ? null : await this.#parts.context.fileStates.of(place, path);
        ends.add(to);
        if (state !== null) hints.push(hintFor(state, new vscode.Position(line, to + (/["'`]/u.test(text[to] ?? '') ? 1 : 0))));
      }
    }
    return hints;
  }
}

function hintFor(state: Parameters<typeof stateText>[0], at: vscode.Position): vscode.InlayHint {
  const { model, label } = state.version;
  const hint = new vscode.InlayHint(at, state.state === 'saved' ? `${model} ${label}` : stateText(state));
  hint.paddingLeft = true;
  hint.tooltip = stateText(state);
  return hint;
}
