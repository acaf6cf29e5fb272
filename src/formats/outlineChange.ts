import { countText } from '../domain/numberText.ts';
import type { Outline, OutlineTensor } from '../domain/outline.ts';

/** What a new version's outline says against the one before, and whether that asks for a major step. */
export interface OutlineChange {
  readonly major: boolean;
  /** One clause without a full stop, which follows a label: `tensors and features are those of 1.3`. */
  readonly reason: string;
}

/**
 * Compares what two versions of one file hold. Other names or shapes of tensors, other features, another estimator or format are
 * major: what uses the model may break. Without an outline on both sides the step is minor, and the reason says so.
 * @param previous what the earlier version is called in the reason
 */
export function compareOutlines(before: Outline | null, after: Outline | null, previous = 'the version before'): OutlineChange {
  if (before === null || after === null) return { major: false, reason: 'what is inside could not be compared' };
  const major =
    formatChange(before, after) ?? estimatorChange(before, after) ?? featureChange(before.features, after.features) ?? tensorChange(before.tensors, after.tensors);
  if (major !== null) return { major: true, reason: major };
  return { major: false, reason: sameness(before, after, previous) };
}

function formatChange(before: Outline, after: Outline): string | null {
  return before.format === after.format ? null : `the file's format changed from ${before.format} to ${after.format}`;
}

function estimatorChange(before: Outline, after: Outline): string | null {
  const changed = classChange(before.estimator, after.estimator);
  if (changed !== null) return `estimator changed ${changed}`;
  const [old, now] = [before.steps ?? [], after.steps ?? []];
  for (const step of now) {
    const same = old.find(({ name }) => name === step.name);
    if (same === undefined) return `step ${step.name} was added (${className(step.estimator)})`;
    const swapped = classChange(same.estimator, step.estimator);
    if (swapped !== null) return `step ${step.name} changed ${swapped}`;
  }
  const gone = old.find(({ name }) => !now.some((step) => step.name === name));
  if (gone !== undefined) return `step ${gone.name} was removed (${className(gone.estimator)})`;
  return old.every(({ name }, at) => name === now[at]?.name) ? null : 'the order of steps changed';
}

/** Private modules move between releases of a framework, so that only the class's own name counts. */
function classChange(before: string | null, after: string | null): string | null {
  if (before === null || after === null || className(before) === className(after)) return null;
  return `from ${className(before)} to ${className(after)}`;
}

function className(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

function featureChange(before: Outline['features'], after: Outline['features']): string | null {
  if (before === null || after === null) return null;
  const [old, now] = [featureCount(before), featureCount(after)];
  if (typeof before === 'number' || typeof after === 'number') return old === now ? null : `features ${String(old)} → ${String(now)}`;
  const added = without(after, before);
  const removed = without(before, after);
  if (old !== now) return `features ${String(old)} → ${String(now)}${inBrackets([changeList(added, 'added'), changeList(removed, 'removed')])}`;
  const [first] = added;
  if (first !== undefined) return `features changed: ${first} in place of ${removed[0] ?? 'another'}${andMore(added.length - 1)}`;
  return before.every((name, at) => name === after[at]) ? null : "the features' order changed";
}

function featureCount(features: readonly string[] | number): number {
  return typeof features === 'number' ? features : features.length;
}

function tensorChange(before: readonly OutlineTensor[], after: readonly OutlineTensor[]): string | null {
  const old = new Map(before.map((tensor) => [tensor.name, tensor]));
  const reshaped = after.flatMap(({ name, shape }) => {
    const was = old.get(name)?.shape;
    return was === undefined || shapeText(was) === shapeText(shape) ? [] : [{ name, was, shape }];
  });
  const names = after.map(({ name }) => name);
  const added = without(names, old.keys());
  const removed = without(old.keys(), names);
  const [first] = reshaped;
  if (first !== undefined) {
    const others = reshaped.length - 1 + added.length + removed.length;
    return `shape of ${first.name} changed from ${shapeText(first.was)} to ${shapeText(first.shape)}${andMore(others)}`;
  }
  if (added.length === 0) return removed.length === 0 ? null : tensorsText(removed, 'removed');
  if (removed.length === 0) return tensorsText(added, 'added');
  if (sameShapes(added, after, removed, before)) return `${countText(added.length, 'tensor')} renamed, ${removed[0] ?? ''} → ${added[0] ?? ''}`;
  return `${tensorsText(added, 'added')} and ${String(removed.length)} removed`;
}

/** Tensors that changed their names alone stand in both orders with the same shapes. */
function sameShapes(added: readonly string[], after: readonly OutlineTensor[], removed: readonly string[], before: readonly OutlineTensor[]): boolean {
  return shapesOf(added, after) === shapesOf(removed, before);
}

function shapesOf(names: readonly string[], tensors: readonly OutlineTensor[]): string {
  const wanted = new Set(names);
  return tensors.flatMap(({ name, shape }) => (wanted.has(name) ? [shapeText(shape)] : [])).join();
}

function tensorsText(names: readonly string[], verb: string): string {
  return `${countText(names.length, 'tensor')} ${verb} (${names[0] ?? ''}${names.length > 1 ? ', …' : ''})`;
}

/** What a minor step keeps, named as far as it is there to be compared. */
function sameness(before: Outline, after: Outline, previous: string): string {
  const same: string[] = [];
  if (after.tensors.length > 0) same.push('tensors');
  if (before.features !== null && after.features !== null) same.push('features');
  const [only] = same;
  if (only === undefined) return after.estimator !== null && before.estimator !== null ? `estimator is that of ${previous}` : 'what is inside could not be compared';
  return `${same.join(' and ')} are those of ${previous}${dtypeNote(before.tensors, after.tensors)}`;
}

/** Another precision fits where the old one did, but is worth a word. */
function dtypeNote(before: readonly OutlineTensor[], after: readonly OutlineTensor[]): string {
  const old = new Map(before.map(({ name, dtype }) => [name, dtype]));
  const changed = after.find(({ name, dtype }) => old.get(name) !== dtype);
  return changed === undefined ? '' : `, with ${changed.dtype} in place of ${old.get(changed.name) ?? ''}`;
}

function shapeText(shape: readonly number[]): string {
  return shape.length === 0 ? 'scalar' : shape.map((size) => (size < 0 ? '?' : String(size))).join('×');
}

function without(names: Iterable<string>, others: Iterable<string>): string[] {
  const known = new Set(others);
  return [...names].filter((name) => !known.has(name));
}

function changeList(names: readonly string[], verb: string): string {
  return names.length === 0 ? '' : `${names.slice(0, 2).join(', ')}${names.length > 2 ? ', …' : ''} ${verb}`;
}

function inBrackets(parts: readonly string[]): string {
  const said = parts.filter((part) => part !== '');
  return said.length === 0 ? '' : ` (${said.join('; ')})`;
}

function andMore(count: number): string {
  return count <= 0 ? '' : ` and ${String(count)} more`;
}
