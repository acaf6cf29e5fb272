import * as vscode from 'vscode';
import { shortText } from '../../domain/visibleText.ts';
import type { ParameterHistory } from '../../trail/parameterHistory.ts';

const shownValues = 3;
const longestValue = 24;

/** `3e-4 in 1.2`, `1e-3 in 1.1`: the values that a hyperparameter had, each with the newest version that had it in a row, newest first. */
export function valuesOf({ rows }: ParameterHistory): string[] {
  const changes = rows.filter((row, at) => row.text !== null && row.text !== rows[at - 1]?.text);
  return changes.slice(0, shownValues).map(({ text, version }) => vscode.l10n.t('{0} in {1}', shortText(text ?? '', longestValue), version.label));
}

/** `as in 1.2`; `1e-3 in 1.2` for a value that none of the versions has; empty where that is not known. */
export function standingOf(history: ParameterHistory): string {
  const same = history.rows.find((row) => row.same);
  return same === undefined ? (valuesOf(history)[0] ?? '') : vscode.l10n.t('as in {0}', same.version.label);
}
