import type * as vscode from 'vscode';
import { metricNumber } from '../../domain/metric.ts';
import { ageText, decimalsFor, numberText } from '../../domain/numberText.ts';
import type { VersionSummary } from '../../domain/version.ts';
import { listModels } from '../../trail/listVersions.ts';
import type { Trail } from '../../trail/trail.ts';
import type { VersionInTrail } from './versionPick.ts';

/** Each trail's models with their main metric. */
export type MainMetrics = ReadonlyMap<Trail, ReadonlyMap<string, string | null>>;

const shownMetrics = 3;

export async function readMainMetrics(trails: readonly Trail[]): Promise<MainMetrics> {
  return new Map(await Promise.all(trails.map(async (trail) => [trail, new Map((await listModels(trail)).map(({ name, mainMetric }) => [name, mainMetric]))] as const)));
}

/** How a version stands in a list to choose from: by label, note and metrics; @param place the folder that it is in, where there are several */
export function versionItem({ trail, version }: VersionInTrail, mainMetrics: MainMetrics, place: readonly string[]): vscode.QuickPickItem {
  const metrics = metricTexts(version, mainMetrics.get(trail)?.get(version.model) ?? null);
  const detail = [version.note.split('\n')[0] ?? '', ...metrics].filter((part) => part !== '').join(' · ');
  return {
    label: `${version.model} ${version.label}`,
    description: [...version.aliases, ...version.tags, ageText(version.createdAt, trail.clock.now()), ...place].join(' · '),
    ...(detail === '' ? {} : { detail }),
  };
}

/** The main one first. */
function metricTexts({ metrics }: VersionSummary, mainMetric: string | null): string[] {
  const names = [...metrics.keys()].sort((a, b) => Number(b === mainMetric) - Number(a === mainMetric));
  const texts = names.flatMap((name) => {
    const value = metricNumber(metrics, name);
    return value === null ? [] : [`${name} ${numberText(value, decimalsFor([value]))}`];
  });
  return texts.slice(0, shownMetrics);
}
