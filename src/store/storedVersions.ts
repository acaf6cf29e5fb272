import { TrailError } from '../base/errors.ts';
import { decodeText, maxTextBytes } from '../domain/codeText.ts';
import type { CodeFile } from '../domain/manifest.ts';
import type { MetricHistory } from '../domain/metricHistory.ts';
import type { Outline } from '../domain/outline.ts';
import { parseOutlines } from '../domain/outlineDocument.ts';
import type { TrainingSeries } from '../domain/trainingSeries.ts';
import type { Version } from '../domain/version.ts';
import { readBlob } from './blobs.ts';
import { openIndexReader } from './index/reader.ts';
import { readSeries } from './series.ts';

/** Characters of all the files of one version: more is not shown anyway. */
const maxTotalText = 8 * 1024 * 1024;

export interface StoredVersionsRequest {
  readonly storeDir: string;
  readonly ids: readonly string[];
  /** The versions whose code is wanted; a file that is the same in several of them is left out. */
  readonly codeOf: readonly string[];
  /** The model whose history is wanted, of the versions' metrics and of these. */
  readonly model: string;
  readonly metrics: readonly string[];
}

/** A version with what its record points to. */
export interface StoredVersion {
  readonly version: Version;
  /** Texts by path; null where one is elsewhere, damaged, too long or not text. */
  readonly code: ReadonlyMap<string, string | null>;
  /** What is inside the model files, by path; null where nothing was recorded or can be read. */
  readonly outlines: ReadonlyMap<string, Outline> | null;
  readonly series: TrainingSeries | null;
}

export interface StoredVersions {
  /** In the order of the ids. */
  readonly versions: readonly StoredVersion[];
  readonly history: ReadonlyMap<string, MetricHistory>;
}

/** Versions as a whole, read in one go. Runs in a worker. Throws `reference-unknown` for one that is not in the index. */
export function readStoredVersions({ storeDir, ids, codeOf, model, metrics }: StoredVersionsRequest): StoredVersions {
  const index = openIndexReader(storeDir);
  try {
    const versions = ids.map((id) => index.version(id) ?? unknownVersion(id));
    const wanted = codeWanted(versions.filter(({ id }) => codeOf.includes(id)));
    const names = new Set([...versions.flatMap((version) => [...version.metrics.keys()]), ...metrics]);
    return {
      versions: versions.map((version) => ({
        version,
        code: readTexts(storeDir, wanted.get(version.id) ?? []),
        outlines: version.outline === null ? null : readOutlines(storeDir, version.outline),
        series: version.series === null ? null : readSeries(storeDir, version.series.blob),
      })),
      history: index.metricHistory(model, [...names]),
    };
  } finally {
    index.close();
  }
}

function unknownVersion(id: string): never {
  throw new TrailError('reference-unknown', `The version ${id.slice(0, 12)} is not in this trail.`, { hint: 'Choose another.' });
}

/** By the version's id. */
function codeWanted(versions: readonly Version[]): Map<string, CodeFile[]> {
  const same = (file: CodeFile): boolean => versions.length > 1 && versions.every(({ code }) => code?.files.some(({ path, sha256 }) => path === file.path && sha256 === file.sha256) === true);
  return new Map(versions.map(({ id, code }) => [id, (code?.files ?? []).filter((file) => !same(file))]));
}

function readTexts(storeDir: string, files: readonly CodeFile[]): Map<string, string | null> {
  const texts = new Map<string, string | null>();
  let left = maxTotalText;
  for (const file of files) {
    const text = left <= 0 ? null : readText(storeDir, file);
    texts.set(file.path, text);
    left -= text?.length ?? 0;
  }
  return texts;
}

function readText(storeDir: string, { sha256, size }: CodeFile): string | null {
  if (size > maxTextBytes) return null;
  const bytes = blobOrNull(storeDir, sha256);
  return bytes === null ? null : decodeText(bytes);
}

function readOutlines(storeDir: string, sha256: string): ReadonlyMap<string, Outline> | null {
  const bytes = blobOrNull(storeDir, sha256);
  return bytes === null ? null : parseOutlines(bytes);
}

/** Of one that is damaged the comparison says that it is not there; verify says why. */
function blobOrNull(storeDir: string, sha256: string): Buffer | null {
  try {
    return readBlob(storeDir, sha256);
  } catch {
    return null;
  }
}
