/** What a call does with a file: a trained model, data, settings, or the log of a run; null where the path's extension has to tell. */
export type FileKind = 'model' | 'data' | 'config' | 'log';

export interface FileCall {
  readonly direction: 'write' | 'read';
  readonly kind: FileKind | null;
  /** The path's place among the arguments, and its names. */
  readonly place: number | null;
  readonly names: readonly string[];
  /** The path is a folder's. */
  readonly folder?: boolean;
  /** Added by the call where the path has no extension. */
  readonly suffix?: string;
  /** Only where the path has a model's extension: other things are written by a call of this name too. */
  readonly onlyModels?: boolean;
}

const write = (place: number | null, ...names: string[]): FileCall => ({ direction: 'write', kind: 'model', place, names });
const writeFolder = (place: number | null, ...names: string[]): FileCall => ({ ...write(place, ...names), folder: true });
const read = (kind: FileKind | null, place: number | null, ...names: string[]): FileCall => ({ direction: 'read', kind, place, names });

/** By full name. */
const functions: Readonly<Record<string, FileCall>> = {
  'torch.save': write(1, 'f'),
  'torch.jit.save': write(1, 'f'),
  'torch.export.save': write(1, 'f'),
  'torch.onnx.export': write(2, 'f'),
  'torch.onnx.dynamo_export': write(2, 'f'),
  'joblib.dump': write(1, 'filename'),
  'sklearn.externals.joblib.dump': write(1, 'filename'),
  'pickle.dump': write(1, 'file'),
  'cPickle.dump': write(1, 'file'),
  'cloudpickle.dump': write(1, 'file'),
  'dill.dump': write(1, 'file'),
  'compress_pickle.dump': write(1, 'path'),
  'safetensors.torch.save_file': write(1, 'filename'),
  'safetensors.numpy.save_file': write(1, 'filename'),
  'safetensors.flax.save_file': write(1, 'filename'),
  'safetensors.tensorflow.save_file': write(1, 'filename'),
  'safetensors.mlx.save_file': write(1, 'filename'),
  'safetensors.paddle.save_file': write(1, 'filename'),
  'safetensors.torch.save_model': write(1, 'filename'),
  'mlx.core.save_safetensors': write(0, 'file'),
  'numpy.save': { ...write(0, 'file'), suffix: '.npy' },
  'numpy.savez': { ...write(0, 'file'), suffix: '.npz' },
  'numpy.savez_compressed': { ...write(0, 'file'), suffix: '.npz' },
  'onnx.save': write(1, 'f'),
  'onnx.save_model': write(1, 'f'),
  'onnxmltools.utils.save_model': write(1, 'filename'),
  'skops.io.dump': write(1, 'file'),
  'sklearn2pmml.sklearn2pmml': write(1, 'pmml'),
  'tensorflow.saved_model.save': writeFolder(1, 'export_dir'),
  'tensorflow.keras.models.save_model': write(1, 'filepath'),
  'tensorflow.keras.saving.save_model': write(1, 'filepath'),
  'keras.models.save_model': write(1, 'filepath'),
  'keras.saving.save_model': write(1, 'filepath'),
  'keras.callbacks.CSVLogger': { ...write(0, 'filename'), kind: 'log' },
  'tensorflow.keras.callbacks.CSVLogger': { ...write(0, 'filename'), kind: 'log' },
  'keras.callbacks.ModelCheckpoint': write(0, 'filepath'),
  'tensorflow.keras.callbacks.ModelCheckpoint': write(0, 'filepath'),
  'transformers.TrainingArguments': writeFolder(0, 'output_dir'),
  'transformers.Seq2SeqTrainingArguments': writeFolder(0, 'output_dir'),
  'flax.training.checkpoints.save_checkpoint': writeFolder(0, 'ckpt_dir'),
  'os.replace': { ...write(1, 'dst'), onlyModels: true },
  'os.rename': { ...write(1, 'dst'), onlyModels: true },
  'shutil.move': { ...write(1, 'dst'), onlyModels: true },
  'shutil.copy': { ...write(1, 'dst'), onlyModels: true },
  'shutil.copyfile': { ...write(1, 'dst'), onlyModels: true },
  'shutil.copy2': { ...write(1, 'dst'), onlyModels: true },

  'torch.load': read('model', 0, 'f'),
  'torch.jit.load': read('model', 0, 'f'),
  'joblib.load': read('model', 0, 'filename'),
  'pickle.load': read('model', 0, 'file'),
  'cloudpickle.load': read('model', 0, 'file'),
  'dill.load': read('model', 0, 'file'),
  'skops.io.load': read('model', 0, 'file'),
  'onnx.load': read('model', 0, 'f'),
  'safetensors.torch.load_file': read('model', 0, 'filename'),
  'safetensors.numpy.load_file': read('model', 0, 'filename'),
  'safetensors.safe_open': read('model', 0, 'filename'),
  'keras.models.load_model': read('model', 0, 'filepath'),
  'tensorflow.keras.models.load_model': read('model', 0, 'filepath'),
  'tensorflow.saved_model.load': read('model', 0, 'export_dir'),
  'numpy.load': read('data', 0, 'file'),
  'numpy.loadtxt': read('data', 0, 'fname'),
  'numpy.genfromtxt': read('data', 0, 'fname'),
  'numpy.fromfile': read('data', 0, 'file'),
  'numpy.memmap': read('data', 0, 'filename'),
  'datasets.load_dataset': read('data', null, 'data_files', 'data_dir'),
  'datasets.load_from_disk': read('data', 0, 'dataset_path'),
  'datasets.Dataset.from_csv': read('data', 0, 'path_or_paths'),
  'datasets.Dataset.from_json': read('data', 0, 'path_or_paths'),
  'datasets.Dataset.from_parquet': read('data', 0, 'path_or_paths'),
  'pyarrow.parquet.read_table': read('data', 0, 'source'),
  'pyarrow.parquet.ParquetFile': read('data', 0, 'source'),
  'pyarrow.parquet.ParquetDataset': read('data', 0, 'path_or_paths'),
  'pyarrow.csv.read_csv': read('data', 0, 'input_file'),
  'pyarrow.feather.read_table': read('data', 0, 'source'),
  'pyarrow.feather.read_feather': read('data', 0, 'source'),
  'pyarrow.dataset.dataset': read('data', 0, 'source'),
  'torchvision.datasets.ImageFolder': read('data', 0, 'root'),
  'torchvision.datasets.DatasetFolder': read('data', 0, 'root'),
  'torchvision.io.read_image': read('data', 0, 'path'),
  'torchaudio.load': read('data', 0, 'uri', 'filepath'),
  'tensorflow.keras.utils.image_dataset_from_directory': read('data', 0, 'directory'),
  'keras.utils.image_dataset_from_directory': read('data', 0, 'directory'),
  'tensorflow.data.TFRecordDataset': read('data', 0, 'filenames'),
  'tensorflow.data.TextLineDataset': read('data', 0, 'filenames'),
  'sklearn.datasets.load_svmlight_file': read('data', 0, 'f'),
  'sklearn.datasets.load_files': read('data', 0, 'container_path'),
  'xgboost.DMatrix': read('data', 0, 'data'),
  'xgboost.QuantileDMatrix': read('data', 0, 'data'),
  'lightgbm.Dataset': read('data', 0, 'data'),
  'catboost.Pool': read('data', 0, 'data'),
  'scipy.io.loadmat': read('data', 0, 'file_name'),
  'scipy.sparse.load_npz': read('data', 0, 'file'),
  'h5py.File': read('data', 0, 'name'),
  'sqlite3.connect': read('data', 0, 'database'),
  'librosa.load': read('data', 0, 'path'),
  'soundfile.read': read('data', 0, 'file'),
  'cv2.imread': read('data', 0, 'filename'),
  'PIL.Image.open': read('data', 0, 'fp'),
  'imageio.imread': read('data', 0, 'uri'),
  'geopandas.read_file': read('data', 0, 'filename'),
  'omegaconf.OmegaConf.load': read('config', 0, 'file_'),
  'dvc.api.params_show': read('config', 0, 'stages'),
};

