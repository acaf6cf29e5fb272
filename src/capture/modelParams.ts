import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readModelParameters } from '../formats/modelParameters.ts';
import type { Value } from '../domain/value.ts';
import type { RecordedValue } from '../domain/version.ts';
import { recorded } from './params.ts';
import { readSettingsFile } from './settingsFile.ts';

/** What of a Hugging Face `config.json` says how the model is built, rather than what it is called. */
const otherNames = /^(?:_|id2label|label2id|architectures|transformers_version|torch_dtype|dtype|task_specific_params|auto_map)/u;

/** Files of weights: what is pickled beside one prepares its input. */
const weights = /\.(?:safetensors|pt|pth|ckpt|bin|onnx|keras|h5|hdf5|gguf|npz|pb|tflite)$/iu;

/**
 * The hyperparameters that the model file holds itself: nothing else is as sure. Of several files those of the weights, or else of
 * the largest, and not of the encoder beside them; of a folder, those of its `config.json`.
 * @param models relative to `root`
 */
export async function readModelParams(root: string, models: readonly string[]): Promise<Map<string, RecordedValue>> {
  const sized = await Promise.all(models.map(async (path) => ({ path, size: (await stat(join(root, path)).catch(() => null))?.size ?? 0 })));
  const [largest] = sized.sort((one, other) => Number(weights.test(other.path)) - Number(weights.test(one.path)) || other.size - one.size);
  return largest === undefined ? new Map() : parametersOf(root, largest.path);
}

async function parametersOf(root: string, path: string): Promise<Map<string, RecordedValue>> {
  const config = await readSettingsFile(root, `${path}/config.json`);
  if (config !== null && !('code' in config)) {
    const isModel = config.values.has('model_type') || config.values.has('architectures');
    return isModel ? new Map([...config.values].filter(([name]) => !otherNames.test(name)).map(([name, value]) => [name, inModel(recorded(value, `${path}/config.json`))])) : new Map();
  }
  const own: ReadonlyMap<string, Value> = readModelParameters(join(root, path));
  return new Map([...own].map(([name, value]) => [name, { value, source: { kind: 'model', path } }]));
}

function inModel({ source, ...value }: RecordedValue): RecordedValue {
  return { ...value, source: { ...source, kind: 'model' } };
}
