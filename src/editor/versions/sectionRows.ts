import * as vscode from 'vscode';
import { countVerdicts, metricChange } from '../../domain/metricChange.ts';
import { mainMetricOf, type Directions } from '../../domain/metric.ts';
import { sizeText } from '../../domain/numberText.ts';
import type { CodeFile, Source } from '../../domain/manifest.ts';
import type { ModelSummary, RecordedValue, Version } from '../../domain/version.ts';
import { valueText } from '../../domain/value.ts';
import { pastFileUri } from '../pastFiles/pastFileUri.ts';
import type { Trail } from '../../trail/trail.ts';
import { absolutePath } from '../../trail/paths.ts';
import { fileCount, rowCount } from '../context/counts.ts';
import type { Leaf, SectionKind, SectionNode } from './nodes.ts';

export interface SectionText {
  readonly label: string;
  readonly icon: string;
  readonly description: string;
}

type Rows = readonly (readonly [string, Leaf])[];

/** A section's rows: those that matter, and those to fold under a line. */
export interface SectionRows {
  readonly rows: Rows;
  readonly folded: { readonly label: string; readonly rows: Rows } | null;
}

const shownMetrics = 4;

/** The sections that a version has something to show in. */
export function sectionsOf(version: Version): SectionKind[] {
  const filled: Record<SectionKind, boolean> = {
    parameters: version.params.size > 0,
    metrics: version.metrics.size > 0,
    code: version.code !== null && (version.code.files.length > 0 || version.code.commit !== null),
    data: version.data.length > 0,
    environment: version.environment !== null,
    artifacts: true,
  };
  return (Object.keys(filled) as SectionKind[]).filter((kind) => filled[kind]);
}

export function sectionText({ kind, version, before, parent }: SectionNode): SectionText {
  switch (kind) {
    case 'parameters':
      return { label: vscode.l10n.t('Parameters'), icon: 'settings', description: parametersText(version, before) };
    case 'metrics':
      return { label: vscode.l10n.t('Metrics'), icon: 'graph-line', description: metricsText(version, before, parent.parent.model.directions) };
    case 'code':
      return { label: vscode.l10n.t('Code'), icon: 'code', description: codeText(version) };
    case 'data':
      return { label: vscode.l10n.t('Data'), icon: 'database', description: dataText(version, before) };
    case 'environment':
      return { label: vscode.l10n.t('Environment'), icon: 'server-environment', description: environmentText(version) };
    case 'artifacts':
      return { label: vscode.l10n.t('Artifacts'), icon: 'file-binary', description: artifactsText(version) };
  }
}

export function sectionRows({ kind, version, before, parent }: SectionNode): SectionRows {
  const { trail, model } = parent.parent;
  switch (kind) {
    case 'parameters':
      return parameterRows(trail, version, before);
    case 'metrics':
      return metricRows(trail, model, version, before);
    case 'code':
      return plain(codeRows(trail, version));
    case 'data':
      return plain(dataRows(trail, version, before));
    case 'environment':
      return plain(environmentRows(trail, version));
    case 'artifacts':
      return plain(artifactRows(trail, version));
  }
}

function plain(rows: Rows): SectionRows {
  return { rows, folded: null };
}

function written(recorded: RecordedValue): string {
  return recorded.text ?? valueText(recorded.value);
}

function changedParameters(version: Version, before: Version): Set<string> {
  const names = new Set([...version.params.keys(), ...before.params.keys()]);
  return new Set([...names].filter((name) => shownValue(version, name) !== shownValue(before, name)));
}

/** By meaning rather than by spelling: `0.001` and `1e-3` are one value. */
function shownValue(version: Version, name: string): string | null {
  const recorded = version.params.get(name);
  return recorded === undefined ? null : `${typeof recorded.value} ${valueText(recorded.value)}`;
}

function parametersText(version: Version, before: Version | null): string {
  if (before === null) return String(version.params.size);
  const changed = changedParameters(version, before).size;
  if (changed === 0) return vscode.l10n.t('{0}, as in {1}', version.params.size, before.label);
  return vscode.l10n.t('{0} of {1} changed since {2}', changed, new Set([...version.params.keys(), ...before.params.keys()]).size, before.label);
}

