import * as vscode from 'vscode';
import { cutText, visibleText } from '../../domain/visibleText.ts';

/** The only commands that a hover's links may run; each checks what it is given. */
export const linkCommands = ['_modeltrail.compareIds', '_modeltrail.hoverRestore', '_modeltrail.hoverSave', '_modeltrail.hoverOpen', '_modeltrail.hoverScript'] as const;
export type LinkCommand = (typeof linkCommands)[number];

/** A link below a hover; what it gives to the command is plain JSON. */
export interface HoverLink {
  readonly icon: string;
  readonly label: string;
  readonly command: LinkCommand;
  readonly given: Readonly<Record<string, string | readonly string[]>>;
}

const longest = 240;
/** What would become markup, a link, an icon, an address of mail, or end a cell. An underscore within a word is none of these. */
const marks = /[\\`*<>|~$&#@[\]]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|:(?=\/\/)|(?<=www)\./giu;

/** Recorded text as it reads, in any place of a hover. */
export function shown(text: string): string {
  return cutText(visibleText(text), longest).replaceAll(marks, (sign) => `&#${String(sign.charCodeAt(0))};`);
}

/** Hovers set columns close to each other. */
const gap = '&emsp;';

/** Cells are Markdown already. @param right positions of columns that hold numbers */
export function table(head: readonly string[], rows: readonly (readonly string[])[], right: readonly number[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const spaced = (cells: readonly string[]): string => line(cells.map((each, at) => (at === 0 ? each : `${gap}${each}`)));
  return [spaced(head), line(head.map((_, at) => (right.includes(at) ? '---:' : ':---'))), ...rows.map(spaced)].join('\n');
}

export function link({ icon, label, command, given }: HoverLink): string {
  return `[${icon === '' ? '' : `$(${icon}) `}${shown(label)}](${commandUri(command, given)})`;
}

/** Brackets would end the link's address. */
function commandUri(command: LinkCommand, given: HoverLink['given']): string {
  const json = encodeURIComponent(JSON.stringify([given])).replaceAll('(', '%28').replaceAll(')', '%29');
  return `command:${command}?${json}`;
}

/** Paragraphs, then the links under a line. */
export function hoverOf(paragraphs: readonly string[], links: readonly HoverLink[]): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString(paragraphs.filter((each) => each !== '').join('\n\n'), true);
  if (links.length > 0) markdown.appendMarkdown(`\n\n---\n\n${links.map(link).join('&nbsp;&nbsp;&nbsp; ')}`);
  markdown.isTrusted = { enabledCommands: linkCommands };
  return markdown;
}
