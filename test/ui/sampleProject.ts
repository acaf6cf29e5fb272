import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export const weights = 'models/digits/model.safetensors';
export const encoder = 'models/digits/encoder.joblib';

/** Leaves the sample project as a further training run would: other weights of the same shapes, and their metrics. */
export async function trainAgain(folder: string, accuracy: number): Promise<void> {
  await writeFile(join(folder, weights), await otherWeights(folder));
  const metrics = JSON.parse(await readFile(join(folder, 'metrics.json'), 'utf8')) as Record<string, number>;
  await writeFile(join(folder, 'metrics.json'), `${JSON.stringify({ ...metrics, accuracy }, null, 2)}\n`);
}

/** The weights that stand there, with one bit or another turned. */
export async function otherWeights(folder: string): Promise<Uint8Array> {
  const bytes = await readFile(join(folder, weights));
  const last = bytes.length - 2;
  bytes[last] = (bytes[last] ?? 0) ^ 0x15;
  return bytes;
}

export async function sha256Of(folder: string, path: string): Promise<string> {
  return createHash('sha256').update(await readFile(join(folder, path))).digest('hex');
}

/** The digest of a file of the sample as one stage's training wrote it, from the repository's own copy. */
export async function sha256OfStage(stage: string, path: string): Promise<string> {
  return sha256Of(join(import.meta.dirname, '../workspaces/digits/stages', stage), path);
}
