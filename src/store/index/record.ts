import type { Artifact, Author, Manifest, Recorded } from '../../domain/manifest.ts';
import { decodeValue, encodeValue } from '../../domain/value.ts';
import type { RecordedValue } from '../../domain/version.ts';

/** What the index keeps of a manifest for rows, as JSON. */
export interface IndexedRecord {
  readonly trainedAt: string | null;
  readonly author: Author;
  readonly parents: readonly string[];
  readonly artifacts: readonly Pick<Artifact, 'path' | 'size' | 'sha256' | 'files'>[];
  readonly metrics: ReadonlyMap<string, RecordedValue>;
}

export function encodeRecord(manifest: Manifest, metrics: ReadonlyMap<string, RecordedValue>): string {
  return JSON.stringify({
    trainedAt: manifest.trainedAt,
    author: manifest.author,
    parents: manifest.parents,
    artifacts: manifest.artifacts.map(({ path, size, sha256, files }) => ({ path, size, sha256, files })),
    metrics: Object.fromEntries([...metrics].map(([name, recorded]) => [name, { ...recorded, value: encodeValue(recorded.value) }])),
  });
}

export function decodeRecord(text: string): IndexedRecord {
  const record = JSON.parse(text) as Omit<IndexedRecord, 'metrics'> & { readonly metrics: Readonly<Record<string, Recorded>> };
  const metrics = new Map(
    Object.entries(record.metrics).map(([name, { value, text: written, source }]): [string, RecordedValue] => [
      name,
      { value: decodeValue(value), ...(written === undefined ? {} : { text: written }), source },
    ]),
  );
  return { ...record, metrics };
}
