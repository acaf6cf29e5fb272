import * as z from 'zod';
import { TrailError } from '../base/errors.ts';
import { checkArtifactPaths } from './artifactPath.ts';
import { documentId, type Json } from './canonicalJson.ts';

/** Manifests stay small; what is long lives in blobs. */
export const maxManifestBytes = 64 * 1024;

/** Documents are JSON already, of bounded depth; checking it once more would drop keys such as `__proto__`. */
const json = z.custom<Json>((value) => value !== undefined);
export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/u);
const timestamp = z.iso.datetime({ precision: 3 });
const count = z.number().int().nonnegative();

/** Where a recorded value came from. Paths are relative to the trail's root; lines count from 1. */
export const sourceSchema = z.looseObject({
  kind: z.enum(['file', 'code', 'default', 'model', 'command', 'printed', 'typed', 'git', 'metadata', 'record']),
  path: z.string().optional(),
  line: z.number().int().positive().optional(),
});

/** One parameter or metric: its value (as `encodeValue` leaves it), the form it was written in, and where. */
export const recordedSchema = z.looseObject({
  value: json,
  text: z.string().optional(),
  source: sourceSchema,
});

/** Stands for a JSON document that is kept as a blob because it is long or shared between versions. */
export const blobReferenceSchema = z.looseObject({ blob: sha256Schema, count });

const recordedMap = z.union([blobReferenceSchema, z.record(z.string(), recordedSchema)]);

export const artifactSchema = z.looseObject({
  path: z.string(),
  size: count,
  sha256: sha256Schema,
  /** For a folder: the number of its files. Its `sha256` is that of its listing, a blob. */
  files: count.optional(),
});

export const codeFileSchema = z.looseObject({
  path: z.string(),
  sha256: sha256Schema,
  size: count,
  /** What it is to the version: the script that wrote the model, a module it imports, where parameters or metrics stand, or not yet in Git. */
  role: z.enum(['script', 'module', 'config', 'untracked']),
});

export const codeSchema = z.looseObject({
  commit: z.string().nullable(),
  branch: z.string().nullable(),
  /** Blob of `git diff HEAD`, without `.modeltrail`; null when there was nothing to commit. */
  patch: sha256Schema.nullable(),
  script: z.string().nullable(),
  files: z.array(codeFileSchema),
});

export const dataSchema = z.looseObject({
  path: z.string(),
  sha256: sha256Schema,
  size: count,
  rows: count.nullable(),
  columns: count.nullable().optional(),
  /** The header of a table; a blob `{names: […]}` where it is long. */
  columnNames: z.union([blobReferenceSchema, z.array(z.string())]).nullable().optional(),
  source: sourceSchema,
});

export const environmentSchema = z.looseObject({
  python: z.string().nullable(),
  implementation: z.string().nullable().optional(),
  os: z.string().nullable(),
  arch: z.string().nullable(),
  /** Blob of `{name: version}`. */
  packages: blobReferenceSchema.nullable(),
  source: sourceSchema,
});

/** The command that was run, and what is known of the run because it was. */
export const runSchema = z.looseObject({
  /** Without what looks like a secret. */
  command: z.array(z.string()).min(1).max(1000),
  /** Where it was run, relative to the trail's root; '' for the root itself. */
  folder: z.string(),
  startedAt: timestamp,
  endedAt: timestamp,
  /** Null where a signal ended it. */
  exitCode: z.number().int().nullable(),
  /** Variables that steer a training; no others are recorded. */
  variables: z.record(z.string(), z.string()),
  /** As it was printed; null where none was. */
  seed: z.number().int().nullable(),
});

/** Something the version says about its own record: a source that changed later, a file that could not be read. */
export const remarkSchema = z.looseObject({ code: z.string(), text: z.string(), path: z.string().optional() });

export const authorSchema = z.looseObject({ name: z.string(), email: z.string().nullable() });

/** One immutable version as it stands on disk. Its id is the SHA-256 of its canonical JSON; unknown fields are kept. */
export const manifestSchema = z.looseObject({
  schema: z.literal(1),
  model: z.string().min(1).max(200),
  createdAt: timestamp,
  /** When the newest of its model files was written. */
  trainedAt: timestamp.nullable(),
  /** When the record was taken, where that was as its model files were written. */
  capturedAt: timestamp.optional(),
  author: authorSchema,
  parents: z.array(sha256Schema),
  artifacts: z.array(artifactSchema).min(1),
  params: recordedMap,
  metrics: recordedMap,
  code: codeSchema.nullable(),
  data: z.array(dataSchema),
  environment: environmentSchema.nullable(),
  remarks: z.array(remarkSchema),
  /** What a reader of model files saw: tensors' names and shapes, features; a blob, compared to suggest the next label. */
  outline: sha256Schema.nullable().optional(),
  /** Metrics over the training run: a blob, see `domain/trainingSeries.ts`; `count` is the number of curves. */
  series: blobReferenceSchema.nullable().optional(),
  /** For a version that a run of ModelTrail's made. */
  run: runSchema.optional(),
});

export type Source = z.infer<typeof sourceSchema>;
export type Recorded = z.infer<typeof recordedSchema>;
export type BlobReference = z.infer<typeof blobReferenceSchema>;
export type Artifact = z.infer<typeof artifactSchema>;
export type CodeFile = z.infer<typeof codeFileSchema>;
export type CodeRecord = z.infer<typeof codeSchema>;
export type DataRecord = z.infer<typeof dataSchema>;
export type EnvironmentRecord = z.infer<typeof environmentSchema>;
export type RunRecord = z.infer<typeof runSchema>;
export type Remark = z.infer<typeof remarkSchema>;
export type Author = z.infer<typeof authorSchema>;
export type Manifest = z.infer<typeof manifestSchema>;

/** Checks a document from disk or from a stranger; throws `document-invalid` or `path-unsafe`. */
export function checkManifest(document: Json): Manifest {
  const result = manifestSchema.safeParse(document);
  if (!result.success) {
    const issue = result.error.issues[0];
    throw new TrailError('document-invalid', `A version's record is not valid: ${issue === undefined ? 'unknown' : `${issue.path.join('.')}: ${issue.message}`}.`);
  }
  checkArtifactPaths(result.data.artifacts.map((artifact) => artifact.path));
  return result.data;
}

export function manifestId(manifest: Manifest): string {
  return documentId(manifest as Json);
}

export function isBlobReference(value: object): value is BlobReference {
  return 'blob' in value && typeof value.blob === 'string' && 'count' in value && typeof value.count === 'number';
}
