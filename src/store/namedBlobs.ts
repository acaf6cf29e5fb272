import { isBlobReference, type Manifest } from '../domain/manifest.ts';

/** The blobs that a record can't do without, each with what it is. */
export function neededBlobs(manifest: Manifest): [string, string][] {
  const blobs: [string, string][] = [];
  if (isBlobReference(manifest.params)) blobs.push(['params', manifest.params.blob]);
  if (isBlobReference(manifest.metrics)) blobs.push(['metrics', manifest.metrics.blob]);
  if (manifest.environment?.packages != null) blobs.push(['packages', manifest.environment.packages.blob]);
  if (manifest.code?.patch != null) blobs.push(['patch', manifest.code.patch]);
  if (manifest.series != null) blobs.push(['series', manifest.series.blob]);
  for (const { path, columnNames } of manifest.data) if (columnNames != null && isBlobReference(columnNames)) blobs.push([path, columnNames.blob]);
  if (manifest.outline != null) blobs.push(['outline', manifest.outline]);
  for (const { path, sha256, files } of manifest.artifacts) if (files !== undefined) blobs.push([path, sha256]);
  return blobs;
}

/** All blobs that a record names, each with what it is: a file's path, or a part of the record. */
export function namedBlobs(manifest: Manifest): [string, string][] {
  return [...neededBlobs(manifest), ...(manifest.code?.files ?? []).map(({ path, sha256 }): [string, string] => [path, sha256])];
}
