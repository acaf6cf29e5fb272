import * as vscode from 'vscode';
import type { FileState } from '../../trail/fileState.ts';
import { trackedOnLine } from '../../trail/mentions.ts';
import type { HoverParts } from './hoverProvider.ts';
import { parameterHover } from './parameterHover.ts';
import { parameterLines, type ParameterLine } from './parameterLines.ts';
import { standingOf } from './parameterText.ts';
import { shortStateText, stateText } from './stateText.ts';
import { placeOf, type HoverPlace } from './textDocument.ts';

/** More than fits on any screen. */
const maxLines = 500;
const maxText = 1024 * 1024;
const maxHints = 100;

/** The version behind each path that is written out, and behind each value of a hyperparameter. Off unless the settings ask for it. */
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
    const shown = new vscode.Range(range.start, new vscode.Position(Math.min(range.end.line, range.start.line + maxLines), 0));
    const parameters = await parameterLines(this.#parts, place, document, shown);
    return [...(await this.#paths(place, document, shown)), ...parameters.flatMap((parameter) => parameterHint(place.trail.root, parameter))];
  }

  async #paths(place: HoverPlace, document: vscode.TextDocument, { start, end }: vscode.Range): Promise<vscode.InlayHint[]> {
    const hints: vscode.InlayHint[] = [];
    let length = 0;
    for (let line = start.line; line <= end.line && line < document.lineCount && hints.length < maxHints && length <= maxText; line++) {
      const ends = new Set<number>();
      const { text } = document.lineAt(line);
      length += text.length;
      for (const { path, to } of place.language === null ? [] : trackedOnLine(place, text, place.language)) {
        const state = ends.has(to) ? null : await this.#parts.context.fileStates.of(place, path);
        ends.add(to);
        if (state !== null) hints.push(pathHint(state, new vscode.Position(line, to + (/["'`]/u.test(text[to] ?? '') ? 1 : 0))));
      }
    }
    return hints;
  }
}

function pathHint(state: FileState, at: vscode.Position): vscode.InlayHint {
  return hintOf(shortStateText(state), stateText(state), at);
}

function parameterHint(root: string, { line, written, history }: ParameterLine): vscode.InlayHint[] {
  const text = standingOf(history);
  return text === '' ? [] : [hintOf(text, parameterHover(root, history, written, null), new vscode.Position(line, written.to))];
}

function hintOf(text: string, tooltip: string | vscode.MarkdownString, at: vscode.Position): vscode.InlayHint {
  const hint = new vscode.InlayHint(at, text);
  hint.paddingLeft = true;
  hint.tooltip = tooltip;
  return hint;
}
