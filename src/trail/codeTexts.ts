import type { CodeFile } from '../domain/manifest.ts';
import type { Version } from '../domain/version.ts';
import { readCodeFile } from './readSource.ts';
import type { Trail } from './trail.ts';

/** Longer files are named in a comparison, not shown. */
const maxTextBytes = 1024 * 1024;
/** Characters of all the files of one version: more is not shown anyway. */
const maxTotal = 8 * 1024 * 1024;

/** The texts of some of a version's code files by path; null where one is not on this machine, too long, or not text. */
export async function readCodeTexts(trail: Trail, version: Version, wanted: (file: CodeFile) => boolean): Promise<Map<string, string | null>> {
  const texts = new Map<string, string | null>();
  let left = maxTotal;
  for (const { path, size } of (version.code?.files ?? []).filter(wanted)) {
    const text = size > maxTextBytes || left <= 0 ? null : await readText(trail, version, path);
    texts.set(path, text);
    left -= text?.length ?? 0;
  }
  return texts;
}

async function readText(trail: Trail, version: Version, path: string): Promise<string | null> {
  try {
    return decodeText(await readCodeFile(trail, version, path));
  } catch {
    // Elsewhere or damaged: the comparison says that it is not there, verify says why.
    return null;
  }
}

/** UTF-8 text; null for what is too long or not text. */
export function decodeText(bytes: Uint8Array): string | null {
  if (bytes.byteLength > maxTextBytes || bytes.includes(0)) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
