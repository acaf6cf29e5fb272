import * as vscode from 'vscode';
import { maxCompared } from '../../domain/comparison.ts';
import type { WrittenParameter } from '../../domain/mention.ts';
import type { ParameterHistory, ParameterRow } from '../../trail/parameterHistory.ts';
import { curveImage } from './curveImage.ts';
import { hoverOf, shown, table, type HoverLink } from './hoverText.ts';
import { verdictText } from './metricRows.ts';

const shownRows = 8;
const shownCauses = 2;
const longestValue = 40;

/**
 * What a hyperparameter was in the versions, and what became of the main metric.
 * @param current id of the version whose files are in the workspace, where that is known
 */
export function parameterHover(root: string, history: ParameterHistory, written: Pick<WrittenParameter, 'text'>, current: string | null): vscode.MarkdownString {
  const { rows, curve, model } = history;
  const chosen = rows.find(({ version, same }) => same && version.id === current) ?? rows.find(({ same }) => same);
  const marked = chosen?.version.id ?? null;
  const image = curve.length < 3 ? '' : `${vscode.l10n.t('{0} over versions', shown(model.mainMetric ?? ''))}&emsp;${curveImage(curve, marked, vscode.window.activeColorTheme.kind)}`;
  return hoverOf([heading(history, written.text, marked), rowsTable(history, marked), image], linksOf(root, history));
}

/** `lr = 3e-4, as in churn 1.3 and 2.0` */
function heading(history: ParameterHistory, text: string | null, marked: string | null): string {
  const { name, model, rows, older } = history;
  if (text === null) return vscode.l10n.t('{0} of {1}', `**${shown(name)}**`, `**${shown(model.name)}**`);
  const start = `**${shown(name)}** = ${shown(short(text))}`;
  const same = rows.filter((row) => row.same).sort((one, other) => Number(other.version.id === marked) - Number(one.version.id === marked));
  const [first, ...others] = same.map(({ version }) => version.label);
  if (first === undefined) return older === 0 ? vscode.l10n.t('{0}, in no version of {1}', start, `**${shown(model.name)}**`) : vscode.l10n.t('{0}, in none of the newest {1} versions of {2}', start, rows.length, `**${shown(model.name)}**`);
  const named = `**${shown(`${model.name} ${first}`)}**`;
  if (others.length === 0) return vscode.l10n.t('{0}, as in {1}', start, named);
  if (others.length === 1) return vscode.l10n.t('{0}, as in {1} and {2}', start, named, shown(others[0] ?? ''));
  return vscode.l10n.t('{0}, as in {1}, {2} and {3} more', start, named, shown(others[0] ?? ''), others.length - 1);
}

function rowsTable({ name, model, rows }: ParameterHistory, marked: string | null): string {
  const visible = rows.slice(0, shownRows);
  const hasMetric = visible.some(({ metric }) => metric !== null);
  const last = name.slice(name.lastIndexOf('.') + 1);
  const head = [vscode.l10n.t('Version'), shown(last), ...(hasMetric ? [shown(model.mainMetric ?? ''), vscode.l10n.t('Change')] : []), vscode.l10n.t('Changed with it')];
  const cells = visible.map((row) => {
    const label = shown(row.version.label);
    const value = row.text === null ? vscode.l10n.t('not set') : shown(short(row.text));
    return [row.version.id === marked ? `**${label}**` : label, value, ...(hasMetric ? [row.metric?.valueText ?? '', changeText(row)] : []), causesText(row)];
  });
  return table(head, cells, hasMetric ? [1, 2, 3] : [1]);
}

function changeText({ metric }: ParameterRow): string {
  return [metric?.change?.text ?? '', verdictText(metric?.change?.verdict)].filter((part) => part !== '').join(' ');
}

/** `warmup_steps, data` */
function causesText({ changedWith: { params, data } }: ParameterRow): string {
  const most = shownCauses - Number(data && params.length >= shownCauses);
  const kept = params.slice(0, params.length === most + 1 ? most + 1 : most).map((name) => shown(name.slice(name.lastIndexOf('.') + 1)));
  const rest = params.length - kept.length;
  return [...kept, ...(rest === 0 ? [] : [vscode.l10n.t('{0} more', rest)]), ...(data ? [vscode.l10n.t('data')] : [])].join(', ');
}

function linksOf(root: string, { rows, older }: ParameterHistory): HoverLink[] {
  if (rows.length < 2) return [];
  const ids = rows.slice(0, maxCompared).map(({ version }) => version.id).reverse();
  const label = older === 0 && rows.length <= maxCompared ? vscode.l10n.t('Compare all {0}', rows.length) : vscode.l10n.t('Compare the newest {0}', ids.length);
  return [{ icon: 'git-compare', label, command: '_modeltrail.compareIds', given: { root, ids } }];
}

function short(text: string): string {
  return text.length <= longestValue ? text : `${text.slice(0, longestValue - 1)}…`;
}