function parameterRows(trail: Trail, version: Version, before: Version | null): SectionRows {
  const changed = before === null ? new Set<string>() : changedParameters(version, before);
  const notSet = vscode.l10n.t('not set');
  const rowFor = (name: string): readonly [string, Leaf] => {
    const now = version.params.get(name);
    const text = now === undefined ? notSet : written(now);
    const old = before?.params.get(name);
    const description = changed.has(name) ? `${old === undefined ? notSet : written(old)} → ${text}` : text;
    const source = now?.source ?? old?.source;
    return [name, { label: name, description, icon: 'symbol-numeric', ...(source === undefined ? {} : openSource(trail, version, source)) }];
  };
  const quiet = [...version.params.keys()].filter((name) => !changed.has(name)).map(rowFor);
  if (changed.size === 0) return plain(quiet);
  return { rows: [...changed].map(rowFor), folded: quiet.length === 0 ? null : { label: vscode.l10n.t('{0} unchanged', quiet.length), rows: quiet } };
}

function metricsText(version: Version, before: Version | null, directions: Directions): string {
  if (before === null) return String(version.metrics.size);
  const { better, worse } = countVerdicts(version.metrics, before.metrics, directions);
  if (better + worse === 0) return vscode.l10n.t('{0}, none better or worse than {1}', version.metrics.size, before.label);
  if (worse === 0) return vscode.l10n.t('{0} better than {1}', better, before.label);
  if (better === 0) return vscode.l10n.t('{0} worse than {1}', worse, before.label);
  return vscode.l10n.t('{0} better, {1} worse than {2}', better, worse, before.label);
}

function metricRows(trail: Trail, model: ModelSummary, version: Version, before: Version | null): SectionRows {
  const main = mainMetricOf(version.metrics, model.mainMetric);
  const names = [...version.metrics.keys()].sort((a, b) => Number(b === main) - Number(a === main));
  const rows = names.map((name): readonly [string, Leaf] => {
    const recorded = version.metrics.get(name);
    const change = metricChange(name, version.metrics, before?.metrics ?? null, model.directions);
    const verdict = change?.change?.verdict;
    const word = verdict === 'better' ? vscode.l10n.t('better') : verdict === 'worse' ? vscode.l10n.t('worse') : '';
    const value = change?.valueText ?? (recorded === undefined ? '' : written(recorded));
    const description = [value, change?.change?.text, word].filter((part) => part !== undefined && part !== '').join(' ');
    return [name, { label: name, description, icon: name === main ? 'star-full' : 'circle-small', ...(recorded === undefined ? {} : openSource(trail, version, recorded.source)) }];
  });
  if (rows.length <= shownMetrics + 1) return plain(rows);
  return { rows: rows.slice(0, shownMetrics), folded: { label: vscode.l10n.t('{0} more', rows.length - shownMetrics), rows: rows.slice(shownMetrics) } };
}

function codeText(version: Version): string {
  const { code } = version;
  if (code === null) return '';
  const others = code.files.filter(({ path, role }) => path !== code.script && role !== 'config').length;
  const script = code.script === null ? vscode.l10n.t('no script found') : `${fileName(code.script)}${others === 0 ? '' : ` +${fileCount(others)}`}`;
  return [script, ...(code.commit === null ? [] : [commitText(code.commit, code.patch !== null)])].join(' · ');
}

function commitText(commit: string, isPatched: boolean): string {
  const short = commit.slice(0, 7);
  return isPatched ? vscode.l10n.t('{0} + patch', short) : short;
}

function codeRows(trail: Trail, version: Version): Rows {
  const { code } = version;
  if (code === null) return [];
  const files = [...code.files].sort((a, b) => Number(b.path === code.script) - Number(a.path === code.script));
  const rows: (readonly [string, Leaf])[] = files.map((file) => [
    file.path,
    { label: fileName(file.path), description: codeFileText(file, code.script), icon: file.role === 'config' ? 'settings' : 'file-code', tooltip: file.path, ...open(pastFileUri(trail.root, version, file.path)) },
  ]);
  if (code.patch !== null) rows.push(['#patch', { label: vscode.l10n.t('Not committed'), description: vscode.l10n.t('patch on {0}', code.commit?.slice(0, 7) ?? ''), icon: 'diff', ...open(pastFileUri(trail.root, version, 'uncommitted.patch')) }]);
  if (code.commit !== null) rows.push(['#commit', { label: vscode.l10n.t('Commit'), description: [code.commit.slice(0, 7), code.branch].filter((part) => part !== null).join(' · '), icon: 'git-commit', tooltip: code.commit }]);
  return rows;
}

function codeFileText({ path, role, size }: CodeFile, script: string | null): string {
  const what = path === script ? vscode.l10n.t('training script') : role === 'untracked' ? vscode.l10n.t('not in Git') : role === 'config' ? vscode.l10n.t('parameters or metrics') : '';
  return `${folderName(path)}${what}`.trim() || sizeText(size);
}

