import type { ByteSource } from './byteSource.ts';
import { boosterFeatures } from './pickleBooster.ts';
import { entryOf } from './pickleClasses.ts';
import { integerOf, numpyArray, numpyStrings } from './pickleNumpy.ts';
import { isNode, type PickleDict, type PickleValue } from './pickleValue.ts';

/** Attributes that count features; the first is scikit-learn's, the others belong to older releases and to LightGBM. */
const counts = ['n_features_in_', 'n_features_', '_n_features'];

/** The features that an estimator was trained with: their names, else their number. Source: scikit-learn's SLEP 007 and 010. */
export function pickledFeatures(attributes: PickleDict, source: ByteSource): readonly string[] | number | null {
  const names = pickledNames(entryOf(attributes, 'feature_names_in_') ?? entryOf(attributes, 'feature_names'), source);
  if (names !== null) return names;
  for (const attribute of counts) {
    const count = integerOf(entryOf(attributes, attribute), source);
    if (count !== null && count >= 0) return count;
  }
  return boosterFeatures(entryOf(attributes, '_Booster'), source);
}

/** A list, tuple or array of text, or null for anything else. */
export function pickledNames(value: PickleValue | undefined, source: ByteSource): readonly string[] | null {
  if (!isNode(value)) return null;
  if (value.kind === 'list' || value.kind === 'tuple') {
    const items: readonly PickleValue[] = value.items;
    const whole = value.kind === 'tuple' || items.length === value.length;
    return whole && items.length > 0 && items.every((item) => typeof item === 'string') ? [...items] : null;
  }
  const array = numpyArray(value);
  return array === null ? null : numpyStrings(array, source);
}
