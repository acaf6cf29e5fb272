import type * as vscode from 'vscode';
import type { WrittenParameter } from '../../domain/mention.ts';
import { valueText } from '../../domain/value.ts';
import { pythonParametersOn } from '../../trail/mentions.ts';
import type { ParameterHistory } from '../../trail/parameterHistory.ts';
import type { HoverParts } from './hoverProvider.ts';
import { lengthOf, type HoverPlace } from './textDocument.ts';

/** A hyperparameter with a plain value, and what it was in the newest versions. */
export interface ParameterLine {
  readonly line: number;
  readonly written: WrittenParameter;
  readonly history: ParameterHistory;
}

const maxFound = 50;
/** Versions that the few words beside a line tell of. */
const newest = 8;
/** Lines that an option's call may go on over. */
const callLines = 8;
const maxLines = 2000;
const maxText = 1024 * 1024;

/** The hyperparameters on some lines of a file that trained or configured a model. */
export async function parameterLines({ reader, histories }: HoverParts, place: HoverPlace, document: vscode.TextDocument, { start, end }: vscode.Range): Promise<ParameterLine[]> {
  const { path, index, models, language } = place;
  const isSettings = language === 'yaml' || language === 'json' || language === 'toml';
  if (path === null || (language !== 'python' && !isSettings) || lengthOf(document) > maxText || !histories.concerns(index, models, path)) return [];
  const last = Math.min(end.line, document.lineCount - 1, start.line + maxLines);
  const written = isSettings ? await settingsOf(document, (text) => reader.settingsByLine(path, text)) : parametersOf(document, start.line, last);
  const names = histories.namesIn(index, models, path);
  const found: ParameterLine[] = [];
  for (const [line, parameter] of written) {
    if (line < start.line || line > last || found.length >= maxFound || !names.has(parameter.name.slice(parameter.name.lastIndexOf('.') + 1))) continue;
    const history = histories.find(index, models, path, parameter, newest);
    if (history !== null) found.push({ line, written: parameter, history });
  }
  return found;
}

type Placed = readonly (readonly [number, WrittenParameter])[];

function parametersOf(document: vscode.TextDocument, first: number, last: number): Placed {
  const end = Math.min(document.lineCount, last + callLines);
  const lines = Array.from({ length: end - first }, (_, at) => document.lineAt(first + at).text);
  return lines.slice(0, last + 1 - first).flatMap((_, at) => pythonParametersOn(lines, at).map((parameter) => [first + at, parameter] as const));
}

async function settingsOf(document: vscode.TextDocument, read: (text: string) => ReturnType<HoverParts['reader']['settingsByLine']>): Promise<Placed> {
  const found = await read(document.getText());
  return found.filter(({ line }) => line < document.lineCount).map(({ line, setting: { name, value, text } }) => {
    const row = document.lineAt(line).text;
    return [line, { name, value, text: text ?? valueText(value), from: row.length - row.trimStart().length, to: row.trimEnd().length }];
  });
}
