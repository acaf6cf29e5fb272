import { ByteCursor } from './byteCursor.ts';
import type { ByteSource } from './byteSource.ts';
import { limits } from './limits.ts';
import { readNpyHeader } from './npy.ts';
import { buildOutline } from './outlineBuilder.ts';
import type { Outline } from '../domain/outline.ts';
import { readPickle } from './pickleMachine.ts';
import { outlinePickle } from './pickleOutline.ts';
import { unreadable } from './unreadable.ts';
import { openZipEntry, openZipStart, readZipDirectory, type ZipEntry } from './zipArchive.ts';

/** Files of several formats are zip files; what they hold tells which. */
export function outlineZip(source: ByteSource): Outline {
  const entries = readZipDirectory(source);
  const pickle = entries.find(({ name }) => /^[^/]+\/data\.pkl$/u.test(name));
  if (pickle !== undefined) return outlineTorchZip(source, pickle);
  if (entries.some(({ name }) => name === 'model.weights.h5')) throw unreadable('Keras archives are not read yet');
  if (entries.some(({ name }) => name === 'schema.json')) throw unreadable('skops archives are not read yet');
  if (entries.length > 0 && entries.every(({ name }) => name.endsWith('.npy'))) return outlineNpz(source, entries);
  throw unreadable('it is a zip file of an unknown kind');
}

/**
 * The format of `torch.save` since 1.6 and of TorchScript: the object is a pickle whose tensors name their storages.
 * Source: torch/serialization.py, `_save`.
 */
function outlineTorchZip(source: ByteSource, entry: ZipEntry): Outline {
  const pickle = openZipEntry(source, entry, limits.inflatedBytes);
  return outlinePickle(readPickle(new ByteCursor(pickle)), pickle, 'pytorch');
}

/** What is read of a compressed array for its header, and how many of them: each may grow a thousandfold. */
const packedHeader = 1024;
const maxCompressed = 10_000;

/** Source: numpy/lib/_npyio_impl.py, `_savez`: one .npy file an array, named by its key. */
function outlineNpz(source: ByteSource, entries: readonly ZipEntry[]): Outline {
  if (entries.length > limits.tensors || entries.filter(({ compressed }) => compressed).length > maxCompressed) throw unreadable('it has too many arrays');
  const tensors = entries.map((entry) => ({ name: entry.name.slice(0, -'.npy'.length), ...readNpyHeader(openZipStart(source, entry, packedHeader), entry.size) }));
  return buildOutline({ format: 'npz', tensors });
}
