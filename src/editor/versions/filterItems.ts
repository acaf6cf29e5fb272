import * as vscode from 'vscode';
import type { TrailError } from '../../base/errors.ts';
import type { Field } from '../../domain/filter/fields.ts';
import type { Suggestion } from '../../domain/filter/suggest.ts';

/** Items of a list below an expression: they answer it as a whole, so the list is not to be narrowed or sorted by it. */
export function keepOrder(pick: vscode.QuickPick<vscode.QuickPickItem>): void {
  // Not among the typings; without it the list still works, in an order of its own.
  Object.assign(pick, { sortByLabel: false });
}

/** The mistake in an expression, and what to write instead. */
export function mistakeItem({ message, hint }: TrailError): vscode.QuickPickItem {
  return { label: `$(error) ${message}`, ...(hint === null ? {} : { detail: hint }), alwaysShow: true };
}

const shownExamples = 4;

/** A completion; Enter on it completes the term. */
export function suggestionItem({ kind, insert, examples }: Suggestion): vscode.QuickPickItem {
  const label = insert.trim();
  const field = kind === 'field' ? label.replace(/^-|:$/gu, '') : null;
  const description = field === null ? examples.slice(0, shownExamples).join(', ') : meaningOf(field as Field);
  return { label: `$(${icons[kind]}) ${label}`, ...(description === '' ? {} : { description }), alwaysShow: true };
}

const icons: Readonly<Record<Suggestion['kind'], string>> = { field: 'symbol-field', metric: 'graph', param: 'settings', operator: 'symbol-operator', value: 'symbol-value' };

function meaningOf(field: Field): string {
  switch (field) {
    case 'label':
      return vscode.l10n.t('the label, * for the rest: 1.*');
    case 'note':
      return vscode.l10n.t('what the note holds');
    case 'tag':
      return vscode.l10n.t('a tag');
    case 'alias':
      return vscode.l10n.t('an alias, * for any');
    case 'author':
      return vscode.l10n.t('who saved it: a name, an address, or me');
    case 'model':
      return vscode.l10n.t('the model');
    case 'since':
      return vscode.l10n.t('saved since: 2w, 3d, 12h or 2026-10-01');
    case 'until':
      return vscode.l10n.t('saved until, the day included');
    case 'before':
      return vscode.l10n.t('saved before');
    case 'is':
      return vscode.l10n.t('best, latest, here, elsewhere, lost or deleted');
    case 'has':
      return vscode.l10n.t('has a note, metrics, params, code, data or curves');
  }
}
