import * as vscode from 'vscode';
import type { Span, WrittenParameter } from '../../domain/mention.ts';
import { valueText } from '../../domain/value.ts';
import type { VersionSummary } from '../../domain/version.ts';
import type { FileState, PathState } from '../../trail/fileState.ts';
import { summarizeModels } from '../../trail/modelChoices.ts';
import { absolutePath } from '../../trail/paths.ts';
import type { MentionReader } from '../../trail/mentionReader.ts';
import { firstTracked, pointedVersion, pythonParameterAt, referenceAt, trackedAt, trackedByDvc, versionPointedAt } from '../../trail/mentions.ts';
import type { ParameterHistories } from '../../trail/parameterHistory.ts';
import { setContext } from '../context/contextKeys.ts';
import type { EditorContext } from '../context/editorContext.ts';
import { parameterHover } from './parameterHover.ts';
import type { Refresher } from './refresher.ts';
import { lengthOf, placeOf, pythonCells, type HoverPlace } from './textDocument.ts';
import { namedOthers, pathHover, versionHover, type HoveredVersion } from './versionHover.ts';

/** Lines around the cursor that an option's call may span. */
const around = 10;
const maxSettings = 1024 * 1024;
const maxPointer = 1024;
const maxDvc = 256 * 1024;

export interface HoverParts {
  readonly context: EditorContext;
  readonly reader: MentionReader;
  readonly refresher: Refresher;
  readonly histories: ParameterHistories;
}

/** Says of a path which version it is, and of a hyperparameter what it was. */
export class ModelHoverProvider implements vscode.HoverProvider {
  readonly #parts: HoverParts;
  #shown = false;

  constructor(parts: HoverParts) {
    this.#parts = parts;
  }

  async provideHover(document: vscode.TextDocument, position: vscode.Position, token: vscode.CancellationToken): Promise<vscode.Hover | undefined> {
    if (!vscode.workspace.getConfiguration('modeltrail', document).get('hover.enabled', true)) return undefined;
    const { context, refresher } = this.#parts;
    try {
      const place = await placeOf(context, refresher, document);
      if (place === null || token.isCancellationRequested) return undefined;
      const hover = await this.#hover(place, document, position, token);
      if (hover === null) return undefined;
      this.#tellFirst();
      return hover;
    } catch (error) {
      // Nobody asked for anything: a hover that can't be told is none.
      context.log.debug('hover', error);
      return undefined;
    }
  }

