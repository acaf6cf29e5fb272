import { ageText, countText, sizeText, timeBetween } from '../domain/numberText.ts';
import { directionOf, type Directions } from '../domain/metric.ts';
import { metricChange } from '../domain/metricChange.ts';
import type { ModelSummary, RecordedValue, Version, VersionSummary } from '../domain/version.ts';
import { sourceText } from '../domain/sourceText.ts';
import { valueText } from '../domain/value.ts';
import { columns } from './output.ts';

export function versionName(version: VersionSummary): string {
  return `${version.model}@${version.label}`;
}

/** The good direction of a metric, where it is known. */
function arrow(metric: string, directions: Directions): string {
  const direction = directionOf(metric, directions);
  return direction === null ? '' : direction === 'up' ? ' ↑' : ' ↓';
}

/** A model and its versions, newest first, each against its parent. */
export function modelLines(model: ModelSummary, versions: readonly VersionSummary[], parentOf: (version: VersionSummary) => VersionSummary | undefined, now: number): string[] {
  const heading = [model.mainMetric === null ? null : `${model.mainMetric}${arrow(model.mainMetric, model.directions)}`, countText(model.versions, 'version')].filter((part) => part !== null);
  const rows = versions.map((version) => {
    const change = metricChange(model.mainMetric, version.metrics, parentOf(version)?.metrics ?? null, model.directions);
    const words = [...version.aliases, ...version.tags.map((tag) => `#${tag}`), ...(version.deleted ? ['deleted'] : []), ...bytesWords(version)].join(', ');
    return ['  ' + version.label, change?.valueText ?? '', change?.change?.text ?? '', ageText(version.createdAt, now), words, firstLine(version.note)];
  });
  return [`${model.name}  ${heading.join(' · ')}`, ...columns(rows, [1, 2, 3])];
}

function bytesWords(version: VersionSummary): string[] {
  if (version.artifacts.some(({ bytes }) => bytes === 'lost')) return ['damaged'];
  return version.artifacts.some(({ bytes }) => bytes === 'elsewhere') ? ['not on this machine'] : [];
}

function firstLine(text: string): string {
  const line = text.split('\n')[0] ?? '';
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}

/** Everything about one version. */
export function versionLines(version: Version, parent: VersionSummary | undefined, directions: Directions): string[] {
  const saved = `saved ${version.createdAt.slice(0, 16).replace('T', ' ')} UTC by ${version.author.name}`;
  const words = [...version.aliases, ...version.tags.map((tag) => `#${tag}`), ...(version.deleted ? ['deleted'] : [])];
  const lines = [
    `${versionName(version)}  ${version.id.slice(0, 7)}  ${saved}${parent === undefined ? '' : `, from ${parent.label}`}${words.length === 0 ? '' : `  (${words.join(', ')})`}`,
    ...(version.note === '' ? [] : version.note.split('\n').map((line) => `  ${line}`)),
    ...(version.capturedAt === null ? [] : [`  Recorded as its files were written, ${version.capturedAt.slice(0, 16).replace('T', ' ')} UTC`]),
    ...section('Remarks', version.remarks.map(({ text }) => [text])),
    ...section('Metrics', metricRows(version, parent, directions), [1, 2]),
    ...section('Parameters', [...version.params].map(([name, value]) => [name, value.text ?? valueText(value.value), sourceText(value.source)])),
    ...section('Run', runRows(version)),
    ...section('Code', codeRows(version)),
    ...section('Data', version.data.map(({ path, rows, size, sha256 }) => [path, rows === null ? '' : countText(rows, 'row'), sizeText(size), sha256.slice(0, 8)]), [1, 2]),
    ...section('Environment', environmentRows(version)),
    ...section('Artifacts', version.artifacts.map(({ path, size, sha256, bytes }) => [path, sizeText(size), sha256.slice(0, 8), bytes]), [1]),
  ];
  return lines;
}

function runRows({ run }: Version): string[][] {
  if (run === null) return [];
  const took = timeBetween(Date.parse(run.endedAt) - Date.parse(run.startedAt));
  const ended = run.exitCode === 0 ? '' : run.exitCode === null ? ', ended by a signal' : `, exit code ${String(run.exitCode)}`;
  return [
    ['command', run.command.map(quoted).join(' ')],
    ['time', `${run.startedAt.slice(0, 16).replace('T', ' ')} UTC, ${took}${ended}`],
    ...(run.folder === '' ? [] : [['folder', run.folder]]),
    ...(run.seed === null ? [] : [['seed', String(run.seed)]]),
    ...Object.entries(run.variables),
  ];
}

/** An argument as it would be typed. */
function quoted(argument: string): string {
  return /^[\w@%+=:,./…-]+$/u.test(argument) ? argument : JSON.stringify(argument);
}

function section(title: string, rows: readonly (readonly string[])[], right: readonly number[] = []): string[] {
  return rows.length === 0 ? [] : ['', title, ...columns(rows.map(([first = '', ...rest]) => [`  ${first}`, ...rest]), right)];
}

function metricRows(version: Version, parent: VersionSummary | undefined, directions: Directions): string[][] {
  return [...version.metrics].map(([name, recorded]) => {
    const change = metricChange(name, version.metrics, parent?.metrics ?? null, directions);
    const verdict = change?.change?.verdict ?? '';
    const known = verdict === 'better' || verdict === 'worse';
    return [`${name}${arrow(name, directions)}`, change?.valueText ?? recordedText(recorded), change?.change?.text ?? '', known ? verdict : '', sourceText(recorded.source)];
  });
}

function recordedText(recorded: RecordedValue): string {
  return recorded.text ?? valueText(recorded.value);
}

function codeRows(version: Version): string[][] {
  const { code } = version;
  if (code === null) return [];
  const commit = code.commit === null ? 'no commit' : `${code.commit.slice(0, 7)}${code.branch === null ? '' : ` on ${code.branch}`}${code.patch === null ? '' : ', with changes not committed'}`;
  return [['commit', commit], ...code.files.map(({ path, role, size }) => [role, `${path} (${sizeText(size)})`])];
}

function environmentRows(version: Version): string[][] {
  const { environment } = version;
  if (environment === null) return [];
  return [
    ['Python', environment.python ?? 'not found'],
    ['packages', String(environment.packages.size)],
    ['system', [environment.os, environment.arch].filter((part) => part !== null).join(' ')],
  ];
}
