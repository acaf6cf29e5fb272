import { rm } from 'node:fs/promises';
import type { CallOptions } from '../base/rpc.ts';
import type { AdoptedFile } from '../capture/adoptedFile.ts';
import type { Provenance } from '../capture/provenance.ts';
import type { Author } from '../domain/manifest.ts';
import { checkModelName } from '../domain/modelName.ts';
import type { Version } from '../domain/version.ts';
import { readOutlines } from './outlines.ts';
import type { AdoptableModel, AdoptableVersion } from './planAdoption.ts';
import type { SavePlan } from './planSave.ts';
import { saveVersion } from './saveVersion.ts';
import type { Trail } from './trail.ts';

/** What was adopted, the first trained first. */
export interface Adopted {
  readonly versions: readonly Version[];
  /** Versions that were there already. */
  readonly known: number;
}

/**
 * Makes each file a version, in the order in which they were trained, with that time. Files whose bytes a version has already
 * are left out. Stopped midway, what was saved stays, and doing it again goes on from there.
 * Throws `not-trusted`, `cancelled`, `disk-full`, `artifact-changed`, `label-taken`.
 */
export async function adoptModels(trail: Trail, models: readonly AdoptableModel[], options: CallOptions = {}): Promise<Adopted> {
  const versions: Version[] = [];
  let known = 0;
  for (const each of models) {
    const model = checkModelName(each.model);
    let before: Version | null = null;
    let madeAt = -Infinity;
    for (const adopted of each.versions) {
      if (adopted.sameAs !== null) {
        known++;
        continue;
      }
      // Files of one moment keep their order.
      madeAt = Math.max(Math.trunc(adopted.artifact.modifiedAt), madeAt + 1);
      before = await adoptOne(trail, model, adopted, { before, madeAt }, options);
      versions.push(before);
    }
  }
  return { versions, known };
}

interface Place {
  readonly before: Version | null;
  readonly madeAt: number;
}

async function adoptOne(trail: Trail, model: string, adopted: AdoptableVersion, place: Place, options: CallOptions): Promise<Version> {
  const { origin } = adopted;
  if (origin.kind === 'file') return keep(trail, model, adopted, { ...place, absolute: origin.absolute, standsHere: true, note: '', provenance: provenanceOfFile(adopted, origin.beside) }, options);
  const to = await trail.workers.call('makeTemporaryFolder', { storeDir: trail.place.storeDir });
  try {
    const request = { root: trail.root, model: origin.committed, to };
    const absolute = await trail.workers.call('checkOutModel', request, options);
    const provenance = await trail.workers.call('captureCommitted', request, options);
    const { subject, author } = origin.committed.commit;
    return await keep(trail, model, adopted, { ...place, absolute, standsHere: origin.standsHere, note: subject, author, provenance: withNamed(provenance, adopted) }, options);
  } finally {
    await rm(to, { recursive: true, force: true });
  }
}

interface Kept extends Place {
  /** Where the bytes are. */
  readonly absolute: string;
  readonly standsHere: boolean;
  readonly note: string;
  readonly author?: Author;
  readonly provenance: Provenance;
}

async function keep(trail: Trail, model: string, { artifact: described, label }: AdoptableVersion, { before, madeAt, absolute, standsHere, note, author, provenance }: Kept, options: CallOptions): Promise<Version> {
  const artifact = { ...described, absolute };
  const plan: SavePlan = {
    model,
    artifacts: [artifact],
    size: artifact.size,
    freeBytes: null,
    parent: before,
    sameAs: null,
    label: { suggested: label, bump: 'minor', reason: 'adopted' },
    takenLabels: new Set(),
    provenance,
    outlines: await readOutlines(trail, [artifact]),
    scriptChoices: [],
  };
  const saved = await saveVersion(trail, { paths: [absolute], model }, plan, { note, label, madeAt, standsHere, ...(author === undefined ? {} : { author }) }, options);
  return saved.version;
}

/** What a file of the commit says outweighs what the model's own name says. */
function withNamed(provenance: Provenance, { params, metrics }: AdoptableVersion): Provenance {
  return { ...provenance, params: new Map([...params, ...provenance.params]), results: { ...provenance.results, metrics: new Map([...metrics, ...provenance.results.metrics]) } };
}

/** What wrote the file long ago can't be told from what lies in the workspace today, and is not claimed. */
function provenanceOfFile({ artifact, params, metrics }: AdoptableVersion, beside: AdoptedFile): Provenance {
  return {
    script: { chosen: null, line: null, candidates: [] },
    params,
    code: null,
    codeFiles: [],
    patch: null,
    data: [],
    environment: null,
    remarks: [{ code: 'adopted', text: `Adopted from ${artifact.path}: the code, data and environment that made it are not known.`, path: artifact.path }],
    results: { metrics, series: beside.series, remarks: beside.remarks, writtenAt: null },
    trainedAt: new Date(artifact.modifiedAt).toISOString(),
    capturedAt: null,
    run: null,
  };
}
