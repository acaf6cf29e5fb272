import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';

// A reader written from src/store/FORMAT.md alone: it imports nothing of the program.

type Document = Record<string, unknown>;
interface Segment { sha256: string; size: number; offset: number; stored: number; encoding: string; pack: string }
interface Idx { format: number; size: number; segments: Omit<Segment, 'pack'>[]; files: { sha256: string; size: number; segments: string[] }[] }

export interface ReadArtifact { path: string; bytes: Buffer }
export interface ReadVersion { id: string; model: string; label: string[]; notes: string[]; tags: string[]; deleted: boolean; artifacts: ReadArtifact[]; params: Document; metrics: Document; columnNames: (string[] | null)[]; curves: Document[] }
export interface ReadTrail { versions: ReadVersion[]; aliases: Record<string, string[]> }

const sha256 = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex');

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  return `{${Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(',')}}`;
}

export class FormatReader {
  readonly #dir: string;
  readonly #segments = new Map<string, Segment>();
  readonly #files = new Map<string, { size: number; segments: string[] }>();

  constructor(dir: string) {
    this.#dir = dir;
    const format = JSON.parse(readFileSync(join(dir, 'format'), 'utf8')) as { reader: number };
    if (format.reader > 1) throw new Error('this trail needs a newer reader');
    for (const name of readdirSync(join(dir, 'packs'))) if (name.endsWith('.idx')) this.#readIdx(name.slice(0, -4));
  }

