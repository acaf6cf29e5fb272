/** What a file holds: enough to tell whether a model takes other inputs or has other weights than the one before. */
export type OutlineFormat = 'gguf' | 'joblib' | 'lightgbm' | 'npy' | 'npz' | 'onnx' | 'pickle' | 'pytorch' | 'safetensors' | 'xgboost';

export interface OutlineTensor {
  /** As the framework names it: `layers.0.weight`, `clf.coef_`. */
  readonly name: string;
  /** One vocabulary for all formats, NumPy's where it has the word: `float32`, `bfloat16`, `int8`, `str`. */
  readonly dtype: string;
  /** Slowest dimension first; −1 for one that is open. */
  readonly shape: readonly number[];
}

export interface OutlineStep {
  readonly name: string;
  readonly estimator: string;
}

/** Plain JSON, the same for the same bytes: it is stored as canonical JSON. */
export interface Outline {
  readonly format: OutlineFormat;
  /** By name, numbers inside names by their size. Without an optimiser's state and without what grows with the data. */
  readonly tensors: readonly OutlineTensor[];
  /** The features' names in their order, or how many there are. */
  readonly features: readonly string[] | number | null;
  /** The class of the object in the file: `sklearn.pipeline.Pipeline`. */
  readonly estimator: string | null;
  /** The estimators inside a pipeline or search, in their order. */
  readonly steps?: readonly OutlineStep[];
  readonly metadata?: Readonly<Record<string, string>>;
}

/** An outline, or why there is none: a clause such as `its header is broken`. */
export type OutlineResult = { readonly outline: Outline; readonly reason: null } | { readonly outline: null; readonly reason: string };