function dataText(version: Version, before: Version | null): string {
  const [first, ...others] = version.data;
  if (first === undefined) return '';
  const old = before?.data.find(({ path }) => path === first.path)?.rows ?? null;
  const change = first.rows === null || old === null || old === first.rows ? '' : ` ${first.rows > old ? '+' : '−'}${Math.abs(first.rows - old).toLocaleString('en-US')}`;
  const rows = first.rows === null ? sizeText(first.size) : `${rowCount(first.rows)}${change}`;
  return `${fileName(first.path)}${others.length === 0 ? '' : ` +${fileCount(others.length)}`} · ${rows}`;
}

function dataRows(trail: Trail, version: Version, before: Version | null): Rows {
  return version.data.map(({ path, rows, size, sha256 }) => {
    const old = before?.data.find((each) => each.path === path);
    const same = old === undefined ? '' : old.sha256 === sha256 ? vscode.l10n.t('as in {0}', before?.label ?? '') : vscode.l10n.t('changed since {0}', before?.label ?? '');
    const description = [rows === null ? sizeText(size) : rowCount(rows), same].filter((part) => part !== '').join(' · ');
    return [path, { label: fileName(path), description, icon: 'table', tooltip: `${path}\nSHA-256 ${sha256}`, ...open(vscode.Uri.file(absolutePath(trail.root, path))) }];
  });
}

function environmentText(version: Version): string {
  const { environment } = version;
  if (environment === null) return '';
  const framework = ['torch', 'tensorflow', 'jax', 'lightgbm', 'xgboost', 'scikit-learn'].find((name) => environment.packages.has(name));
  const python = environment.python === null ? vscode.l10n.t('Python not found') : `Python ${environment.python}`;
  return framework === undefined ? python : `${python} · ${framework} ${environment.packages.get(framework) ?? ''}`;
}

function environmentRows(trail: Trail, version: Version): Rows {
  const { environment } = version;
  if (environment === null) return [];
  const system = [environment.os, environment.arch].filter((part) => part !== null).join(' ');
  return [
    ['python', { label: 'Python', description: environment.python ?? vscode.l10n.t('not found'), icon: 'python' }],
    ['packages', { label: vscode.l10n.t('Packages'), description: String(environment.packages.size), icon: 'package', ...open(pastFileUri(trail.root, version, 'requirements.txt')) }],
    ['system', { label: vscode.l10n.t('System'), description: system, icon: 'vm' }],
  ];
}

function artifactsText(version: Version): string {
  const files = version.artifacts.reduce((sum, artifact) => sum + (artifact.files ?? 1), 0);
  return `${fileCount(files)} · ${sizeText(version.artifacts.reduce((sum, { size }) => sum + size, 0))}`;
}

function artifactRows(trail: Trail, version: Version): Rows {
  return version.artifacts.map(({ path, size, sha256, bytes, files }) => {
    const where = bytes === 'here' ? '' : bytes === 'lost' ? vscode.l10n.t('lost') : vscode.l10n.t('not on this machine');
    const description = [sizeText(size), ...(files === undefined ? [] : [fileCount(files)]), where].filter((part) => part !== '').join(' · ');
    const command = { command: '_modeltrail.revealArtifact', title: vscode.l10n.t('Show in Explorer'), arguments: [absolutePath(trail.root, path)] };
    return [path, { label: fileName(path), description, icon: files === undefined ? 'file-binary' : 'folder', tooltip: `${path}\nSHA-256 ${sha256}`, command }];
  });
}

/** The file a value came from, as it was then where it was kept, else as it is now. */
function openSource(trail: Trail, version: Version, source: Source): Pick<Leaf, 'command' | 'tooltip'> {
  const { path, line } = source;
  if (path === undefined) return { tooltip: source.kind === 'typed' ? vscode.l10n.t('Typed when it was saved') : source.kind };
  const kept = version.code?.files.some((file) => file.path === path) === true;
  const uri = kept ? pastFileUri(trail.root, version, path) : vscode.Uri.file(absolutePath(trail.root, path));
  return { ...open(uri, line), tooltip: line === undefined ? path : `${path}:${String(line)}` };
}

function open(uri: vscode.Uri, line?: number): Pick<Leaf, 'command'> {
  const selection = line === undefined ? undefined : new vscode.Range(line - 1, 0, line - 1, 0);
  return { command: { command: '_modeltrail.openRecorded', title: vscode.l10n.t('Open'), arguments: [uri, selection] } };
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function folderName(path: string): string {
  const at = path.lastIndexOf('/');
  return at < 0 ? '' : `${path.slice(0, at)} `;
}
