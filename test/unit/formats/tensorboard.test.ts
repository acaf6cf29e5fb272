import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { memorySource } from '../../../src/formats/byteSource.ts';
import { readScalars } from '../../../src/formats/tensorboard.ts';

const folder = join(import.meta.dirname, '../../fixtures/tensorboard');
const truths = JSON.parse(readFileSync(join(folder, 'truth.json'), 'utf8')) as Record<string, readonly { readonly tag: string; readonly step: number; readonly wall: number; readonly value: number }[]>;
const bytesOf = (name: string): Buffer => readFileSync(join(folder, `${name}.tfevents`));

describe('event files of TensorBoard', () => {
  for (const [name, truth] of Object.entries(truths)) {
    it(`give their scalars, and nothing else, as ${name} values`, () => {
      const { scalars, isWhole } = readScalars(memorySource(bytesOf(name)), 1000);
      assert.ok(isWhole);
      assert.deepEqual(scalars.map(({ tag, step, wallTime }) => [tag, step, wallTime]), truth.map(({ tag, step, wall }) => [tag, step, wall]));
      for (const [at, { value }] of truth.entries()) assert.ok(Math.abs((scalars[at]?.value ?? Number.NaN) - value) < 1e-6);
    });
  }

  it('say 0.7 where a float of four bytes stands for it', () => {
    assert.ok(readScalars(memorySource(bytesOf('simple')), 1000).scalars.some(({ value }) => value === 0.7));
  });

  it('are read as far as they go, wherever they end or are broken', () => {
    const bytes = bytesOf('simple');
    const whole = readScalars(memorySource(bytes), 1000).scalars;
    for (let length = 0; length < bytes.length; length += 7) {
      const { scalars } = readScalars(memorySource(bytes.subarray(0, length)), 1000);
      assert.deepEqual(scalars, whole.slice(0, scalars.length));
    }
    for (let at = 0; at < bytes.length; at += 3) {
      const broken = Buffer.from(bytes);
      broken[at] = (broken[at] ?? 0) ^ 0xff;
      assert.ok(readScalars(memorySource(broken), 1000).scalars.length <= 1000);
    }
    assert.equal(readScalars(memorySource(bytes), 3).scalars.length, 3);
  });
});
