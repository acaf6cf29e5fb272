import { isBlobReference, type DataRecord, type Manifest } from '../../domain/manifest.ts';
import type { Version, VersionDataset, VersionEnvironment, VersionSummary } from '../../domain/version.ts';
import { hydrateJson, hydrateRecorded, readManifest } from './documents.ts';

/** The whole version behind a row, read from its manifest and blobs; undefined when its manifest is gone or damaged. */
export function hydrateVersion(storeDir: string, summary: VersionSummary): Version | undefined {
  let manifest: Manifest;
  try {
    manifest = readManifest(storeDir, summary.id);
  } catch {
    return undefined;
  }
  return {
    ...summary,
    capturedAt: manifest.capturedAt ?? null,
    params: hydrateRecorded(storeDir, manifest.params).value,
    code: manifest.code,
    data: manifest.data.map((record) => hydrateDataset(storeDir, record)),
    environment: manifest.environment === null ? null : hydrateEnvironment(storeDir, manifest.environment),
    remarks: manifest.remarks,
    run: manifest.run ?? null,
    outline: manifest.outline ?? null,
    series: manifest.series ?? null,
  };
}

function hydrateDataset(storeDir: string, { path, sha256, size, rows, columns, columnNames, source }: DataRecord): VersionDataset {
  return { path, sha256, size, rows, columns: columns ?? null, columnNames: hydrateColumnNames(storeDir, columnNames ?? null), source };
}

function hydrateColumnNames(storeDir: string, names: NonNullable<DataRecord['columnNames']> | null): readonly string[] | null {
  if (names === null || !isBlobReference(names)) return names;
  const inside = hydrateJson(storeDir, names).value['names'];
  return Array.isArray(inside) && inside.every((name) => typeof name === 'string') ? inside : null;
}

function hydrateEnvironment(storeDir: string, record: NonNullable<Manifest['environment']>): VersionEnvironment {
  const packages = record.packages === null ? {} : hydrateJson(storeDir, record.packages).value;
  return {
    python: record.python,
    os: record.os,
    arch: record.arch,
    packages: new Map(Object.entries(packages).flatMap(([name, version]) => (typeof version === 'string' ? [[name, version] as const] : []))),
    source: record.source,
  };
}
