import { readBytes, type ByteSource } from './byteSource.ts';
import { buildOutline } from './outlineBuilder.ts';
import type { Outline } from '../domain/outline.ts';
import { parseTypedValue } from '../domain/typedValue.ts';
import type { Value } from '../domain/value.ts';
import { unreadable } from './unreadable.ts';

/** The header stands before the first tree; its longest line names the features. */
const maxHeader = 16 * 1024 * 1024;

export function looksLikeLightgbm(start: Uint8Array): boolean {
  return /^tree\r?\nversion/u.test(Buffer.from(start).toString('latin1'));
}

/** Features and objective of a LightGBM text model. Source: microsoft/LightGBM, src/boosting/gbdt_model_text.cpp, `SaveModelToString`. */
export function outlineLightgbm(source: ByteSource): Outline {
  const values = readHeader(source);
  const metadata = ['objective', 'num_class'].flatMap((key): [string, string][] => {
    const value = values.get(key);
    return value === undefined ? [] : [[key, value]];
  });
  return buildOutline({ format: 'lightgbm', features: featureNames(values), metadata });
}

/** The features of a model that is inside another file. */
export function lightgbmFeatures(source: ByteSource): readonly string[] {
  return featureNames(readHeader(source));
}

function readHeader(source: ByteSource): ReadonlyMap<string, string> {
  const text = Buffer.from(readBytes(source, 0, Math.min(source.size, maxHeader)).buffer).toString('utf8');
  const end = text.search(/^Tree=/mu);
  const lines = (end < 0 ? text : text.slice(0, end)).split(/\r?\n/u);
  return new Map(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}

function featureNames(values: ReadonlyMap<string, string>): readonly string[] {
  const names = values.get('feature_names')?.split(' ').filter((name) => name !== '');
  if (names === undefined || names.length === 0) throw unreadable('its header names no features');
  return names;
}

/** The settings stand behind the trees. */
const maxSettings = 256 * 1024;
/** What a run writes where, and with how many threads, is no hyperparameter. */
const otherSettings = /^(?:data|valid|.*_?(?:file|filename|model|device_id)|task|device_type|num_threads|verbosity|header|.*_column|machines|local_listen_port|time_out|saved_feature_importance_type|.*snapshot.*|gpu_.*|num_gpu|use_two_round_loading|two_round|pre_partition|precise_float_parser|forcedbins_filename)$/u;

/** The parameters of a LightGBM text model: lines such as `[learning_rate: 0.1]` between `parameters:` and `end of parameters`. */
export function lightgbmParameters(source: ByteSource): ReadonlyMap<string, Value> {
  const length = Math.min(source.size, maxSettings);
  const text = Buffer.from(readBytes(source, source.size - length, length)).toString('utf8');
  const block = /\nparameters:\r?\n([^]*?)\nend of parameters/u.exec(text)?.[1] ?? '';
  const lines = [...block.matchAll(/^\[([\w.]+): (.*)\]\r?$/gmu)];
  return new Map(lines.flatMap(([, name = '', written = '']) => (written === '' || otherSettings.test(name) ? [] : [[name, parseTypedValue(written).value] as const])));
}
