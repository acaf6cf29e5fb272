import type { TrailConfig } from '../domain/config.ts';
import { directionOf } from '../domain/metric.ts';
import type { ModelSummary } from '../domain/version.ts';
import type { IndexReader } from '../store/index/reader.ts';
import type { Trail } from './trail.ts';

/**
 * The models with what people chose for them in `.modeltrail/config.yaml`: the main metric, and which way is good. This is the
 * one place where choices and what the index tells are put together, so that rows, words and the best version agree.
 */
export function summarizeModels(index: IndexReader, config: TrailConfig): ModelSummary[] {
  return index.models().map(({ name, versions, mainMetric: inferred }) => {
    const chosen = config.models?.[name];
    const directions = chosen?.directions ?? {};
    const mainMetric = chosen?.mainMetric ?? inferred;
    const best = mainMetric === null ? null : index.bestVersion(name, mainMetric, directionOf(mainMetric, directions));
    return { name, versions, mainMetric, directions, best };
  });
}

/** As `summarizeModels`, as of now. One that is not there is as a model without versions. */
export async function summarizeModel(trail: Trail, model: string): Promise<ModelSummary> {
  const index = await trail.index();
  const found = index === null ? undefined : summarizeModels(index, await trail.config()).find(({ name }) => name === model);
  return found ?? { name: model, versions: 0, mainMetric: null, directions: {}, best: null };
}
