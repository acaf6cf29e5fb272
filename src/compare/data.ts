import type { FactDetail, FactRow, FactTable } from '../domain/comparison.ts';
import { sortByName } from '../domain/naturalOrder.ts';
import { countChangeText, countText, minus, percentText, sizeText, sizeTexts } from '../domain/numberText.ts';
import type { VersionDataset } from '../domain/version.ts';
import type { CompareRequest } from './compared.ts';
import { boundedDetails, bothSides, cellsOf, factChange, factTable, presenceText, someNames } from './facts.ts';

type Found = readonly (VersionDataset | null)[];

/** The datasets of all versions, matched by path. */
export function dataTable(request: CompareRequest): FactTable {
  const byPath = request.versions.map(({ version }) => new Map(version.data.map((dataset) => [dataset.path, dataset])));
  const names = new Set(byPath.flatMap((datasets) => [...datasets.keys()]));
  const matched = sortByName([...names].map((name) => ({ name }))).map(({ name }) => ({ name, found: byPath.map((datasets) => datasets.get(name) ?? null) }));
  const rows = matched.map(({ name, found }) => dataRow(name, found, request));
  const same = rows.filter(({ change }) => change === 'same').map(({ name }) => name);
  return factTable(rows, schemaText(matched.flatMap(({ found }) => bothOrNone(found, request))), someNames(same));
}

function bothOrNone(found: Found, request: CompareRequest): (readonly [VersionDataset, VersionDataset])[] {
  const both = bothSides(found, request);
  return both === null ? [] : [both];
}

function dataRow(name: string, found: Found, request: CompareRequest): FactRow {
  const change = factChange(found, request.baseline, (one, other) => one.sha256 === other.sha256);
  const countsRows = found.some((dataset) => dataset?.rows != null);
  const sizes = sizeTexts(found.map((dataset) => dataset?.size ?? 0));
  const baseline = found[request.baseline] ?? null;
  const cells = cellsOf(found, (dataset, position) => ({
    text: countsRows && dataset.rows !== null ? dataset.rows.toLocaleString('en-US') : countsRows ? sizeText(dataset.size) : (sizes[position] ?? ''),
    tip: tipOf(dataset),
    asBaseline: dataset.sha256 === baseline?.sha256,
    value: { path: dataset.path, sha256: dataset.sha256, size: dataset.size, rows: dataset.rows, columns: dataset.columns },
  }));
  const both = bothSides(found, request);
  return {
    name,
    qualifier: countsRows ? 'rows' : 'size',
    change,
    cells,
    changeText: presenceText(found, request) ?? (both === null ? '' : dataChangeText(...both)),
    warning: '',
    details: both === null ? [] : boundedDetails(columnDetails(...both)),
  };
}

function tipOf({ path, sha256, size, rows, columns }: VersionDataset): string {
  const counts = [...(rows === null ? [] : [countText(rows, 'row')]), ...(columns === null ? [] : [countText(columns, 'column')])];
  return [path, ...counts, sizeText(size), `digest ${sha256.slice(0, 7)}`].join(', ');
}

function dataChangeText(before: VersionDataset, after: VersionDataset): string {
  if (before.sha256 === after.sha256) return '';
  const counted = before.rows !== null && after.rows !== null;
  const [was, is] = counted ? [before.rows, after.rows] : [before.size, after.size];
  if (was === is) return 'content changed';
  const change = counted ? countChangeText(was, is) : `${is < was ? minus : '+'}${sizeText(Math.abs(is - was))}`;
  const percent = percentText(was, is);
  return percent === '' ? change : `${change} (${percent})`;
}

/** Which columns came, went or moved. */
function columnDetails(before: VersionDataset, after: VersionDataset): FactDetail[] {
  if (before.columnNames === null || after.columnNames === null) {
    const isKnown = before.columns !== null && after.columns !== null && before.columns !== after.columns;
    return isKnown ? [{ change: 'changed', text: `${String(before.columns)} → ${countText(after.columns, 'column')}` }] : [];
  }
  const [old, now] = [new Set(before.columnNames), new Set(after.columnNames)];
  const added = after.columnNames.filter((name) => !old.has(name)).map((name): FactDetail => ({ change: 'added', text: `column ${name} added` }));
  const removed = before.columnNames.filter((name) => !now.has(name)).map((name): FactDetail => ({ change: 'removed', text: `column ${name} removed` }));
  if (added.length + removed.length > 0) return [...added, ...removed];
  return sameNames(before.columnNames, after.columnNames) ? [] : [{ change: 'changed', text: 'columns in another order' }];
}

function sameNames(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name, at) => name === other[at]);
}

/** `schema same, 18 columns`, where the columns of all datasets that both sides have are known. */
function schemaText(pairs: readonly (readonly [VersionDataset, VersionDataset])[]): string {
  const tables = pairs.filter(([before, after]) => before.columnNames !== null || after.columnNames !== null);
  if (tables.length === 0 || tables.some(([before, after]) => before.columnNames === null || after.columnNames === null)) return '';
  if (tables.some(([before, after]) => !sameNames(before.columnNames ?? [], after.columnNames ?? []))) return 'schema changed';
  const counts = new Set(tables.map(([, after]) => after.columnNames?.length ?? 0));
  const [only] = counts;
  return counts.size === 1 && only !== undefined ? `schema same, ${countText(only, 'column')}` : 'schema same';
}
