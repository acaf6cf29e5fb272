import { absolutePath } from '../../trail/paths.ts';
import type { FileState } from '../../trail/fileState.ts';
import type { SaveCandidate } from '../../trail/saveCandidates.ts';
import type { Trail } from '../../trail/trail.ts';

/** Files that are saved together as one version. */
export interface CandidateGroup {
  readonly trail: Trail;
  readonly model: string;
  /** Absolute. */
  readonly paths: readonly string[];
  readonly newest: SaveCandidate;
  /** Of a file that differs from its version where one does; null where no version has its path. */
  readonly known: FileState | null;
  /** Bytes of all. */
  readonly size: number;
  readonly files: number;
  /** A script writes it or a version has it: surely a model. */
  readonly certain: boolean;
}

/**
 * Puts together what belongs together: the files of a model's last version, and, before there is one,
 * the files that one script writes into one folder. The newest group comes first, as the candidates do.
 */
export function groupCandidates(trail: Trail, candidates: readonly SaveCandidate[]): CandidateGroup[] {
  const groups = new Map<string, SaveCandidate[]>();
  for (const candidate of candidates) {
    const key = groupKey(candidate);
    groups.set(key, [...(groups.get(key) ?? []), candidate]);
  }
  return [...groups.values()].flatMap((members) => describeGroup(trail, members) ?? []);
}

function groupKey({ path, namedIn, known, isFolder }: SaveCandidate): string {
  if (isFolder) return `folder ${path}`;
  if (known !== null) return known.version.artifacts.some((artifact) => artifact.path === path) ? `model ${known.version.model}` : `file ${path}`;
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  return namedIn === null || folder === '' ? `file ${path}` : `script ${namedIn.path} ${folder}`;
}

function describeGroup(trail: Trail, members: readonly SaveCandidate[]): CandidateGroup | undefined {
  const [first] = members;
  if (first === undefined) return undefined;
  // The weights speak for the group, not the small encoder that is written a moment later.
  const largest = members.reduce((a, b) => (b.size > a.size ? b : a));
  const worst = members.find(({ known }) => known?.state !== 'saved') ?? first;
  return {
    trail,
    model: largest.model,
    paths: members.map(({ path }) => absolutePath(trail.root, path)).sort(),
    newest: largest,
    known: worst.known,
    size: members.reduce((sum, { size }) => sum + size, 0),
    files: members.length,
    certain: members.some(({ namedIn, known }) => namedIn !== null || known !== null),
  };
}
