/** What a column of a training log counts, where it is no metric. */
export type Axis = 'epoch' | 'step' | 'time';

/**
 * The names of axes, the preferred first where a log has several of a kind. Compared without case, without what stands before
 * the last `/` or `.`, and without a leading `_`: `time/total_timesteps` (Stable-Baselines), `trainer/global_step` and
 * `_timestamp` (Weights & Biases), `training_iteration` and `time_total_s` (Ray), `globalStep`.
 */
const names: Readonly<Record<Axis, readonly string[]>> = {
  epoch: ['epoch', 'epochs', 'current_epoch', 'epoch_num'],
  // A table's unnamed first column is its row index, as pandas writes it.
  step: ['global_step', 'step', 'steps', 'total_timesteps', 'timesteps_total', 'timesteps', 'num_updates', 'update', 'updates', 'training_iteration', 'iteration', 'iterations', 'iter', 'round', 'batch', 'batch_idx', ''],
  time: ['time', 'timestamp', 'wall_time', 'walltime', 'time_total_s', 'elapsed', 'elapsed_time', 'time_elapsed', 'elapsed_seconds', 'runtime', 'datetime', 'date', 'created_at', 'ts'],
};

const ranks = new Map(Object.entries(names).flatMap(([axis, all]) => all.map((name, rank) => [name, { axis: axis as Axis, rank }] as const)));

/** The axis that a name means, and its place among the names of that axis; null for a metric's name. */
export function axisOf(name: string): { readonly axis: Axis; readonly rank: number } | null {
  const last = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('.')) + 1);
  const plain = last.trim().replaceAll(/([a-z])([A-Z])/gu, '$1_$2').toLowerCase().replaceAll(/[\s-]+/gu, '_').replace(/^_+/u, '');
  return ranks.get(plain === 'unnamed:_0' ? '' : plain) ?? null;
}

/** Numbers from here on are milliseconds, microseconds, nanoseconds since 1970; smaller ones are seconds. */
const units: readonly (readonly [number, number])[] = [[1e17, 1e9], [1e14, 1e6], [1e11, 1e3]];

/** Seconds, of what a log gives for a time: seconds elapsed or since 1970, a finer unit since 1970, or a date; NaN for anything else. */
export function secondsOf(value: number | string): number {
  if (typeof value === 'string') return Date.parse(value) / 1000;
  const unit = units.find(([from]) => value >= from)?.[1] ?? 1;
  return value / unit;
}
