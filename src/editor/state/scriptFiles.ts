import type * as vscode from 'vscode';
import { absolutePath } from '../../trail/paths.ts';
import type { TrackedInTrail } from '../context/fileStates.ts';

/** Records are read for so many models at most: more are not trained in one window. */
const maxModels = 50;

/** Which model a script trains, by the newest versions' records; each record is read once. */
export class ScriptFiles {
  /** Version's id → the absolute path of its script. */
  readonly #scripts = new Map<string, string | null>();

  /** Of the model that a script trains: the file that differs from its version where one does, else the first. */
  modelOf(uri: vscode.Uri, files: Iterable<TrackedInTrail>): TrackedInTrail | null {
    const models = new Map<string, TrackedInTrail>();
    for (const file of files) {
      const key = `${file.trail.root}\n${file.model}`;
      if (models.size >= maxModels && !models.has(key)) continue;
      if (this.#scriptOf(file) === uri.fsPath && (file.state.state === 'changed' || !models.has(key))) models.set(key, file);
    }
    return [...models.values()].sort((a, b) => Number(b.state.state === 'changed') - Number(a.state.state === 'changed'))[0] ?? null;
  }

  #scriptOf({ trail, state: { version } }: TrackedInTrail): string | null {
    const known = this.#scripts.get(version.id);
    if (known !== undefined) return known;
    const script = trail.lastIndex?.version(version.id)?.code?.script ?? null;
    const absolute = script === null ? null : absolutePath(trail.root, script);
    this.#scripts.set(version.id, absolute);
    return absolute;
  }
}
