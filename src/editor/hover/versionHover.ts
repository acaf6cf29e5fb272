import * as vscode from 'vscode';
import { sizeText } from '../../domain/numberText.ts';
import { shortText } from '../../domain/visibleText.ts';
import { workingId, type ModelSummary, type Version, type VersionArtifact, type VersionSummary } from '../../domain/version.ts';
import type { PathState } from '../../trail/fileState.ts';
import type { Trail } from '../../trail/trail.ts';
import { agoText } from '../context/ago.ts';
import { hoverOf, link, shown, type HoverLink } from './hoverText.ts';
import { mainMetricText, metricTable } from './metricRows.ts';

/** What a hover tells of a version. */
export interface HoveredVersion {
  readonly trail: Trail;
  readonly version: VersionSummary;
  /** The version that it was made from. */
  readonly before: VersionSummary | null;
  readonly model: ModelSummary;
  /** For the commit and the script; null where the record was not read yet, or can't be. */
  readonly code: Version['code'];
  /** The name of whoever is at this machine; null while that is not known. */
  readonly self: string | null;
}

const longestNote = 180;
/** Versions with the same bytes that are named; a file that never changes is in all of them. */
export const namedOthers = 4;

/** A version, by a reference or a digest. */
export function versionHover(hovered: HoveredVersion, what: string): vscode.MarkdownString {
  return hoverOf([identity(hovered, what), ...facts(hovered, null)], linksOf(hovered));
}

/** A tracked path: which version its bytes are, or that they are none's. */
export function pathHover(hovered: HoveredVersion, path: string, state: PathState, others: readonly VersionSummary[]): vscode.MarkdownString {
  if (state.state === 'saved') {
    const artifact = hovered.version.artifacts.find((each) => each.path === path) ?? null;
    return hoverOf([identity(hovered, `&nbsp;$(check) ${vscode.l10n.t('same bytes')}`), ...facts(hovered, artifact), othersText(others)], linksOf(hovered));
  }
  return hoverOf([`**${shown(hovered.version.model)}** ${stateText(hovered, path, state)}`, lastSavedText(hovered, state)], unsavedLinks(hovered, path, state));
}

/** The label beside a model's name; a reference would be taken for an address of mail. */
function identity({ version, model }: HoveredVersion, what: string): string {
  const names = [...(model.best === version.id && model.versions > 1 ? [vscode.l10n.t('best')] : []), ...version.aliases].slice(0, 5);
  return [`**${shown(`${version.model} ${version.label}`)}**`, ...(names.length === 0 ? [] : [`· ${names.map(shown).join(', ')}`]), what].filter((part) => part !== '').join(' ');
}

function facts(hovered: HoveredVersion, artifact: VersionArtifact | null): string[] {
  return [metricTable(hovered.version, hovered.before, hovered.model), [savedText(hovered, artifact), bytesText(hovered.version)].filter((part) => part !== '').join(' '), noteText(hovered.version)];
}

/** `Saved 2 days ago by you from 3f9c2ab, 4.12 MB` */
function savedText({ trail, version, code, self }: HoveredVersion, artifact: VersionArtifact | null): string {
  const when = agoText(version.createdAt, trail.clock.now());
  const author = version.author.name === self ? vscode.l10n.t('you') : shown(version.author.name);
  const size = sizeText(artifact?.size ?? version.artifacts.reduce((sum, each) => sum + each.size, 0));
  const commit = code?.commit ?? null;
  if (commit === null) return vscode.l10n.t('Saved {0} by {1}, {2}.', when, author, size);
  return vscode.l10n.t('Saved {0} by {1} from {2}, {3}.', when, author, commitText(trail, version, code?.script ?? null, commit), size);
}

/** The commit opens the script as it was then, where one was recorded. */
function commitText(trail: Trail, version: VersionSummary, script: string | null, commit: string): string {
  const label = commit.slice(0, 7);
  return script === null ? shown(label) : link({ icon: '', label, command: '_modeltrail.hoverScript', given: { root: trail.root, id: version.id, path: script } });
}

