import { TrailError } from '../base/errors.ts';
import type { Statement } from '../domain/event.ts';
import { checkAlias, checkLabel, checkTag } from '../domain/label.ts';
import { shareWhatIsNew } from './shareHistory.ts';
import type { Trail } from './trail.ts';

/** Makes one statement about a version or an alias; durable when it returns. Throws `label-taken`, `not-trusted`. */
export async function recordStatement(trail: Trail, statement: Statement): Promise<void> {
  if (!trail.trusted) throw new TrailError('not-trusted', 'Changes wait until this workspace is trusted.', { hint: 'Trust the workspace, then try again.' });
  await trail.workers.call('recordStatement', { storeDir: trail.place.storeDir, statement, author: await trail.author(), now: trail.clock.now() });
  await shareWhatIsNew(trail, statement.version);
}

interface Named {
  readonly id: string;
  readonly model: string;
}

export async function renameLabel(trail: Trail, version: Named, label: string): Promise<void> {
  const index = await trail.index();
  const isAlias = index?.aliases(version.model).some(({ alias }) => alias === label) === true;
  if (isAlias) throw new TrailError('label-taken', `${label} is an alias of ${version.model}, so it can't be a label too.`, { hint: 'Choose another label.' });
  await recordStatement(trail, { type: 'labelled', version: version.id, label: checkLabel(label) });
}

export async function editNote(trail: Trail, version: Named, note: string): Promise<void> {
  await recordStatement(trail, { type: 'noted', version: version.id, note });
}

/** Moves the alias to the version, from wherever it was. */
export async function setAlias(trail: Trail, version: Named, alias: string): Promise<void> {
  const index = await trail.index();
  const isLabel = index?.byLabel(version.model, alias).some(({ deleted }) => !deleted) === true;
  if (isLabel) throw new TrailError('label-taken', `${alias} is the label of a version of ${version.model}, so it can't be an alias too.`, { hint: 'Choose another alias.' });
  await recordStatement(trail, { type: 'aliased', model: version.model, alias: checkAlias(alias), version: version.id });
}

export async function unsetAlias(trail: Trail, model: string, alias: string): Promise<void> {
  await recordStatement(trail, { type: 'aliased', model, alias, version: null });
}

export async function setTag(trail: Trail, version: Named, tag: string, present: boolean): Promise<void> {
  await recordStatement(trail, { type: 'tagged', version: version.id, tag: checkTag(tag), present });
}

/** A deleted version is out of sight and can be undeleted; its bytes stay until the store is cleaned. */
export async function deleteVersion(trail: Trail, version: Named): Promise<void> {
  await recordStatement(trail, { type: 'deleted', version: version.id, deleted: true });
}

export async function undeleteVersion(trail: Trail, version: Named): Promise<void> {
  await recordStatement(trail, { type: 'deleted', version: version.id, deleted: false });
}
