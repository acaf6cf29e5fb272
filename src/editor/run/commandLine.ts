import * as vscode from 'vscode';

/** What keeps a line from being one command; the shell would run the rest of it unrecorded. */
export function lineProblem(line: string): string | undefined {
  const unquoted = line.replaceAll(/"(?:[^"\\]|\\.)*"|'[^']*'|\\./gu, '');
  const [operator] = /&&|\|\||[|;&<>]/u.exec(unquoted) ?? [];
  return operator === undefined ? undefined : vscode.l10n.t('One command is recorded: put what belongs to “{0}” into a script.', operator);
}
