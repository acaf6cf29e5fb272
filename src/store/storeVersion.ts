import type { CallContext } from '../base/rpc.ts';
import { canonicalText, type Json } from '../domain/canonicalJson.ts';
import { headersBeside } from '../domain/columnNames.ts';
import { isBlobReference, type Artifact, type DataRecord } from '../domain/manifest.ts';
import { putBlobs } from './blobs.ts';
import { commitVersion, type Committed, type LabelRequest, type ManifestDraft } from './commit.ts';
import { putFiles } from './fileStore.ts';
import { putFolder } from './folderStore.ts';
import { setCurrentVersion } from './workspaceState.ts';

export interface StoreVersionRequest {
  readonly storeDir: string;
  /** Absolute; the work tree that the files stand in. */
  readonly root: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly artifacts: readonly { readonly path: string; readonly absolute: string; readonly isFolder: boolean; readonly size: number }[];
  /** Contents that the draft names by their SHA-256: code files, the patch and the training curves. */
  readonly blobs: readonly Uint8Array[];
  /** Name → version. */
  readonly packages: Readonly<Record<string, string>> | null;
  /** What is inside the model files, by path. */
  readonly outlines: Json | null;
  readonly draft: Omit<ManifestDraft, 'artifacts' | 'outline'>;
  readonly label: LabelRequest;
  readonly note: string;
  /** Whether its files stand in the work tree, so that the next version comes from it. */
  readonly standsHere: boolean;
  /** As in `CommitRequest`. */
  readonly madeAt?: number;
}

/** Maps that are longer than this, in bytes of JSON, are kept beside the manifest. */
const longMapBytes = 16 * 1024;

/**
 * Keeps the bytes of artifacts, then what the record refers to, then the record: when it returns, all of it lasts.
 * Progress is in bytes of the artifacts. Throws as `putFiles` and `commitVersion` do; then no version was made.
 */
export async function storeVersion(request: StoreVersionRequest, ctx: CallContext): Promise<Committed> {
  const { storeDir, draft } = request;
  const artifacts = await putArtifacts(request, ctx);
  await putBlobs(storeDir, request.blobs);
  const keep = async (document: Json): Promise<string> => (await putBlobs(storeDir, [canonicalText(document)]))[0] ?? '';
  const packages = request.packages === null ? null : { blob: await keep(request.packages), count: Object.keys(request.packages).length };
  const committed = await commitVersion(
    storeDir,
    {
      draft: {
        ...draft,
        artifacts,
        params: await shortened(draft.params, keep),
        metrics: await shortened(draft.metrics, keep),
        data: await shortenedHeaders(draft.data, keep),
        environment: draft.environment === null ? null : { ...draft.environment, packages },
        outline: request.outlines === null ? null : await keep(request.outlines),
      },
      label: request.label,
      note: request.note,
      ...(request.madeAt === undefined ? {} : { madeAt: request.madeAt }),
    },
    request.now,
  );
  if (request.standsHere) await setCurrentVersion(storeDir, request.root, draft.model, committed.id);
  return committed;
}

async function putArtifacts({ storeDir, artifacts }: StoreVersionRequest, ctx: CallContext): Promise<Artifact[]> {
  const total = artifacts.reduce((sum, { size }) => sum + size, 0);
  const put: Artifact[] = [];
  let before = 0;
  for (const { path, absolute, isFolder, size } of artifacts) {
    const start = before;
    const progress = { signal: ctx.signal, progress: (step: { done: number }) => { ctx.progress({ done: start + step.done, total, what: path }); } };
    if (isFolder) {
      const folder = await putFolder(storeDir, absolute, progress);
      put.push({ path, size: folder.size, sha256: folder.sha256, files: folder.files });
    } else {
      const [file] = await putFiles(storeDir, [{ path: absolute }], progress);
      if (file !== undefined) put.push({ path, size: file.size, sha256: file.sha256 });
    }
    before += size;
  }
  return put;
}

async function shortenedHeaders(data: readonly DataRecord[], keep: (document: Json) => Promise<string>): Promise<DataRecord[]> {
  const headers = data.map(({ columnNames }) => (Array.isArray(columnNames) ? columnNames : null));
  const beside = headersBeside(headers);
  return Promise.all(
    data.map(async (record, at) => {
      const names = headers[at] ?? null;
      return names === null || beside[at] !== true ? record : { ...record, columnNames: { blob: await keep({ names }), count: names.length } };
    }),
  );
}

type RecordedMap = ManifestDraft['params'];

async function shortened(map: RecordedMap, keep: (document: Json) => Promise<string>): Promise<RecordedMap> {
  if (isBlobReference(map) || Buffer.byteLength(canonicalText(map as Json)) <= longMapBytes) return map;
  return { blob: await keep(map as Json), count: Object.keys(map).length };
}