  #readIdx(pack: string): void {
    const bytes = readFileSync(join(this.#dir, 'packs', `${pack}.idx`));
    if (sha256(bytes) !== pack) throw new Error('an idx is not what its name says');
    const idx = JSON.parse(bytes.toString('utf8')) as Idx;
    const path = join(this.#dir, 'packs', `${pack}.pack`);
    if (!existsSync(path) || statSync(path).size !== idx.size) return;
    for (const segment of idx.segments) this.#segments.set(segment.sha256, { ...segment, pack });
    for (const file of idx.files) this.#files.set(file.sha256, file);
  }

  read(): ReadTrail {
    const events = this.#documents('events');
    const heads = new Map<string, [string, Document][]>();
    for (const [id, event] of events) for (const field of fieldsOf(event)) heads.set(field, [...(heads.get(field) ?? []), [id, event]]);
    for (const [field, list] of heads) {
      const seen = new Set(list.flatMap(([, event]) => event['seen'] as string[]));
      heads.set(field, list.filter(([id]) => !seen.has(id)).sort(([, a], [, b]) => String(b['time']).localeCompare(String(a['time']))));
    }
    const of = (field: string): Document[] => (heads.get(field) ?? []).map(([, event]) => event);
    const manifests = new Map(this.#documents('versions'));
    const saved = events.flatMap(([, event]) => (event['type'] === 'saved' ? [event['version'] as string] : []));
    const versions = saved.map((id): ReadVersion => {
      const manifest = manifests.get(id);
      if (manifest === undefined) throw new Error(`the manifest of ${id} is missing`);
      const tags = [...heads.keys()].filter((field) => field.startsWith(`${id} tag `) && of(field).some((event) => event['present'] === true));
      return {
        id,
        model: manifest['model'] as string,
        label: of(`${id} label`).map((event) => event['label'] as string),
        notes: of(`${id} note`).map((event) => event['note'] as string),
        tags: tags.map((field) => field.split(' ')[2] ?? ''),
        deleted: of(`${id} deleted`).every((event) => event['deleted'] === true),
        artifacts: (manifest['artifacts'] as { path: string; sha256: string; files?: number }[]).flatMap((artifact) => this.#artifact(artifact)),
        params: this.#map(manifest['params'] as Document),
        metrics: this.#map(manifest['metrics'] as Document),
        columnNames: (manifest['data'] as Document[]).map((table) => this.#columnNames(table['columnNames'])),
        curves: this.#curves(manifest['series'] as { blob: string; count: number } | null | undefined),
      };
    });
    const aliased = [...heads.keys()].filter((field) => field.includes(' alias '));
    const aliases = Object.fromEntries(aliased.map((field) => [field.replace(' alias ', '@'), of(field).flatMap((event) => (event['version'] === null ? [] : [event['version'] as string]))]));
    return { versions, aliases };
  }

  #documents(folder: string): [string, Document][] {
    return readdirSync(join(this.#dir, folder)).flatMap((shard) =>
      readdirSync(join(this.#dir, folder, shard)).map((name): [string, Document] => {
        const id = name.replace('.json', '');
        const document = JSON.parse(readFileSync(join(this.#dir, folder, shard, name), 'utf8')) as Document;
        if (sha256(canonical(document)) !== id) throw new Error(`${name} is not what its name says`);
        return [id, document];
      }),
    );
  }

  #blob(name: string): Buffer {
    const bytes = readFileSync(join(this.#dir, 'blobs', name.slice(0, 2), name));
    if (sha256(bytes) !== name) throw new Error('a blob is not what its name says');
    return bytes;
  }

  #map(map: Document): Document {
    const full = typeof map['blob'] === 'string' ? (JSON.parse(this.#blob(map['blob']).toString('utf8')) as Document) : map;
    return Object.fromEntries(Object.entries(full).map(([name, recorded]) => [name, plain((recorded as { value: unknown }).value)]));
  }

  #columnNames(names: unknown): string[] | null {
    if (names === undefined || names === null || Array.isArray(names)) return (names as string[] | null | undefined) ?? null;
    const { blob, count } = names as { blob: string; count: number };
    const full = (JSON.parse(this.#blob(blob).toString('utf8')) as { names: string[] }).names;
    if (full.length !== count) throw new Error('a header has not as many names as it should');
    return full;
  }

  #curves(series: { blob: string; count: number } | null | undefined): Document[] {
    if (series === undefined || series === null) return [];
    const { curves } = JSON.parse(this.#blob(series.blob).toString('utf8')) as { curves: Record<string, unknown[]>[] };
    if (curves.length !== series.count) throw new Error('there are not as many curves as there should be');
    for (const { values = [], epoch = values, step = values, time = values } of curves) {
      if ([epoch, step, time].some((axis) => axis.length !== values.length)) throw new Error('a curve has lists of different lengths');
    }
    return curves;
  }

  #artifact({ path, sha256: digest, files }: { path: string; sha256: string; files?: number }): ReadArtifact[] {
    if (files === undefined) return [{ path, bytes: this.#file(digest) }];
    const listing = JSON.parse(this.#blob(digest).toString('utf8')) as { path: string; sha256: string }[];
    return listing.map((file) => ({ path: `${path}/${file.path}`, bytes: this.#file(file.sha256) }));
  }

  #file(digest: string): Buffer {
    const recipe = this.#files.get(digest);
    if (recipe === undefined) throw new Error(`the bytes ${digest} are not here`);
    const bytes = Buffer.concat(recipe.segments.map((name) => this.#segment(name)));
    if (sha256(bytes) !== digest || bytes.length !== recipe.size) throw new Error('a file is not what its name says');
    return bytes;
  }

  #segment(name: string): Buffer {
    const segment = this.#segments.get(name);
    if (segment === undefined) throw new Error(`the segment ${name} is not here`);
    const pack = readFileSync(join(this.#dir, 'packs', `${segment.pack}.pack`));
    const stored = pack.subarray(segment.offset, segment.offset + segment.stored);
    if (segment.encoding === 'raw') return stored;
    if (segment.encoding === 'zstd') return zstdDecompressSync(stored);
    throw new Error(`unknown encoding ${segment.encoding}`);
  }
}

function fieldsOf(event: Document): string[] {
  const version = String(event['version']);
  switch (event['type']) {
    case 'saved': return [`${version} label`, `${version} note`, `${version} deleted`];
    case 'labelled': return [`${version} label`];
    case 'noted': return [`${version} note`];
    case 'tagged': return [`${version} tag ${String(event['tag'])}`];
    case 'deleted': return [`${version} deleted`];
    case 'aliased': return [`${String(event['model'])} alias ${String(event['alias'])}`];
    default: return [];
  }
}

function plain(value: unknown): unknown {
  if (typeof value !== 'string' || !value.startsWith('#')) return value;
  if (!value.startsWith('#number:')) return value.slice(1);
  const text = value.slice('#number:'.length);
  return /^-?\d+$/u.test(text) && text !== '-0' ? BigInt(text) : Number(text);
}
