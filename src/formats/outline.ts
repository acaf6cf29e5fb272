import { TrailError, systemErrorCode } from '../base/errors.ts';
import { readBytes, withFile, type ByteSource } from './byteSource.ts';
import { looksLikeGguf, outlineGguf } from './gguf.ts';
import { compressionOf, inflated } from './joblib.ts';
import { looksLikeLightgbm, outlineLightgbm } from './lightgbm.ts';
import { looksLikeNpy, outlineNpy } from './npy.ts';
import { outlineOnnx } from './onnx.ts';
import type { Outline, OutlineResult } from '../domain/outline.ts';
import { outlinePickleFile } from './pickle.ts';
import { looksLikeSafetensors, outlineSafetensors } from './safetensors.ts';
import { unreadable } from './unreadable.ts';
import { looksLikeXgboost, outlineXgboost } from './xgboost.ts';
import { outlineZip } from './zipModel.ts';

export type { Outline, OutlineResult } from '../domain/outline.ts';

/** The outline of a model file, or null when it has none that we can read. Never throws, never runs what the file says. */
export async function readOutline(path: string): Promise<Outline | null> {
  return (await explainOutline(path)).outline;
}

/** The same with the reason why there is no outline. Reading blocks the thread: call it in a worker that can be ended. */
export async function explainOutline(path: string): Promise<OutlineResult> {
  try {
    return { outline: withFile(path, (source) => outlineOf(source, extensionOf(path))), reason: null };
  } catch (error) {
    return { outline: null, reason: reasonOf(error) };
  }
}

function extensionOf(path: string): string {
  return /\.([^./\\]+)$/u.exec(path)?.[1]?.toLowerCase() ?? '';
}

/** Extensions of pickles; those of protocols 0 and 1 can't be told by their first bytes. */
const pickleExtensions: ReadonlySet<string> = new Set(['bin', 'ckpt', 'dill', 'joblib', 'model', 'pickle', 'pkl', 'pt', 'pth']);

/** Recognises a format by its first bytes, and where those say nothing by the name's extension. */
export function outlineOf(source: ByteSource, extension: string): Outline {
  const start = readBytes(source, 0, Math.min(16, source.size));
  if (source.size === 0) throw unreadable('it is empty');
  if (looksLikeSafetensors(start, source.size)) return outlineSafetensors(source);
  if (startsWith(start, 0x50, 0x4b, 3, 4)) return outlineZip(source);
  if (looksLikeNpy(start)) return outlineNpy(source);
  if (looksLikeGguf(start)) return outlineGguf(source);
  if (looksLikeLightgbm(start)) return outlineLightgbm(source);
  if (looksLikeXgboost(start)) return outlineXgboost(source);
  const compression = compressionOf(start);
  if (compression !== null) return outlinePickleFile(inflated(source, compression), true);
  if (start[0] === 0x80 && (start[1] ?? 6) <= 5) return outlinePickleFile(source, extension === 'joblib');
  if (startsWith(start, 0x89, 0x48, 0x44, 0x46)) throw unreadable('HDF5 files are not read yet');
  if (extension === 'onnx') return outlineOnnx(source);
  if (pickleExtensions.has(extension)) return outlinePickleFile(source, extension === 'joblib');
  throw unreadable('its format is not known');
}

function startsWith(bytes: Uint8Array, ...wanted: readonly number[]): boolean {
  return wanted.every((byte, at) => bytes[at] === byte);
}

function reasonOf(error: unknown): string {
  if (error instanceof TrailError) return error.message;
  const code = systemErrorCode(error);
  return code === undefined ? 'it is broken' : `it could not be read (${code})`;
}
