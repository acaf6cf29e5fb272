import type { ComparedHead } from '../domain/comparison.ts';
import type { ComparedVersion, CompareRequest } from './compared.ts';

/** What stands for a label where there is none. */
export const workingFiles = 'working files';

export function headOf({ version, working, best }: ComparedVersion): ComparedHead {
  return {
    id: working ? 'working' : version.id,
    model: version.model,
    label: working ? workingFiles : version.label,
    aliases: version.aliases,
    best,
    tags: version.tags,
    note: version.note,
    author: version.author.name,
    createdAt: version.createdAt,
    working,
    deleted: version.deleted,
    remarks: version.remarks.map(({ text }) => text),
  };
}

/** The model's name; with several, joined by a comma. */
export function titleOf(versions: readonly ComparedHead[]): string {
  return [...new Set(versions.map(({ model }) => model))].join(', ');
}

/** What sentences call each version: its label, with the model where there are several, with its id where that is not enough. */
export function headNames(versions: readonly ComparedHead[]): string[] {
  const several = new Set(versions.map(({ model }) => model)).size > 1;
  const names = versions.map(({ model, label }) => (several ? `${model}@${label}` : label));
  return names.map((name, at) => {
    const twins = versions.filter((_, other) => names[other] === name);
    const id = versions[at]?.id ?? '';
    return twins.length > 1 && id !== 'working' ? `${name} (${id.slice(0, 7)})` : name;
  });
}

/** The version that is set against the baseline where only one can be. */
export function focusOf({ versions, baseline, focus }: Pick<CompareRequest, 'baseline' | 'focus'> & { readonly versions: readonly unknown[] }): number {
  return focus === baseline ? Math.max(0, versions.findIndex((_, at) => at !== baseline)) : focus;
}

/** One entry of each version; the record itself says that there are such. */
export function at<T>(items: readonly T[], position: number): T {
  const item = items[position];
  if (item === undefined) throw new RangeError(`There is no version at position ${String(position)}.`);
  return item;
}