/** By method, whatever the object is. */
const methods: Readonly<Record<string, FileCall>> = {
  save: { ...write(0, 'path', 'filepath', 'filename', 'fname', 'fname_or_handle', 'f'), onlyModels: true },
  save_model: write(0, 'fname', 'filename', 'path', 'filepath', 'output_dir'),
  save_weights: write(0, 'filepath', 'path', 'filename'),
  save_pretrained: writeFolder(0, 'save_directory', 'save_dir', 'path'),
  save_checkpoint: write(0, 'filepath', 'path', 'save_dir'),
  save_binary: { ...write(0, 'filename'), onlyModels: true },
  save_state: { ...writeFolder(0, 'output_dir'), onlyModels: true },
  save_lora_weights: writeFolder(0, 'save_directory'),
  dump_model: { ...write(0, 'fout'), onlyModels: true },
  to_csv: { ...write(0, 'path_or_buf'), kind: null },
  write_csv: { ...write(0, 'file'), kind: null },
  to_onnx: write(0, 'file_path', 'path'),
  to_disk: writeFolder(0, 'path'),
  export: { ...write(0, 'fname', 'path', 'file'), onlyModels: true },
  to_file: { ...write(0, 'path', 'file'), onlyModels: true },
  load_model: read('model', 0, 'fname', 'path'),
  load_weights: read('model', 0, 'filepath', 'path'),
  load_checkpoint: read('model', 0, 'filepath', 'path'),
  load_from_checkpoint: read('model', 0, 'checkpoint_path'),
  from_pretrained: read('model', 0, 'pretrained_model_name_or_path'),
};

const tableReaders = /^(?:pandas|polars|dask\.dataframe|modin\.pandas|cudf|duckdb|awswrangler\.s3|pyspark\.pandas|fireducks\.pandas|geopandas)\.(?:read|scan)_(?!sql|gbq|clipboard|database|html)\w+$|^vaex\.open$/u;
const checkpointCallback = /(?:^|\.)ModelCheckpoint$/u;

/** What a function of an installed package does with a file, if it does. */
export function functionCall(name: string): FileCall | null {
  const found = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (found !== undefined) return found;
  if (tableReaders.test(name)) return read('data', 0, 'filepath_or_buffer', 'path_or_buf', 'path', 'io', 'source', 'urlpath', 'filepath', 'paths');
  if (/^mlflow\.\w+\.save_model$/u.test(name)) return writeFolder(1, 'path');
  if (/^(?:\w+\.)*keras\.models\.save_model$/u.test(name)) return write(1, 'filepath');
  return null;
}

export function methodCall(method: string): FileCall | null {
  return Object.hasOwn(methods, method) ? (methods[method] ?? null) : null;
}

/** Lightning's callback takes a folder and a template of file names. */
export function isLightningCheckpoint(name: string): boolean {
  return checkpointCallback.test(name) && !name.includes('keras');
}
