import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import type { Version } from '../../../src/domain/version.ts';
import { factsOf } from '../../../src/store/sourceFile.ts';
import { deleteVersion, undeleteVersion } from '../../../src/trail/editVersion.ts';
import { FileDigests } from '../../../src/trail/fileDigests.ts';
import { inspectFile } from '../../../src/trail/inspectFile.ts';
import { openTrail } from '../../../src/trail/openTrail.ts';
import { planSave } from '../../../src/trail/planSave.ts';
import { restoreVersion } from '../../../src/trail/restoreVersion.ts';
import { saveCandidates } from '../../../src/trail/saveCandidates.ts';
import { saveVersion } from '../../../src/trail/saveVersion.ts';
import { trackedFiles } from '../../../src/trail/trackedFiles.ts';
import type { Trail } from '../../../src/trail/trail.ts';

describe('the state of a model file', function () {
  this.timeout(60_000);
  let root = '';
  let trail: Trail;
  const file = 'm.joblib';

  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'modeltrail-state-'));
    trail = await openTrail(root, { workerScript: new URL('../../../src/worker.ts', import.meta.url), trusted: true, author: { name: 'Ada', email: null } });
  });
  afterEach(() => {
    trail.dispose();
    rmSync(root, { recursive: true });
  });

  /** Settled long ago, so that the index remembers its digest. */
  function write(bytes: string, age = 60): void {
    writeFileSync(join(root, file), bytes);
    const time = Date.now() / 1000 - age;
    utimesSync(join(root, file), time, time);
  }

  async function save(bytes: string): Promise<Version> {
    write(bytes);
    const request = { paths: [file] };
    return (await saveVersion(trail, request, await planSave(trail, request), { note: '' })).version;
  }

  /** What everything that tells it says: the explorer's marks, the terminal, the list to save from, the next save. */
  async function told(): Promise<readonly (string | undefined)[]> {
    const digests = new FileDigests();
    await digests.read(trail, join(root, file), false);
    const [tracked] = await trackedFiles(trail, digests);
    const inspected = await inspectFile(trail, file);
    const [candidate] = await saveCandidates(trail);
    const said = [tracked?.state, { state: inspected.state, version: inspected.version }, candidate?.known];
    return [...said.map((one) => `${String(one?.state)} ${one?.version?.label ?? ''}`), (await planSave(trail, { paths: [file] })).parent?.label];
  }

  it('is told alike wherever it is told', async () => {
    const [first, second] = [await save('one'), await save('two')];
    const [a, b] = [first.label, second.label];
    assert.deepEqual(await told(), [`saved ${b}`, `saved ${b}`, `saved ${b}`, b]);
    await restoreVersion(trail, { version: first });
    assert.deepEqual(await told(), [`saved ${a}`, `saved ${a}`, `saved ${a}`, a]);
    write('new');
    assert.deepEqual(await told(), [`changed ${a}`, `changed ${a}`, `changed ${a}`, a]);
  });

  it('is that of the newest where the version that stood there was deleted, and of that one again where it came back', async () => {
    const [first, second] = [await save('one'), await save('two')];
    const [a, b] = [first.label, second.label];
    await restoreVersion(trail, { version: first });
    await deleteVersion(trail, first);
    assert.deepEqual(await told(), [`changed ${b}`, `changed ${b}`, `changed ${b}`, b]);
    await undeleteVersion(trail, first);
    assert.deepEqual(await told(), [`saved ${a}`, `saved ${a}`, `saved ${a}`, a]);
  });

  it('is none where every version that has it was deleted', async () => {
    await deleteVersion(trail, await save('one'));
    const { state, version } = await inspectFile(trail, file);
    assert.deepEqual([await trackedFiles(trail, new FileDigests()), state, version, (await planSave(trail, { paths: [file] })).parent], [[], null, null, null]);
  });

  it('takes one reading of a file that several ask for, and none of what stayed as it was', async () => {
    await save('one');
    write('two', 0);
    const absolute = join(root, file);
    const digests = new FileDigests();
    const facts = () => factsOf(statSync(absolute, { bigint: true }));
    assert.equal(digests.of(absolute, facts()), null);
    const reading = digests.read(trail, absolute, false);
    assert.equal(digests.read(trail, absolute, false), reading);
    const sha256 = createHash('sha256').update('two').digest('hex');
    assert.deepEqual([await reading, digests.of(absolute, facts())], [sha256, sha256]);
    write('six', 5);
    assert.equal(digests.of(absolute, facts()), null);
    rmSync(absolute);
    assert.equal(await digests.read(trail, absolute, false), null);
  });
});
