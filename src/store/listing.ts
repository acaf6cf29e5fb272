import * as z from 'zod';
import { TrailError } from '../base/errors.ts';
import { checkArtifactPaths } from '../domain/artifactPath.ts';
import { canonicalText, parseStrictJson } from '../domain/canonicalJson.ts';
import { sha256Schema } from '../domain/manifest.ts';

const listingSchema = z.array(z.looseObject({ path: z.string(), size: z.number().int().nonnegative(), sha256: sha256Schema }));

/** One file of a folder artifact; its path is relative to the folder, with `/`. */
export interface ListedFile {
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
}

/** The canonical text whose SHA-256 identifies a folder artifact. */
export function listingText(files: readonly ListedFile[]): string {
  const sorted = files.map(({ path, size, sha256 }) => ({ path, size, sha256 })).sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  return canonicalText(sorted);
}

/** Reads a listing; throws `document-invalid`, or `path-unsafe` for one whose files would land elsewhere. */
export function parseListing(text: string): ListedFile[] {
  const result = listingSchema.safeParse(parseStrictJson(text));
  if (!result.success) throw new TrailError('document-invalid', "A folder's list of files is not valid.", { hint: 'Run modeltrail verify.' });
  checkArtifactPaths(result.data.map(({ path }) => path));
  return result.data;
}
