import type { Json } from '../domain/canonicalJson.ts';
import type { Comparison, FactTable, MetricRow, ParamRow } from '../domain/comparison.ts';
import { plainJson } from '../domain/value.ts';
import type { Version } from '../domain/version.ts';
import { versionJson } from '../domain/versionJson.ts';
import { sentenceText } from './sentence.ts';

/** A comparison for programs: `modeltrail diff --json`. Lists of `values` are in the order of `versions`; null where there is none. */
export function comparisonJson(versions: readonly Version[], comparison: Comparison): Json {
  return {
    versions: versions.map(versionJson),
    summary: comparison.summary.map(sentenceText),
    params: comparison.params.rows.map(paramJson),
    metrics: comparison.metrics.rows.map((row) => metricJson(row, versions, comparison.focus)),
    code: comparison.code.files.filter(({ change }) => change !== 'same').map(({ path, patch }) => ({ path, patch })),
    data: factsJson(comparison.data, 'path'),
    environment: factsJson(comparison.environment, 'name'),
    artifacts: factsJson(comparison.artifacts, 'path'),
  };
}

function paramJson({ name, cells, change }: ParamRow): Json {
  return { name, values: cells.map((cell) => cell?.value ?? null), change, sources: cells.map((cell) => cell?.source.text ?? null) };
}

/** Of more than two versions, `delta` and `better` are those of the focus. */
function metricJson({ name, cells }: MetricRow, versions: readonly Version[], focus: number): Json {
  const cell = cells[focus] ?? null;
  const values = versions.map(({ metrics }) => {
    const recorded = metrics.get(name);
    return recorded === undefined ? null : plainJson(recorded.value);
  });
  const better = cell?.verdict === 'better' ? true : cell?.verdict === 'worse' ? false : null;
  return { name, values, delta: cell?.delta ?? null, better };
}

function factsJson({ rows }: FactTable, key: 'name' | 'path'): Json {
  return rows.map(({ name, cells, change, details }) => ({
    [key]: name,
    values: cells.map((cell) => cell?.value ?? null),
    change,
    ...(details.length === 0 ? {} : { details: details.map(({ text }) => text) }),
  }));
}
