import type { FactRow, FactTable } from '../domain/comparison.ts';
import { sortByName } from '../domain/naturalOrder.ts';
import type { VersionEnvironment } from '../domain/version.ts';
import type { CompareRequest } from './compared.ts';
import { bothSides, cellsOf, factChange, factTable, presenceText } from './facts.ts';
import { at, focusOf, headNames, headOf } from './heads.ts';
import { releaseStep } from './packageVersion.ts';

/** A package that a version lacks is null; one whose environment is not recorded says nothing: undefined. */
type Found = readonly (string | null | undefined)[];

interface Installed {
  readonly name: string;
  readonly version: string;
}

/** Python, the system, then packages by name. */
export function environmentTable(request: CompareRequest): FactTable {
  const environments = request.versions.map(({ version }) => version.environment);
  const python = environments.map((environment) => environment?.python ?? undefined);
  const system = environments.map((environment) => systemOf(environment));
  const rows = [...fixedRow('Python', python, request), ...fixedRow('system', system, request), ...packageRows(environments, request)];
  return factTable(rows, notRecorded(request), sameText(rows));
}

function systemOf(environment: VersionEnvironment | null): string | undefined {
  const text = [environment?.os, environment?.arch].filter((part) => part != null).join(' ');
  return text === '' ? undefined : text;
}

function fixedRow(name: string, found: Found, request: CompareRequest): FactRow[] {
  return found.every((text) => text === undefined) ? [] : [factRow(name, found, request, name === 'Python' ? releaseStep : () => 'changed')];
}

function packageRows(environments: readonly (VersionEnvironment | null)[], request: CompareRequest): FactRow[] {
  const installed = environments.map((environment) => (environment === null || environment.packages.size === 0 ? undefined : byKey(environment)));
  const names = new Map<string, string>();
  for (const packages of [installed[request.baseline], ...installed]) for (const [key, { name }] of packages ?? []) if (!names.has(key)) names.set(key, name);
  return sortByName([...names].map(([key, name]) => ({ name: key, shown: name }))).map(({ name: key, shown }) =>
    factRow(shown, installed.map((packages) => (packages === undefined ? undefined : (packages.get(key)?.version ?? null))), request, releaseStep),
  );
}

/** `scikit_learn` and `Scikit-Learn` are one package. */
function byKey({ packages }: VersionEnvironment): Map<string, Installed> {
  return new Map([...packages].map(([name, version]) => [name.toLowerCase().replaceAll(/[-_.]+/gu, '-'), { name, version }]));
}

function factRow(name: string, found: Found, request: CompareRequest, step: (before: string, after: string) => string): FactRow {
  const baseline = found[request.baseline];
  const both = bothSides(found, request);
  return {
    name,
    qualifier: '',
    change: factChange(found, request.baseline, (one, other) => one === other),
    cells: cellsOf(found, (text) => ({ text, tip: '', asBaseline: text === baseline, value: text })),
    changeText: presenceText(found, request) ?? (both === null || both[0] === both[1] ? '' : step(...both)),
    warning: '',
    details: [],
  };
}

/** Why there is less to see than one would expect. */
function notRecorded(request: CompareRequest): string {
  const names = headNames(request.versions.map(headOf));
  const sides = [request.baseline, focusOf(request)];
  const without = sides.filter((position) => at(request.versions, position).version.environment === null);
  if (without.length === 2) return 'not recorded';
  return without.map((position) => `not recorded for ${at(names, position)}`).join();
}

function sameText(rows: readonly FactRow[]): string {
  const same = rows.filter(({ change, name }) => change === 'same' && (name === 'Python' || name === 'system'));
  return same.map(({ name, cells }) => `${name === 'Python' ? 'Python ' : ''}${cells.find((cell) => cell !== null)?.text ?? ''}`).join(', ');
}
