import type { CallOptions } from '../base/rpc.ts';
import { TrailError } from '../base/errors.ts';
import { checkLabel, checkTag } from '../domain/label.ts';
import type { TypedValue } from '../domain/typedValue.ts';
import { encodeValue } from '../domain/value.ts';
import type { Json } from '../domain/canonicalJson.ts';
import type { Author, Recorded } from '../domain/manifest.ts';
import type { StoreVersionRequest } from '../store/storeVersion.ts';
import type { ModelSummary, RecordedValue, Version } from '../domain/version.ts';
import { remarksOf } from '../capture/provenance.ts';
import { recordStatement } from './editVersion.ts';
import { summarizeModel } from './modelChoices.ts';
import type { SavePlan, SaveRequest } from './planSave.ts';
import { shareWhatIsNew } from './shareHistory.ts';
import type { Trail } from './trail.ts';

export interface SaveChoice {
  /** The person's label; the plan's suggestion, or the next free one after it, where it is left out. */
  readonly label?: string;
  readonly note: string;
  readonly tags?: readonly string[];
  /** For a version that is adopted: when its files were written, in milliseconds since 1970. */
  readonly madeAt?: number;
  /** False where its files don't stand in this work tree, so that the next version doesn't come from it. */
  readonly standsHere?: boolean;
  /** Who made it, where that is somebody else than who saves it. */
  readonly author?: Author;
}

export interface SavedVersion {
  readonly version: Version;
  /** What its metrics are compared with. */
  readonly parent: Version | null;
  readonly model: ModelSummary;
}

/**
 * Stores the planned bytes and the record of what produced them. When it returns, the version survives a crash of the machine.
 * Throws `artifact-changed` where a file changed meanwhile, `label-taken`, `disk-full`, `cancelled`; then nothing was saved.
 */
export async function saveVersion(trail: Trail, request: SaveRequest, plan: SavePlan, choice: SaveChoice, options: CallOptions = {}): Promise<SavedVersion> {
  if (!trail.trusted) throw new TrailError('not-trusted', 'Saving waits until this workspace is trusted.', { hint: 'Trust the workspace, then save again.' });
  const wanted = choice.label === undefined ? null : checkLabel(choice.label);
  // All that can be refused is, before anything is kept.
  const tags = (choice.tags ?? []).map(checkTag);
  const saved = await trail.workers.call(
    'storeVersion',
    {
      storeDir: trail.place.storeDir,
      root: trail.root,
      now: trail.clock.now(),
      artifacts: plan.artifacts.map(({ path, absolute, isFolder, size }) => ({ path, absolute, isFolder, size })),
      blobs: [...plan.provenance.codeFiles.map(({ bytes }) => bytes), ...(plan.provenance.patch === null ? [] : [plan.provenance.patch]), ...(plan.provenance.results.series === null ? [] : [plan.provenance.results.series.bytes])],
      packages: plan.provenance.environment?.packages ?? null,
      outlines: plan.outlines.size === 0 ? null : (Object.fromEntries(plan.outlines) as unknown as Json),
      draft: draftManifest(request, plan, choice.author ?? (await trail.author())),
      label: wanted === null ? { suggest: plan.label.bump, after: plan.parent?.label ?? null } : { wanted },
      note: choice.note,
      standsHere: choice.standsHere ?? true,
      ...(choice.madeAt === undefined ? {} : { madeAt: choice.madeAt }),
    },
    options,
  );
  await shareWhatIsNew(trail, saved.id);
  for (const tag of tags) await recordStatement(trail, { type: 'tagged', version: saved.id, tag, present: true });
  const index = await trail.index();
  const version = index?.version(saved.id);
  if (version === undefined) throw new TrailError('internal', `The version ${saved.label} was saved, but can't be read back.`, { hint: 'Run modeltrail verify.' });
  return { version, parent: plan.parent, model: await summarizeModel(trail, version.model) };
}

function draftManifest(request: SaveRequest, plan: SavePlan, author: Author): StoreVersionRequest['draft'] {
  const { provenance } = plan;
  return {
    schema: 1,
    model: plan.model,
    trainedAt: new Date(Math.max(...plan.artifacts.map(({ modifiedAt }) => modifiedAt))).toISOString(),
    author,
    parents: plan.parent === null ? [] : [plan.parent.id],
    params: recordedMap(provenance.params, request.params),
    metrics: recordedMap(provenance.results.metrics, request.metrics),
    code: provenance.code,
    data: [...provenance.data],
    environment: provenance.environment === null ? null : { ...provenance.environment.record, packages: null },
    remarks: remarksOf(provenance),
    ...(provenance.results.series === null ? {} : { series: provenance.results.series.reference }),
    ...(provenance.capturedAt === null ? {} : { capturedAt: provenance.capturedAt }),
    ...(provenance.run === null ? {} : { run: provenance.run }),
  };
}

/** What a person typed wins over what was found. */
function recordedMap(found: ReadonlyMap<string, RecordedValue>, typed: ReadonlyMap<string, TypedValue> | undefined): Record<string, Recorded> {
  const all = new Map<string, RecordedValue>(found);
  for (const [name, value] of typed ?? []) all.set(name, { ...value, source: { kind: 'typed' } });
  return Object.fromEntries([...all].map(([name, { value, text, source }]) => [name, { value: encodeValue(value), ...(text === undefined ? {} : { text }), source }]));
}

