import type * as vscode from 'vscode';
import type { FileState } from '../../trail/fileState.ts';
import { firstTracked } from '../../trail/mentions.ts';
import type { HoverParts } from './hoverProvider.ts';
import { pythonCells, type HoverPlace } from './textDocument.ts';

/** A line that writes or loads a tracked model. */
export interface TrackedCall {
  readonly line: number;
  readonly path: string;
  readonly state: FileState;
}

const maxCalls = 50;

/** The calls of a Python file, or of one cell, that write or load tracked models; each path once a line. */
export async function trackedCalls({ context, reader }: HoverParts, place: HoverPlace, document: vscode.TextDocument): Promise<readonly TrackedCall[]> {
  const source = place.language === 'python' ? pythonCells(document, place.notebook) : null;
  if (place.path === null || source === null) return [];
  const { root, folder } = place.trail;
  const found = await reader.fileCalls({ root, folder, path: place.path, cells: source.cells });
  const calls = new Map<string, TrackedCall>();
  for (const { cell, line, paths } of found) {
    const path = cell === source.cell && calls.size < maxCalls ? firstTracked(place.index, paths) : null;
    const state = path === null ? null : await context.fileStates.of(place, path);
    if (path !== null && state !== null) calls.set(`${String(line)} ${path}`, { line, path, state });
  }
  return [...calls.values()];
}