/** Nothing where they are here, as usual. */
function bytesText({ artifacts, author }: VersionSummary): string {
  if (artifacts.some(({ bytes }) => bytes === 'lost')) return vscode.l10n.t('The stored bytes are damaged.');
  return artifacts.some(({ bytes }) => bytes === 'elsewhere') ? vscode.l10n.t('Its bytes are not stored on this machine, but with {0}.', shown(author.name)) : '';
}

function noteText({ note }: VersionSummary): string {
  const text = shortText(note.trim().split(/\n\s*\n/u)[0] ?? '', longestNote);
  return text === '' ? '' : `*${shown(text)}*`;
}

function othersText(others: readonly VersionSummary[]): string {
  if (others.length === 0) return '';
  const names = others.slice(0, namedOthers).map(({ label }) => shown(label)).join(', ');
  return others.length <= namedOthers ? vscode.l10n.t('The same bytes: {0}.', names) : vscode.l10n.t('The same bytes: {0} and others.', names);
}

function stateText({ version, trail }: HoveredVersion, path: string, { state, modifiedAt }: PathState): string {
  if (state === 'missing') return `· ${vscode.l10n.t('{0} is not in the workspace now', shown(path))}`;
  if (state === 'unread') return `· ${vscode.l10n.t('checking the bytes…')}`;
  const since = vscode.l10n.t('changed since {0}', shown(version.label));
  return `&nbsp;$(circle-filled) ${modifiedAt === null ? since : `${since}, ${agoText(modifiedAt, trail.clock.now())}`}`;
}

function lastSavedText({ version, model }: HoveredVersion, { state }: PathState): string {
  const metric = mainMetricText(version, model);
  const last = metric === '' ? vscode.l10n.t('Last saved: {0}.', shown(version.label)) : vscode.l10n.t('Last saved: {0}, {1}.', shown(version.label), shown(metric));
  if (state === 'changed') return `${vscode.l10n.t('Not saved in any version.')} ${last}`;
  return state === 'unread' ? `${vscode.l10n.t('Not checked yet whether they are saved.')} ${last}` : last;
}

function linksOf({ trail, version, before }: HoveredVersion): HoverLink[] {
  const given = { root: trail.root, id: version.id };
  return [
    ...(before === null ? [] : [compareLink(trail, vscode.l10n.t('Compare with {0}', before.label), [before.id, version.id])]),
    ...(canRestore(version) ? [{ icon: 'discard', label: vscode.l10n.t('Restore…'), command: '_modeltrail.hoverRestore', given } as const] : []),
    { icon: 'go-to-file', label: vscode.l10n.t('Open'), command: '_modeltrail.hoverOpen', given },
  ];
}

function unsavedLinks({ trail, version }: HoveredVersion, path: string, { state }: PathState): HoverLink[] {
  const save: HoverLink = { icon: 'save', label: vscode.l10n.t('Save Version…'), command: '_modeltrail.hoverSave', given: { root: trail.root, path } };
  const compare = compareLink(trail, vscode.l10n.t('Compare with {0}', version.label), [version.id, workingId]);
  const restore: HoverLink = { icon: 'discard', label: vscode.l10n.t('Restore {0}…', version.label), command: '_modeltrail.hoverRestore', given: { root: trail.root, id: version.id } };
  return [...(state === 'changed' ? [save, compare] : []), ...(canRestore(version) ? [restore] : [])];
}

function canRestore({ artifacts }: VersionSummary): boolean {
  return artifacts.every(({ bytes }) => bytes === 'here');
}

function compareLink(trail: Trail, label: string, ids: readonly string[]): HoverLink {
  return { icon: 'git-compare', label, command: '_modeltrail.compareIds', given: { root: trail.root, ids } };
}
