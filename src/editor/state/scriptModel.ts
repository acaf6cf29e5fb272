import type * as vscode from 'vscode';
import { absolutePath } from '../../trail/paths.ts';
import type { VersionRecords } from '../../trail/versionRecords.ts';
import type { TrackedInTrail } from '../context/fileStates.ts';

/** Records are read for so many models at most: more are not trained in one window. */
const maxModels = 100;

/** Of the model that a script trains, by the records of the newest versions: the file that differs from its version where one does, else the first. */
export function modelOfScript(script: vscode.Uri, files: Iterable<TrackedInTrail>, records: VersionRecords): TrackedInTrail | null {
  const models = new Map<string, TrackedInTrail>();
  const seen = new Set<string>();
  for (const file of files) {
    const key = `${file.trail.root}\n${file.model}`;
    if (seen.size >= maxModels && !seen.has(key)) continue;
    seen.add(key);
    if (scriptOf(file, records) === script.fsPath && (file.state.state === 'changed' || !models.has(key))) models.set(key, file);
  }
  return [...models.values()].sort((a, b) => Number(b.state.state === 'changed') - Number(a.state.state === 'changed'))[0] ?? null;
}

/** Absolute. */
function scriptOf({ trail, state: { version } }: TrackedInTrail, records: VersionRecords): string | null {
  const index = trail.lastIndex;
  const script = index === null ? null : (records.read(index, version.id)?.code?.script ?? null);
  return script === null ? null : absolutePath(trail.root, script);
}
