import { statSync } from 'node:fs';
import { parseSeries, type TrainingSeries } from '../domain/trainingSeries.ts';
import { readBlob } from './blobs.ts';
import { blobPath } from './layout.ts';

/** What the largest series that is ever written may take, and far more than others do. */
const maxSeriesBytes = 64 * 1024 * 1024;

/** The training curves in a blob; null where it is not here, damaged, or holds something else. Runs in a worker. */
export function readSeries(storeDir: string, sha256: string): TrainingSeries | null {
  const size = statSync(blobPath(storeDir, sha256), { throwIfNoEntry: false })?.size;
  if (size === undefined || size > maxSeriesBytes) return null;
  try {
    const bytes = readBlob(storeDir, sha256);
    return bytes === null ? null : parseSeries(bytes);
  } catch {
    return null;
  }
}
