import type { FactTable, SectionName } from '../../domain/comparison.ts';
import type { PanelSection, Scene } from './scene.ts';

/** One entry of the section bar. */
export interface SectionEntry {
  readonly name: PanelSection;
  readonly title: string;
  /** What is beside the title: a count, or what changed. */
  readonly count: string;
}

const titles: Readonly<Record<SectionName, string>> = {
  params: 'Parameters',
  metrics: 'Metrics',
  curves: 'Curves',
  code: 'Code',
  data: 'Data',
  environment: 'Environment',
  artifacts: 'Artifacts',
};

/** The sections there are, in the order of the keys 1 to 7. */
export function sectionsOf(scene: Scene): SectionEntry[] {
  return scene.comparison.versions.length > 2 ? manySections(scene) : twoSections(scene);
}

function twoSections({ comparison }: Scene): SectionEntry[] {
  const { params, metrics, curves, data, environment, artifacts } = comparison;
  const all: (SectionEntry | null)[] = [
    entry('params', countText(params.changed)),
    entry('metrics', verdictText(metrics.better, metrics.worse)),
    curves.names.length === 0 ? null : entry('curves', ''),
    entry('code', codeCount(comparison.code.files)),
    entry('data', dataCount(data)),
    entry('environment', countText(environment.changed)),
    entry('artifacts', countText(artifacts.changed)),
  ];
  return all.filter((one) => one !== null);
}

function manySections({ comparison, layout }: Scene): SectionEntry[] {
  const { params, metrics, curves, data, environment, artifacts } = comparison;
  const over = { name: 'over', title: 'Over versions', count: '' } as const;
  const charts = [metrics.rows.length === 0 ? null : over, curves.names.length === 0 ? null : entry('curves', '')];
  const table = [
    entry('params', countText(params.changed)),
    { name: 'data', title: 'Data', count: countText(data.changed + artifacts.changed) } as const,
    entry('environment', countText(environment.changed)),
  ];
  const all: (SectionEntry | null)[] = [
    entry('metrics', countText(metrics.rows.length)),
    ...(layout === 'narrow' ? [...charts, ...table] : [...table, ...charts]),
    entry('code', codeCount(comparison.code.files)),
  ];
  return all.filter((one) => one !== null);
}

function entry(name: SectionName, count: string): SectionEntry {
  return { name, title: titles[name], count };
}

function countText(count: number): string {
  return count === 0 ? '' : String(count);
}

/** `4 better, 2 worse`. */
export function verdictText(better: number, worse: number): string {
  return [better > 0 ? `${String(better)} better` : '', worse > 0 ? `${String(worse)} worse` : ''].filter(Boolean).join(', ');
}

function codeCount(files: readonly { readonly added: number; readonly removed: number }[]): string {
  const added = files.reduce((sum, file) => sum + file.added, 0);
  const removed = files.reduce((sum, file) => sum + file.removed, 0);
  return linesText(added, removed);
}

/** `+5 −2`. */
export function linesText(added: number, removed: number): string {
  return [added > 0 ? `+${String(added)}` : '', removed > 0 ? `−${String(removed)}` : ''].filter(Boolean).join(' ');
}

/** The change itself where it is the only one and a number: `+2,000 rows`. */
function dataCount({ rows, changed }: FactTable): string {
  const [first] = rows;
  const amount = changed === 1 ? /^[+−][\d,.]+/u.exec(first?.changeText ?? '') : null;
  return amount === null || first === undefined ? countText(changed) : `${amount[0]} ${first.qualifier}`.trim();
}
