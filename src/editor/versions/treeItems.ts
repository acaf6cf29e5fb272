import * as vscode from 'vscode';
import { directionOf } from '../../domain/metric.ts';
import { metricChange } from '../../domain/metricChange.ts';
import { ageText } from '../../domain/numberText.ts';
import type { VersionSummary } from '../../domain/version.ts';
import { versionCount } from '../context/counts.ts';
import type { LeafNode} from './nodes.ts';
import { FoldNode, ModelNode, MoreNode, SectionNode, VersionNode, WorkingNode, type AnyNode } from './nodes.ts';
import { sectionText } from './sectionRows.ts';

const collapsed = vscode.TreeItemCollapsibleState.Collapsed;

/** How a row looks. @param place what tells its trail from others; empty where there is one */
export function treeItem(node: AnyNode, place: readonly string[]): vscode.TreeItem {
  const item = itemFor(node, place);
  item.id = node.id;
  return item;
}

function itemFor(node: AnyNode, place: readonly string[]): vscode.TreeItem {
  if (node instanceof ModelNode) return modelItem(node, place);
  if (node instanceof WorkingNode) return workingItem(node);
  if (node instanceof VersionNode) return versionItem(node);
  if (node instanceof SectionNode) {
    const { label, icon, description } = sectionText(node);
    return row(label, description, icon, collapsed);
  }
  if (node instanceof FoldNode) return row(node.label, '', 'ellipsis', collapsed);
  if (node instanceof MoreNode) {
    const item = row(vscode.l10n.t('Show more versions'), node.hidden === null ? '' : vscode.l10n.t('{0} not shown', node.hidden), 'ellipsis');
    item.command = { command: '_modeltrail.loadMore', title: vscode.l10n.t('Show more versions'), arguments: [node] };
    return item;
  }
  return leafItem(node);
}

function row(label: string, description: string, icon: string, state = vscode.TreeItemCollapsibleState.None): vscode.TreeItem {
  const item = new vscode.TreeItem(label, state);
  item.description = description;
  // VS Code's own would repeat the label alone, without what a narrow sidebar cuts off.
  item.tooltip = description === '' ? label : `${label}: ${description}`;
  item.iconPath = new vscode.ThemeIcon(icon);
  // A screen reader would otherwise hear the tooltip in place of the row.
  item.accessibilityInformation = { label: description === '' ? label : `${label}, ${description}` };
  return item;
}

function leafItem({ leaf }: LeafNode): vscode.TreeItem {
  const item = row(leaf.label, leaf.description, leaf.icon);
  if (leaf.tooltip !== undefined) item.tooltip = leaf.tooltip;
  if (leaf.command !== undefined) item.command = leaf.command;
  return item;
}

function modelItem({ model }: ModelNode, place: readonly string[]): vscode.TreeItem {
  const direction = model.mainMetric === null ? null : directionOf(model.mainMetric, model.directions);
  const arrow = direction === null ? '' : direction === 'up' ? ' ↑' : ' ↓';
  const parts = [...(model.mainMetric === null ? [] : [`${model.mainMetric}${arrow}`]), versionCount(model.versions), ...place];
  const item = row(model.name, parts.join(' · '), 'package', vscode.TreeItemCollapsibleState.Expanded);
  item.contextValue = 'model';
  return item;
}

function workingItem({ version, modifiedAt, trail, place }: WorkingNode): vscode.TreeItem {
  const age = ageText(modifiedAt, trail.clock.now());
  const changed = age === 'now' ? vscode.l10n.t('changed just now, not saved') : vscode.l10n.t('changed {0} ago, not saved', age);
  const item = row(vscode.l10n.t('Working files'), [changed, ...place].join(' · '), 'circle-filled');
  item.iconPath = new vscode.ThemeIcon('circle-filled', new vscode.ThemeColor('gitDecoration.modifiedResourceForeground'));
  item.tooltip = vscode.l10n.t('Changed since {0} {1}; no version has these bytes', version.model, version.label);
  item.contextValue = 'working';
  return item;
}

function versionItem(node: VersionNode): vscode.TreeItem {
  const { version, before, isBest, parent } = node;
  const change = metricChange(parent.model.mainMetric, version.metrics, before?.metrics ?? null, parent.model.directions);
  const { text: bytes, state } = bytesOf(version);
  const names = [...(isBest ? [vscode.l10n.t('best')] : []), ...version.aliases].join(', ');
  const metric = [change?.valueText, change?.change?.text].filter((part) => part !== undefined).join(' ');
  const age = ageText(version.createdAt, parent.trail.clock.now());
  const rivals = version.rivalLabels.length > 0 ? vscode.l10n.t('also labelled {0}', version.rivalLabels.join(', ')) : '';
  const shared = version.labelShared ? vscode.l10n.t('label given twice, by {0}', version.author.name) : '';
  const description = [metric, names, age, bytes, version.deleted ? vscode.l10n.t('deleted') : '', rivals, shared].filter((part) => part !== '').join(' · ');
  const item = row(version.label, description, iconFor(node), collapsed);
  item.contextValue = [version.deleted ? 'deleted' : 'version', state, ...(before === null ? [] : ['child']), ...(version.aliases.length > 0 ? ['aliased'] : []), ...(version.tags.length > 0 ? ['tagged'] : [])].join(' ');
  item.tooltip = versionTooltip(version, before);
  return item;
}

function bytesOf(version: VersionSummary): { readonly text: string; readonly state: 'here' | 'elsewhere' | 'lost' } {
  if (version.artifacts.some(({ bytes }) => bytes === 'lost')) return { text: vscode.l10n.t('damaged'), state: 'lost' };
  if (version.artifacts.some(({ bytes }) => bytes === 'elsewhere')) return { text: vscode.l10n.t('not on this machine'), state: 'elsewhere' };
  return { text: '', state: 'here' };
}

/** One icon a row, the first that holds. */
function iconFor({ version, isBest }: VersionNode): string {
  if (version.deleted) return 'trash';
  const { state } = bytesOf(version);
  if (state === 'lost') return 'error';
  if (state === 'elsewhere') return 'cloud';
  if (version.aliases.includes('production')) return 'rocket';
  return isBest ? 'star-full' : 'git-commit';
}

function versionTooltip(version: VersionSummary, before: VersionSummary | null): vscode.MarkdownString {
  const tooltip = new vscode.MarkdownString();
  const saved = new Date(version.createdAt).toLocaleString();
  // Not as a reference: Markdown would take churn@1.2 for an address to write mail to.
  tooltip.appendText(`${version.model} ${version.label}`);
  if (version.note !== '') {
    tooltip.appendMarkdown('\n\n');
    tooltip.appendText(version.note);
  }
  tooltip.appendMarkdown('\n\n');
  tooltip.appendText(
    before === null
      ? vscode.l10n.t('Saved {0} by {1}, {2}', saved, version.author.name, version.id.slice(0, 7))
      : vscode.l10n.t('Saved {0} by {1}, from {2}, {3}', saved, version.author.name, before.label, version.id.slice(0, 7)),
  );
  if (version.tags.length > 0) {
    tooltip.appendMarkdown('\n\n');
    tooltip.appendText(vscode.l10n.t('Tags: {0}', version.tags.join(', ')));
  }
  return tooltip;
}
