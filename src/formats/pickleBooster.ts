import { TrailError } from '../base/errors.ts';
import { memorySource, sliceSource, type ByteSource } from './byteSource.ts';
import { lightgbmFeatures } from './lightgbm.ts';
import { asObject, attributesOf, classOf, entryOf } from './pickleClasses.ts';
import { readPickleBytes } from './pickleBytes.ts';
import { isNode, type PickleValue } from './pickleValue.ts';
import { xgboostFeatures } from './xgboost.ts';

/** Pickled boosters hold their whole model file under this attribute; what reads it. */
const boosters: Readonly<Record<string, { readonly attribute: string; readonly features: (source: ByteSource) => readonly string[] | number | null }>> = {
  'xgboost.core.Booster': { attribute: 'handle', features: xgboostFeatures },
  'lightgbm.basic.Booster': { attribute: '_handle', features: lightgbmFeatures },
};

/** The features that a pickled booster of XGBoost or LightGBM was trained with, or null. */
export function boosterFeatures(value: PickleValue | undefined, source: ByteSource): readonly string[] | number | null {
  const object = asObject(value);
  const className = object === null ? null : classOf(object);
  const booster = className !== null && Object.hasOwn(boosters, className) ? boosters[className] : undefined;
  if (object === null || booster === undefined) return null;
  const model = modelSource(entryOf(attributesOf(object), booster.attribute), source);
  try {
    return model === null ? null : booster.features(model);
  } catch (error) {
    // The pickle around it is whole: only the features stay unknown.
    if (error instanceof TrailError) return null;
    throw error;
  }
}

const maxTextModel = 64 * 1024 * 1024;

function modelSource(value: PickleValue | undefined, source: ByteSource): ByteSource | null {
  if (typeof value === 'string') return memorySource(Buffer.from(value));
  if (isNode(value) && value.kind === 'bytes') return sliceSource(source, value.at, value.length);
  const bytes = readPickleBytes(value, source, maxTextModel);
  return bytes === null ? null : memorySource(bytes);
}
