import { asModelName } from './modelName.ts';

/** Extensions of files that hold a trained model, without the dot. */
export const modelExtensions: readonly string[] = [
  'bin', 'bst', 'cbm', 'ckpt', 'dill', 'gguf', 'h5', 'hdf5', 'joblib', 'keras', 'mlmodel', 'mlpackage', 'model', 'msgpack',
  'npy', 'npz', 'onnx', 'pb', 'pickle', 'pkl', 'pmml', 'pt', 'pt2', 'pth', 'safetensors', 'skops', 'tflite', 'torchscript', 'ubj', 'weights',
];

/** Extensions that many other things have too; such a file is a candidate only where something else says that it is a model. */
const vagueExtensions: ReadonlySet<string> = new Set(['bin', 'model', 'npy', 'npz', 'msgpack', 'pb', 'hdf5', 'h5', 'weights']);

/** Names of files beside a model that are not one. */
const companions = /^(?:tokenizer|vocab|merges|special_tokens|added_tokens|spiece|sentencepiece|optimizer|scheduler|scaler_state|rng_state|training_args)\b/iu;

/** Folders that are looked into by nobody who looks for models. */
export const skippedFolders: ReadonlySet<string> = new Set([
  '.cache', '.conda', '.dvc', '.eggs', '.git', '.hg', '.ipynb_checkpoints', '.modeltrail', '.mypy_cache', '.nox', '.pytest_cache', '.ruff_cache', '.svn', '.tox', '.venv', '.vscode',
  '__pycache__', 'build', 'conda', 'dist', 'env', 'node_modules', 'site-packages', 'venv', 'wandb',
]);

export function extensionOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? '' : name.slice(dot + 1).toLowerCase();
}

/** `model` for a file that is surely meant as one, `perhaps` for a vague extension, null for any other. */
export function modelFileKind(path: string): 'model' | 'perhaps' | null {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const extension = extensionOf(path);
  if (!modelExtensions.includes(extension) || companions.test(name)) return null;
  return vagueExtensions.has(extension) && !/model|weight|checkpoint|ckpt|net|classifier|regressor/iu.test(path) ? 'perhaps' : 'model';
}

const generic = /^(?:models?|weights|checkpoints?|ckpts?|artifacts?|outputs?|out|results?|runs?|experiments?|logs?|lightning_logs|saved?|trained|final|best|last|latest|data)$/iu;

/** Whether a part of a path says nothing of what the model is. */
export function isGenericName(part: string): boolean {
  return generic.test(part);
}

/**
 * A model's name from the path of its file or folder: the part nearest to the file that says something.
 * `models/churn/model.safetensors` → `churn`, `churn_v2_final.pkl` → `churn`.
 * @param fallback used when no part says anything, such as the workspace folder's name
 */
export function suggestModelName(path: string, fallback: string): string {
  const parts = path.split('/').filter((part) => part !== '');
  const last = parts.pop() ?? '';
  const stem = last.replace(/\.[^.]+$/u, '');
  const cleaned = (part: string): string =>
    asModelName(part.replaceAll(/(?:[-_. ]?(?:v?\d+(?:[._]\d+)*|final|really|best|last|latest|new|old|copy|weights|checkpoint|ckpt|model))+$/giu, ''));
  for (const part of [stem, ...parts.reverse()]) {
    const name = cleaned(part);
    if (name !== '' && !generic.test(name)) return name;
  }
  return cleaned(fallback) || 'model';
}