  /**
   * Makes a hover on the newest version that nobody sees, without touching its files: the code and the statements of the index
   * that the first real one needs are ready then, which takes several times as long as a hover.
   */
  async rehearse({ trail, index }: Pick<HoverPlace, 'trail' | 'index'>): Promise<void> {
    const [version] = index.versions({ offset: 0, limit: 1 });
    const path = version?.artifacts[0]?.path;
    if (version === undefined || path === undefined) return;
    const place: HoverPlace = { trail, index, models: summarizeModels(index, await trail.config()), file: absolutePath(trail.root, 'rehearsed.py'), path: 'rehearsed.py', language: 'python', notebook: null };
    const line = `load("${path}")`;
    referenceAt(place, line, 'load("'.length);
    trackedAt(place, line, 'python', 'load("'.length);
    const state: PathState = { state: 'saved', version, modifiedAt: null, isFolder: false };
    pathHover(this.#hovered(place, version), path, state, sameBytes(place, path, state));
  }

  /** A step of the walkthrough is done by it. */
  #tellFirst(): void {
    if (this.#shown) return;
    this.#shown = true;
    void setContext('hovered', true);
  }

  async #hover(place: HoverPlace, document: vscode.TextDocument, position: vscode.Position, token: vscode.CancellationToken): Promise<vscode.Hover | null> {
    const pointed = this.#pointer(place, document, position);
    if (pointed !== null) return pointed;
    if (place.language === null) return null;
    const line = document.lineAt(position.line).text;
    const column = position.character;
    const reference = referenceAt(place, line, column);
    if (reference !== null) return hoverAt(versionHover(this.#hovered(place, reference.version), ''), position.line, reference);
    const language = place.language === 'markdown' && isFenced(document, position.line) ? 'shell' : place.language;
    const word = trackedAt(place, line, language, column);
    if (word !== null) return this.#path(place, word.path, position.line, word);
    if (language === 'python') return (await this.#pythonParameter(place, document, position)) ?? (await this.#builtPath(place, document, position, token));
    return this.#setting(place, document, position);
  }

  /** Files that stand for others: Git LFS's by digest, DVC's by path. */
  #pointer(place: HoverPlace, document: vscode.TextDocument, position: vscode.Position): Promise<vscode.Hover | null> | vscode.Hover | null {
    const { line } = position;
    if (document.lineCount < 10 && lengthOf(document) <= maxPointer && /^oid sha256:/u.test(document.lineAt(line).text)) {
      const version = pointedVersion(place, document.getText());
      return version === null ? null : hoverAt(versionHover(this.#hovered(place, version), `&nbsp;$(check) ${vscode.l10n.t('same bytes')}`), line, { from: 0, to: document.lineAt(line).text.length });
    }
    if (!place.file.endsWith('.dvc') || lengthOf(document) > maxDvc) return null;
    const path = trackedByDvc(place, document.getText().split(/\r?\n/u), line);
    return path === null ? null : this.#path(place, path, line, { from: 0, to: document.lineAt(line).text.length });
  }

  async #path(place: HoverPlace, path: string, line: number, span: Span): Promise<vscode.Hover | null> {
    const hover = await this.#pathText(place, path);
    return hover === null ? null : hoverAt(hover, line, span);
  }

  async #pathText(place: HoverPlace, path: string): Promise<vscode.MarkdownString | null> {
    const state = await this.#parts.context.fileStates.of(place, path);
    if (state === null) return null;
    const pointed = state.state === 'changed' ? await versionPointedAt(place, path) : null;
    if (pointed !== null) return versionHover(this.#hovered(place, pointed), `&nbsp;$(cloud) ${vscode.l10n.t('by its Git LFS pointer; the bytes are not at this path yet')}`);
    return pathHover(this.#hovered(place, state.version), path, state, sameBytes(place, path, state));
  }

  #hovered(place: HoverPlace, version: VersionSummary): HoveredVersion {
    const { trail, index, models } = place;
    const parent = version.parents[0];
    return {
      trail,
      version,
      before: parent === undefined ? null : (index.summary(parent) ?? null),
      model: models.find(({ name }) => name === version.model) ?? { name: version.model, versions: 0, mainMetric: null, directions: {}, best: null },
      code: this.#parts.context.trails.records.peek(index, version.id)?.code ?? null,
      self: this.#parts.refresher.authorOf(trail),
    };
  }

  /** What is built of several parts is told by a worker. */
  async #builtPath(place: HoverPlace, document: vscode.TextDocument, position: vscode.Position, token: vscode.CancellationToken): Promise<vscode.Hover | null> {
    if (place.path === null || !/[\w"'/]/u.test(document.lineAt(position.line).text.slice(Math.max(0, position.character - 1), position.character + 1))) return null;
    const source = pythonCells(document, place.notebook);
    if (source === null) return null;
    const { root, folder } = place.trail;
    const found = await this.#parts.reader.pathsAt({ root, folder, path: place.path, cells: source.cells, cell: source.cell, offset: document.offsetAt(position) });
    if (token.isCancellationRequested) return null;
    for (const { paths, from, to } of found) {
      const path = firstTracked(place.index, paths);
      const hover = path === null ? null : await this.#pathText(place, path);
      if (hover !== null) return new vscode.Hover(hover, new vscode.Range(document.positionAt(from), document.positionAt(to)));
    }
    return null;
  }

  async #pythonParameter(place: HoverPlace, document: vscode.TextDocument, { line, character }: vscode.Position): Promise<vscode.Hover | null> {
    const first = Math.max(0, line - around);
    const lines = Array.from({ length: Math.min(document.lineCount, line + around) - first }, (_, at) => document.lineAt(first + at).text);
    const written = pythonParameterAt(lines, line - first, character);
    return written === null ? null : this.#parameter(place, written, line);
  }

  async #setting(place: HoverPlace, document: vscode.TextDocument, { line, character }: vscode.Position): Promise<vscode.Hover | null> {
    const { path, language, index, models } = place;
    const isSettings = language === 'yaml' || language === 'json' || language === 'toml';
    if (path === null || !isSettings || lengthOf(document) > maxSettings || !this.#parts.histories.concerns(index, models, path)) return null;
    const found = await this.#parts.reader.settingsOnLine(path, document.getText(), line);
    const text = document.lineAt(line).text;
    const key = document.getText(document.getWordRangeAtPosition(new vscode.Position(line, character), /[\w.-]+/u) ?? new vscode.Range(line, 0, line, 0));
    const setting = found.length === 1 ? found[0] : found.find(({ name }) => name === key || name.endsWith(`.${key}`));
    if (setting === undefined) return null;
    const from = text.length - text.trimStart().length;
    return this.#parameter(place, { name: setting.name, value: setting.value, text: setting.text ?? valueText(setting.value), from, to: text.trimEnd().length }, line);
  }

  async #parameter(place: HoverPlace, written: WrittenParameter, line: number): Promise<vscode.Hover | null> {
    const { index, models, path, trail } = place;
    const history = path === null ? null : this.#parts.histories.find(index, models, path, written);
    if (history === null) return null;
    const artifact = index.latest(history.model.name)?.artifacts[0];
    const state = artifact === undefined || artifact.files !== undefined ? null : await this.#parts.context.fileStates.of(place, artifact.path);
    const current = state?.state === 'saved' ? state.version.id : null;
    return hoverAt(parameterHover(trail.root, history, written, current), line, written);
  }
}

function hoverAt(text: vscode.MarkdownString, line: number, { from, to }: Span): vscode.Hover {
  return new vscode.Hover(text, new vscode.Range(line, from, line, to));
}

/** The newest other versions of the model in which the file was the same: one more than a hover names. */
function sameBytes({ index }: HoverPlace, path: string, { state, version }: FileState): VersionSummary[] {
  const artifact = state === 'saved' ? version.artifacts.find((each) => each.path === path) : undefined;
  return artifact === undefined ? [] : index.byArtifact(artifact.sha256, namedOthers + 2).filter(({ id, model }) => id !== version.id && model === version.model);
}

/** Whether a line of Markdown is inside a fenced block; looked up no further back than a screenful or two. */
function isFenced(document: vscode.TextDocument, line: number): boolean {
  let fences = 0;
  for (let at = Math.max(0, line - 400); at < line; at++) if (/^\s{0,3}(?:```|~~~)/u.test(document.lineAt(at).text.slice(0, 12))) fences++;
  return fences % 2 === 1;
}
