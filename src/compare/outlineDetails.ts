import type { FactDetail } from '../domain/comparison.ts';
import type { Outline, OutlineTensor } from '../domain/outline.ts';

/** What changed inside a model file: estimator, features, tensors. */
export function outlineDetails(before: Outline, after: Outline): FactDetail[] {
  return [...formatDetails(before, after), ...featureDetails(before.features, after.features), ...tensorDetails(before.tensors, after.tensors)];
}

/** Whether both hold tensors, and the same of them by name, type and shape. */
export function sameTensors(before: Outline, after: Outline): boolean {
  return before.tensors.length > 0 && before.tensors.length === after.tensors.length && tensorDetails(before.tensors, after.tensors).length === 0;
}

function changed(text: string): FactDetail {
  return { change: 'changed', text };
}

function formatDetails(before: Outline, after: Outline): FactDetail[] {
  const details = before.format === after.format ? [] : [changed(`format ${before.format} → ${after.format}`)];
  if (before.estimator !== null && after.estimator !== null && before.estimator !== after.estimator) details.push(changed(`estimator ${className(before.estimator)} → ${className(after.estimator)}`));
  const [old, now] = [before.steps ?? [], after.steps ?? []];
  for (const { name, estimator } of now) {
    const was = old.find((step) => step.name === name);
    if (was === undefined) details.push({ change: 'added', text: `step ${name} added (${className(estimator)})` });
    else if (was.estimator !== estimator) details.push(changed(`step ${name} ${className(was.estimator)} → ${className(estimator)}`));
  }
  const gone = old.filter(({ name }) => !now.some((step) => step.name === name));
  return [...details, ...gone.map(({ name, estimator }): FactDetail => ({ change: 'removed', text: `step ${name} removed (${className(estimator)})` }))];
}

function className(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

function featureDetails(before: Outline['features'], after: Outline['features']): FactDetail[] {
  if (before === null || after === null) return [];
  if (typeof before === 'number' || typeof after === 'number') {
    const [old, now] = [before, after].map((features) => (typeof features === 'number' ? features : features.length));
    return old === now ? [] : [changed(`features ${String(old)} → ${String(now)}`)];
  }
  const [old, now] = [new Set(before), new Set(after)];
  const added = after.filter((name) => !old.has(name)).map((name): FactDetail => ({ change: 'added', text: `feature ${name} added` }));
  const removed = before.filter((name) => !now.has(name)).map((name): FactDetail => ({ change: 'removed', text: `feature ${name} removed` }));
  if (added.length + removed.length > 0) return [...added, ...removed];
  return before.every((name, at) => name === after[at]) ? [] : [changed('features in another order')];
}

function tensorDetails(before: readonly OutlineTensor[], after: readonly OutlineTensor[]): FactDetail[] {
  const old = new Map(before.map((tensor) => [tensor.name, tensor]));
  const now = new Set(after.map(({ name }) => name));
  const altered = after.flatMap((tensor) => tensorChange(old.get(tensor.name), tensor));
  const removed = before.filter(({ name }) => !now.has(name)).map(({ name, shape }): FactDetail => ({ change: 'removed', text: `${name} ${shapeText(shape)} removed` }));
  return [...altered, ...removed];
}

function tensorChange(before: OutlineTensor | undefined, { name, shape, dtype }: OutlineTensor): FactDetail[] {
  if (before === undefined) return [{ change: 'added', text: `${name} ${shapeText(shape)} added` }];
  const [was, is] = [shapeText(before.shape), shapeText(shape)];
  const dtypes = before.dtype === dtype ? '' : `${before.dtype} → ${dtype}`;
  if (was !== is) return [changed(`${name} ${was} → ${is}${dtypes === '' ? '' : `, ${dtypes}`}`)];
  return dtypes === '' ? [] : [changed(`${name} ${dtypes}`)];
}

function shapeText(shape: readonly number[]): string {
  return shape.length === 0 ? 'scalar' : shape.map((size) => (size < 0 ? '?' : String(size))).join(' × ');
}
