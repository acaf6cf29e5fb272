import type { CallOptions } from '../base/rpc.ts';
import type { AutoSave } from '../domain/config.ts';
import { directionOf, metricNumber, type Direction } from '../domain/metric.ts';
import { metricChange, type MetricChange } from '../domain/metricChange.ts';
import type { VersionSummary } from '../domain/version.ts';
import { summarizeModel } from './modelChoices.ts';
import { absolutePath, relativePath } from './paths.ts';
import { planSave, type SavePlan, type SaveRequest } from './planSave.ts';
import type { Trail } from './trail.ts';

/** A model that was trained again, and is to be saved or asked about. */
export interface RetrainedModel {
  readonly autoSave: Exclude<AutoSave, 'off'>;
  readonly request: SaveRequest;
  readonly plan: SavePlan;
  /** Its main metric against the best version, or against the one before where none is best; null where nothing was measured. */
  readonly change: MetricChange | null;
  readonly against: VersionSummary | null;
}

/**
 * What is to happen to a model file that was written and is quiet since; null where nothing is: no version has it, nobody asked
 * for it, the bytes are saved, or the metric is no better than asked for. Throws as `planSave` does.
 * @param path absolute; the file, or the folder that is a model
 */
export async function planAutoSave(trail: Trail, path: string, options: CallOptions = {}): Promise<RetrainedModel | null> {
  const index = await trail.index();
  const known = index?.byPath(relativePath(trail.root, path) ?? '');
  if (index === null || known === undefined) return null;
  const config = await trail.config();
  const { autoSave = 'off', improvedBy = 0 } = config.models?.[known.model] ?? {};
  if (autoSave === 'off' || !trail.trusted) return null;
  const request: SaveRequest = { paths: (index.latest(known.model) ?? known).artifacts.map((artifact) => absolutePath(trail.root, artifact.path)) };
  const plan = await planSave(trail, request, options);
  if (plan.sameAs !== null) return null;
  const model = await summarizeModel(trail, known.model);
  const against = index.summary(model.best ?? '') ?? plan.parent;
  const change = metricChange(model.mainMetric, plan.provenance.results.metrics, against?.metrics ?? null, model.directions);
  if (autoSave === 'improved' && !isImproved(change, against, directionOf(change?.name ?? '', model.directions), improvedBy)) return null;
  return { autoSave, request, plan, change, against };
}

/** Better by at least so much. Where no version has the metric yet, the first that has it counts; without a direction nothing does. */
function isImproved(change: MetricChange | null, against: VersionSummary | null, direction: Direction, by: number): boolean {
  if (change === null || direction === null) return false;
  const before = against === null ? null : metricNumber(against.metrics, change.name);
  if (before === null) return true;
  const gain = direction === 'up' ? change.value - before : before - change.value;
  // Noise of binary fractions must not keep 0.945 from being 0.002 better than 0.943.
  return gain > 0 && gain >= by * (1 - 1e-9) - Math.abs(before) * 1e-12;
}
