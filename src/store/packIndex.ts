import { createHash } from 'node:crypto';
import * as z from 'zod';
import { TrailError } from '../base/errors.ts';
import { canonicalText, parseStrictJson, type Json } from '../domain/canonicalJson.ts';
import { sha256Schema } from '../domain/manifest.ts';

/** Bytes of content in a segment of a file that is cut in pieces. */
export const pieceBytes = 4 * 1024 * 1024;

const count = z.number().int().nonnegative();

/** One piece of content, and where its stored form lies in the pack. */
const segmentSchema = z.looseObject({
  /** Of the content, not of its stored form. */
  sha256: sha256Schema,
  /** Bytes of the content. */
  size: count,
  /** First byte in the pack, and how many. */
  offset: count,
  stored: count,
  encoding: z.string(),
});

const fileSchema = z.looseObject({
  sha256: sha256Schema,
  size: count,
  /** In order; a segment may lie in another pack. */
  segments: z.array(sha256Schema),
});

const packIndexSchema = z.looseObject({
  format: z.literal(1),
  /** Bytes of the pack. */
  size: count,
  segments: z.array(segmentSchema),
  files: z.array(fileSchema),
});

export type PackSegment = z.infer<typeof segmentSchema>;
export type PackedFile = z.infer<typeof fileSchema>;
export type PackIndex = z.infer<typeof packIndexSchema>;

/** The text of an idx file; a pack is named by its SHA-256. */
export function packIndexBytes(index: PackIndex): { name: string; bytes: Buffer } {
  const bytes = Buffer.from(canonicalText(index as Json), 'utf8');
  return { name: packName(bytes), bytes };
}

export function packName(indexBytes: Uint8Array): string {
  return createHash('sha256').update(indexBytes).digest('hex');
}

/** Reads an idx file; throws `object-damaged` when it isn't what its name says or describes no pack. */
export function parsePackIndex(name: string, bytes: Buffer): PackIndex {
  const damaged = (why: string): TrailError =>
    new TrailError('object-damaged', `The pack index ${name.slice(0, 12)} is damaged: ${why}.`, { hint: 'Run modeltrail verify.', data: { pack: name } });
  if (packName(bytes) !== name) throw damaged('its content is not what its name says');
  const result = packIndexSchema.safeParse(parseStrictJson(bytes.toString('utf8')));
  if (!result.success) throw damaged('it has an unknown shape');
  const outside = result.data.segments.some(({ offset, stored }) => offset + stored > result.data.size);
  if (outside) throw damaged('a segment lies outside its pack');
  return result.data;
}
