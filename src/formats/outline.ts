import { TrailError, systemErrorCode } from '../base/errors.ts';
import { readBytes, withFile, type ByteSource } from './byteSource.ts';
import type { Outline, OutlineResult } from './outlineShape.ts';
import { looksLikeSafetensors, outlineSafetensors } from './safetensors.ts';
import { unreadable } from './unreadable.ts';

export type { Outline, OutlineResult } from './outlineShape.ts';

/** The outline of a model file, or null when it has none that we can read. Never throws, never runs what the file says. */
export async function readOutline(path: string): Promise<Outline | null> {
  return (await explainOutline(path)).outline;
}

/** The same with the reason why there is no outline. Reading blocks the thread: call it in a worker that can be ended. */
export async function explainOutline(path: string): Promise<OutlineResult> {
  try {
    return { outline: withFile(path, outlineOf), reason: null };
  } catch (error) {
    return { outline: null, reason: reasonOf(error) };
  }
}

/** Recognises a format by its first bytes. */
function outlineOf(source: ByteSource): Outline {
  const start = readBytes(source, 0, Math.min(16, source.size));
  if (looksLikeSafetensors(start, source.size)) return outlineSafetensors(source);
  throw unreadable('its format is not known');
}

function reasonOf(error: unknown): string {
  if (error instanceof TrailError) return error.message;
  const code = systemErrorCode(error);
  return code === undefined ? 'it is broken' : `it could not be read (${code})`;
}
