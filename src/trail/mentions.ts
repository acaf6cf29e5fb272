import { dirname, posix } from 'node:path';
import { dvcPath, lfsPointer, maxPointerBytes } from '../capture/mentions/pointerFiles.ts';
import { plainStrings } from '../capture/mentions/plainString.ts';
import { parameterAt, parametersOn } from '../capture/mentions/pythonParameter.ts';
import { writtenReferences } from '../capture/mentions/references.ts';
import { writtenPaths, type WrittenPath } from '../capture/mentions/writtenPaths.ts';
import { isUnreadable, readSource, sourceText } from '../capture/sourceFile.ts';
import { unsafePathReason } from '../domain/artifactPath.ts';
import type { Span, TextLanguage, WrittenParameter } from '../domain/mention.ts';
import type { VersionSummary } from '../domain/version.ts';
import type { IndexReader } from '../store/index/reader.ts';
import { findSummaryIn, type Known } from './findVersion.ts';
import { relativePath } from './paths.ts';
import type { Trail } from './trail.ts';

/** The file that a text is of. */
export interface TextPlace {
  readonly trail: Trail;
  readonly index: IndexReader;
  /** Absolute. */
  readonly file: string;
}

/** A path in a text that some version has; relative to the trail's root. */
export interface TrackedMention extends Span {
  readonly path: string;
}

/** The hyperparameter at a column of a line of Python. */
export function pythonParameterAt(lines: readonly string[], at: number, column: number): WrittenParameter | null {
  return parameterAt(lines, at, column);
}

/** The hyperparameters on a line of Python that are given a plain value. */
export function pythonParametersOn(lines: readonly string[], at: number): WrittenParameter[] {
  return parametersOn(lines, at);
}

/** Paths on one line that are looked up; a line with more was generated. */
const maxOnLine = 200;

/**
 * The tracked paths that stand on a line. Of Python only strings that are whole paths however the rest reads; what is built
 * takes `MentionReader.pathsAt`. Nothing on disk is looked at.
 */
export function trackedOnLine(place: TextPlace, line: string, language: TextLanguage): TrackedMention[] {
  return tracked(place, wordsOn(line, language).slice(0, maxOnLine), language);
}

/** Of these, the one that a column is in. */
export function trackedAt(place: TextPlace, line: string, language: TextLanguage, column: number): TrackedMention | null {
  return tracked(place, wordsOn(line, language).filter(({ from, to }) => from <= column && column <= to), language)[0] ?? null;
}

function wordsOn(line: string, language: TextLanguage): WrittenPath[] {
  return language === 'python' ? plainStrings(line) : writtenPaths(line, language);
}

function tracked(place: TextPlace, words: readonly WrittenPath[], language: TextLanguage): TrackedMention[] {
  return words.flatMap(({ path, from, to }) => {
    const found = trackedPath(place, path, language === 'markdown');
    return found === null ? [] : [{ path: found, from, to }];
  });
}

/** The tracked path that the line of a `.dvc` file is about. */
export function trackedByDvc(place: TextPlace, lines: readonly string[], at: number): string | null {
  const path = dvcPath(lines, at);
  return path === null ? null : trackedPath(place, path, true);
}

/** The first of these paths, relative to the root, that a version has. */
export function firstTracked(index: IndexReader, paths: readonly string[]): string | null {
  return paths.find((path) => isTracked(index, path)) ?? null;
}

/** The version whose artifact the text of a file, a Git LFS pointer, names by its digest. */
export function pointedVersion({ trail, index, file }: TextPlace, text: string): VersionSummary | null {
  const digest = lfsPointer(text)?.sha256 ?? null;
  return digest === null ? null : (index.holder(digest, relativePath(trail.root, file) ?? file) ?? null);
}

/** The version that a small file at a tracked path stands for: a pointer that Git LFS has not put the bytes in the place of. */
export async function versionPointedAt({ trail, index }: TextPlace, path: string): Promise<VersionSummary | null> {
  const file = await readSource(trail.root, path, maxPointerBytes);
  const digest = file === null || isUnreadable(file) ? null : lfsPointer(sourceText(file))?.sha256 ?? null;
  return digest === null ? null : (index.holder(digest, path) ?? null);
}

/** A reference on a line, and the version that it names. */
export interface ReferenceMention extends Span {
  readonly version: VersionSummary;
}

/** The reference at a column that names a version of this trail; an address of mail names none. */
export function referenceAt(known: Known, line: string, column: number): ReferenceMention | null {
  const written = writtenReferences(line).find(({ from, to }) => from <= column && column <= to);
  if (written === undefined) return null;
  try {
    return { from: written.from, to: written.to, version: findSummaryIn(known, written.reference) };
  } catch {
    return null;
  }
}

/**
 * What a written path means: as seen from the file, the opened folder or the root, whichever a version has.
 * @param besideFirst where both are tracked, the one beside the file is meant
 */
function trackedPath({ trail, index, file }: TextPlace, written: string, besideFirst: boolean): string | null {
  const slashed = process.platform === 'win32' ? written.replaceAll('\\', '/') : written;
  const path = slashed.replace(/\/+$/u, '');
  if (path === '' || path.startsWith('//')) return null;
  if (path.startsWith('/') || /^[a-z]:\//iu.test(path)) return ifTracked(index, relativePath(trail.root, path));
  const [beside, folder] = [folderIn(trail.root, dirname(file)), folderIn(trail.root, trail.folder)];
  const folders = besideFirst ? [beside, folder, ''] : [folder, beside, ''];
  for (const each of new Set(folders)) {
    const found = each === null ? null : ifTracked(index, posix.normalize(posix.join(each, path)));
    if (found !== null) return found;
  }
  return null;
}

function folderIn(root: string, folder: string): string | null {
  return folder === root ? '' : relativePath(root, folder);
}

function ifTracked(index: IndexReader, path: string | null): string | null {
  return path !== null && isTracked(index, path) ? path : null;
}

/** What no record may hold is asked of nobody. */
function isTracked(index: IndexReader, path: string): boolean {
  return unsafePathReason(path) === null && index.byPath(path) !== undefined;
}
