import { eventFields, type StoredEvent, type TrailEvent } from './event.ts';

/** What people have said of one version, folded from its events. */
export interface VersionState {
  /** The label in force, and every other that a clone gave at the same time. */
  readonly label: string;
  readonly rivalLabels: readonly string[];
  /** Notes written in two clones are both kept, the newer first. */
  readonly notes: readonly string[];
  readonly tags: readonly string[];
  readonly deleted: boolean;
  /** The store that this version was saved in. */
  readonly origin: string;
}

/** An alias of a model; more than one version when it was moved in two clones and nobody chose yet. */
export interface AliasState {
  readonly model: string;
  readonly alias: string;
  readonly versions: readonly string[];
}

export interface TrailState {
  readonly versions: ReadonlyMap<string, VersionState>;
  readonly aliases: readonly AliasState[];
}

/** The heads of each field, newest first. */
export function fieldHeads(events: Iterable<StoredEvent>): Map<string, StoredEvent[]> {
  const byField = new Map<string, StoredEvent[]>();
  for (const stored of events) {
    for (const field of eventFields(stored.event)) {
      const list = byField.get(field);
      if (list === undefined) byField.set(field, [stored]);
      else list.push(stored);
    }
  }
  for (const [field, list] of byField) {
    const superseded = new Set(list.flatMap(({ event }) => event.seen));
    // A ring of events that have all seen each other can only be forged; then all of them stand.
    const heads = list.filter(({ id }) => !superseded.has(id));
    byField.set(field, (heads.length > 0 ? heads : list).sort(newestFirst));
  }
  return byField;
}

/** Folds events into what is in force. Order of arrival doesn't matter; statements on versions never saved are left out. */
export function foldEvents(events: Iterable<StoredEvent>): TrailState {
  const all = [...events];
  const heads = fieldHeads(all);
  const versions = new Map<string, VersionState>();
  for (const { event } of all) {
    if (event.type === 'saved' && !versions.has(event.version)) versions.set(event.version, foldVersion(event.version, event.origin, heads));
  }
  for (const [field, list] of heads) {
    const event = list[0]?.event;
    if (event?.type !== 'tagged' || !list.some((head) => head.event.type === 'tagged' && head.event.present)) continue;
    const state = versions.get(event.version);
    if (state !== undefined && field.includes('/tag/')) versions.set(event.version, { ...state, tags: [...state.tags, event.tag].sort() });
  }
  return { versions, aliases: foldAliases(heads) };
}

function foldVersion(version: string, origin: string, heads: ReadonlyMap<string, readonly StoredEvent[]>): VersionState {
  const of = (field: string): TrailEvent[] => (heads.get(`${version}/${field}`) ?? []).map(({ event }) => event);
  const labels = unique(of('label').flatMap((event) => ('label' in event && typeof event.label === 'string' ? [event.label] : [])));
  return {
    label: labels[0] ?? version.slice(0, 7),
    rivalLabels: labels.slice(1),
    notes: unique(of('note').flatMap((event) => ('note' in event && typeof event.note === 'string' && event.note !== '' ? [event.note] : []))),
    tags: [],
    // Undelete wins over a delete that had not seen it: nothing disappears by a merge.
    deleted: of('deleted').every((event) => event.type === 'deleted' && event.deleted),
    origin,
  };
}

function foldAliases(heads: ReadonlyMap<string, readonly StoredEvent[]>): AliasState[] {
  const aliases: AliasState[] = [];
  for (const list of heads.values()) {
    const first = list[0]?.event;
    if (first?.type !== 'aliased') continue;
    const versions = unique(list.flatMap(({ event }) => (event.type === 'aliased' && event.version !== null ? [event.version] : [])));
    if (versions.length > 0) aliases.push({ model: first.model, alias: first.alias, versions });
  }
  return aliases.sort((a, b) => a.model.localeCompare(b.model) || a.alias.localeCompare(b.alias));
}

function newestFirst(a: StoredEvent, b: StoredEvent): number {
  return b.event.time.localeCompare(a.event.time) || a.id.localeCompare(b.id);
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
