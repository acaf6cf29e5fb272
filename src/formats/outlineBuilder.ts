import { limits } from './limits.ts';
import { sortByName } from '../domain/naturalOrder.ts';
import type { Outline, OutlineFormat, OutlineStep, OutlineTensor } from '../domain/outline.ts';
import { unreadable } from './unreadable.ts';

export interface OutlineParts {
  readonly format: OutlineFormat;
  readonly tensors?: readonly OutlineTensor[];
  readonly features?: readonly string[] | number | null;
  readonly estimator?: string | null;
  readonly steps?: readonly OutlineStep[];
  readonly metadata?: Iterable<readonly [string, string]>;
}

/** Puts an outline together in its one order, within the limits that hold for every format. */
export function buildOutline(parts: OutlineParts): Outline {
  const tensors = parts.tensors ?? [];
  if (tensors.length > limits.tensors) throw unreadable('it has more than 100,000 tensors');
  const length = tensors.reduce((sum, { name }) => sum + name.length, 0);
  if (length > limits.namesLength) throw unreadable("its tensors' names are too long");
  const metadata = smallMap(parts.metadata ?? []);
  return {
    format: parts.format,
    tensors: sortByName(tensors.map(checkedTensor)),
    features: boundedFeatures(parts.features ?? null),
    estimator: parts.estimator == null ? null : shortText(parts.estimator),
    ...(parts.steps === undefined || parts.steps.length === 0 ? {} : { steps: parts.steps.slice(0, limits.steps) }),
    ...(metadata === null ? {} : { metadata }),
  };
}

/** Text that is valid Unicode, so that it has a canonical form, and not longer than a name may be. */
export function shortText(text: string, length: number = limits.nameLength): string {
  return (text.length > length ? `${text.slice(0, length - 1)}…` : text).toWellFormed();
}

function checkedTensor({ name, dtype, shape }: OutlineTensor): OutlineTensor {
  if (shape.length > limits.rank || !shape.every((dimension) => Number.isSafeInteger(dimension) && dimension >= -1)) {
    throw unreadable(`the shape of ${shortText(name, 80)} makes no sense`);
  }
  return { name: shortText(name), dtype: shortText(dtype, 40), shape };
}

function boundedFeatures(features: readonly string[] | number | null): readonly string[] | number | null {
  if (features === null) return null;
  if (typeof features === 'number') return Number.isSafeInteger(features) && features >= 0 ? features : null;
  const length = features.reduce((sum, name) => sum + name.length, 0);
  if (features.length > limits.features || length > limits.namesLength) return features.length;
  return features.map((name) => shortText(name));
}

function smallMap(entries: Iterable<readonly [string, string]>): Record<string, string> | null {
  const kept = [...entries].sort(([a], [b]) => (a < b ? -1 : 1)).slice(0, limits.metadataEntries);
  if (kept.length === 0) return null;
  return Object.fromEntries(kept.map(([key, text]) => [shortText(key, limits.metadataLength), shortText(text, limits.metadataLength)]));
}
