import { createHash } from 'node:crypto';
import type { ComparedVersion, CompareRequest } from '../../../src/compare/compared.ts';
import type { CodeFile, Source } from '../../../src/domain/manifest.ts';
import type { Outline } from '../../../src/domain/outline.ts';
import type { TrainingCurve } from '../../../src/domain/trainingSeries.ts';
import type { Value } from '../../../src/domain/value.ts';
import type { RecordedValue, Version, VersionArtifact, VersionDataset } from '../../../src/domain/version.ts';

export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export function dataset(path: string, rows: number | null, parts: Partial<VersionDataset> = {}): VersionDataset {
  return { path, rows, sha256: digest(`${path}:${String(rows)}`), size: (rows ?? 10) * 100, columns: null, columnNames: null, source: { kind: 'code' }, ...parts };
}

export function artifact(path: string, size: number, parts: Partial<VersionArtifact> = {}): VersionArtifact {
  return { path, size, sha256: digest(`${path}:${String(size)}`), bytes: 'here', ...parts };
}

/** A value as `train.py:17` has it: `[value, text, line]`. */
export type Written = readonly [value: Value, text: string, line: number];

export interface VersionParts {
  readonly model?: string;
  readonly params?: { readonly [name: string]: Value };
  /** Parameters with the form and line in `train.py` that they were written in. */
  readonly written?: { readonly [name: string]: Written };
  readonly metrics?: { readonly [name: string]: Value };
  /** Texts by path; the first is the script, `.yaml` is settings. Null: no code was recorded. */
  readonly code?: { readonly [path: string]: string } | null;
  readonly data?: readonly VersionDataset[];
  readonly packages?: { readonly [name: string]: string };
  readonly artifacts?: readonly VersionArtifact[];
  readonly outlines?: { readonly [path: string]: Outline };
  readonly curves?: readonly TrainingCurve[];
  readonly over?: Partial<Version>;
  readonly working?: boolean;
  readonly best?: boolean;
}

/** One version with the parts that a test is about. */
export function version(label: string, parts: VersionParts = {}): ComparedVersion {
  const code = parts.code === undefined ? {} : parts.code;
  const packages = new Map(Object.entries(parts.packages ?? { torch: '2.5.0' }));
  return {
    version: {
      id: digest(`${parts.model ?? 'churn'} ${label}`),
      model: parts.model ?? 'churn',
      label,
      rivalLabels: [],
      labelShared: false,
      createdAt: '2025-10-01T10:00:00.000Z',
      trainedAt: null,
      capturedAt: null,
      run: null,
      author: { name: 'Ada', email: null },
      note: '',
      parents: [],
      aliases: [],
      tags: [],
      deleted: false,
      artifacts: parts.artifacts ?? [artifact('models/churn.safetensors', 4_120_000, { sha256: digest(label) })],
      metrics: recorded(parts.metrics ?? {}, { kind: 'file', path: 'metrics.json' }),
      params: new Map([...recorded(parts.params ?? {}, { kind: 'typed' }), ...written(parts.written ?? {})]),
      code: code === null ? null : { commit: null, branch: null, patch: null, script: Object.keys(code)[0] ?? null, files: Object.entries(code).map(codeFile) },
      data: parts.data ?? [],
      environment: { python: '3.11.9', os: 'Linux', arch: 'x86_64', packages, source: { kind: 'metadata' } },
      remarks: [],
      outline: null,
      series: null,
      ...parts.over,
    },
    working: parts.working ?? false,
    best: parts.best ?? false,
    code: new Map(Object.entries(code ?? {})),
    outlines: parts.outlines === undefined ? null : new Map(Object.entries(parts.outlines)),
    series: parts.curves === undefined ? null : { curves: parts.curves },
  };
}

function recorded(values: { readonly [name: string]: Value }, source: Source): Map<string, RecordedValue> {
  return new Map(Object.entries(values).map(([name, value]) => [name, { value, source }]));
}

function written(values: { readonly [name: string]: Written }): [string, RecordedValue][] {
  return Object.entries(values).map(([name, [value, text, line]]) => [name, { value, text, source: { kind: 'code', path: 'train.py', line } }]);
}

function codeFile([path, text]: readonly [string, string], at: number): CodeFile {
  return { path, sha256: digest(text), size: text.length, role: at === 0 ? 'script' : /\.(?:yaml|json|toml)$/u.test(path) ? 'config' : 'module' };
}

export function request(versions: readonly ComparedVersion[], parts: Partial<CompareRequest> = {}): CompareRequest {
  return { versions, baseline: 0, focus: 1, directions: {}, mainMetric: null, history: new Map(), ...parts };
}
