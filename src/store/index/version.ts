import type { Manifest } from '../../domain/manifest.ts';
import type { Version, VersionEnvironment, VersionSummary } from '../../domain/version.ts';
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
    params: hydrateRecorded(storeDir, manifest.params).value,
    code: manifest.code,
    data: manifest.data,
    environment: manifest.environment === null ? null : hydrateEnvironment(storeDir, manifest.environment),
    remarks: manifest.remarks,
    outline: manifest.outline ?? null,
  };
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
