import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { changedFrom, holderOfAll } from '../../../src/domain/holders.ts';
import type { VersionSummary } from '../../../src/domain/version.ts';
import { artifact, version } from '../compare/build.ts';

/** @param files `PATH=BYTES`, as `m.bin=a` */
function saved(label: string, files: readonly string[], over: Partial<VersionSummary> = {}): VersionSummary {
  const artifacts = files.map((file) => {
    const [path = '', sha256 = ''] = file.split('=');
    return artifact(path, 1, { sha256 });
  });
  return version(label, { artifacts, over }).version;
}

const deleted = { deleted: true };

describe('the version that several files are', () => {
  it('has these bytes, all and no others, wherever they lie', () => {
    const whole = saved('1.0', ['m.bin=a', 'encoder.bin=b']);
    assert.equal(holderOfAll(['b', 'a'], [whole]), whole);
    assert.equal(holderOfAll(['a'], [whole]), undefined);
    assert.equal(holderOfAll(['a', 'b', 'c'], [whole]), undefined);
  });

  it('has the same bytes as often', () => {
    const twice = saved('1.0', ['left.bin=a', 'right.bin=a']);
    assert.equal(holderOfAll(['a', 'a'], [twice]), twice);
    assert.equal(holderOfAll(['a', 'b'], [twice]), undefined);
  });

  it('is the newest, and never a deleted one', () => {
    const all = [saved('1.2', ['m.bin=a'], deleted), saved('1.1', ['m.bin=a']), saved('1.0', ['m.bin=a'])];
    assert.equal(holderOfAll(['a'], all), all[1]);
    assert.equal(holderOfAll(['a'], all.slice(0, 1)), undefined);
  });
});

describe('the version that a changed file is a change of', () => {
  const newest = saved('2.0', ['m.bin=b']);
  const standing = saved('1.0', ['m.bin=a']);

  it('is the one whose files stand in the work tree, else the newest', () => {
    assert.equal(changedFrom(standing, newest), standing);
    assert.equal(changedFrom(standing, newest, 'm.bin'), standing);
    assert.equal(changedFrom(undefined, newest, 'm.bin'), newest);
    assert.equal(changedFrom(undefined, undefined), undefined);
  });

  it('is the newest where the one that stands there was deleted', () => {
    assert.equal(changedFrom({ ...standing, deleted: true }, newest), newest);
    assert.equal(changedFrom({ ...standing, deleted: true }, undefined), undefined);
  });

  it('is the newest with its path where the one that stands there never had that', () => {
    const other = saved('1.0', ['m.bin=b']);
    const named = saved('0.9', ['old.bin=a']);
    assert.equal(changedFrom(other, named, 'old.bin'), named);
    assert.equal(changedFrom(other, named), other);
  });
});
