import * as z from 'zod';
import type { Outline } from './outline.ts';

const maxBytes = 64 * 1024 * 1024;
const maxTensors = 200_000;
const maxSteps = 1000;
const maxDimensions = 64;

const outlineSchema = z.object({
  format: z.enum(['gguf', 'joblib', 'lightgbm', 'npy', 'npz', 'onnx', 'pickle', 'pytorch', 'safetensors', 'xgboost']),
  tensors: z.array(z.object({ name: z.string(), dtype: z.string(), shape: z.array(z.number()).max(maxDimensions) })).max(maxTensors),
  features: z.union([z.array(z.string()).max(maxTensors), z.number(), z.null()]),
  estimator: z.string().nullable(),
  steps: z.array(z.object({ name: z.string(), estimator: z.string() })).max(maxSteps).exactOptional(),
  metadata: z.record(z.string(), z.string()).exactOptional(),
});

/** The outlines in a blob, by path; null for what is none: from a stranger it may be anything. What is no outline among them is left out. */
export function parseOutlines(bytes: Uint8Array): ReadonlyMap<string, Outline> | null {
  if (bytes.byteLength > maxBytes) return null;
  let document: unknown;
  try {
    document = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return null;
  }
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return null;
  return new Map(Object.entries(document).flatMap(([path, outline]) => {
    const { success, data } = outlineSchema.safeParse(outline);
    return success ? [[path, data] as const] : [];
  }));
}
