import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { changedSince } from '../../../src/capture/changedSince.ts';
import { timeBetween } from '../../../src/domain/numberText.ts';

const trainedAt = Date.UTC(2024, 0, 2, 12);
const minute = 60_000;

function texts(sources: Record<string, number>, results: Record<string, number> = {}): string[] {
  const dated = (files: Record<string, number>): { path: string; mtimeMs: number }[] => Object.entries(files).map(([path, offset]) => ({ path, mtimeMs: trainedAt + offset }));
  return changedSince({ trainedAt, sources: dated(sources), results: dated(results) }).map(({ text }) => text);
}

describe('what changed after the model was written', () => {
  it('is said with the time between', () => {
    assert.deepEqual(texts({ 'train.py': 120 * minute, 'params.yaml': 2001, 'data.csv': 2000, 'old.py': -minute }), ['train.py was edited 2 h after the model file was written.', 'params.yaml was edited 2 s after the model file was written.']);
  });

  it('allows metrics the end of the run', () => {
    assert.deepEqual(texts({}, { 'metrics.json': 10 * minute }), []);
    assert.deepEqual(texts({}, { 'metrics.json': 11 * minute }), ['metrics.json was written 11 min after the model file was written.']);
  });

  it('is bounded', () => {
    const many = texts(Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`m${String(at)}.py`, minute])));
    assert.equal(many.length, 21);
    assert.equal(many.at(-1), '30 more files were changed after the model file was written.');
  });

  it('is in one unit', () => {
    assert.deepEqual([40_000, 5 * minute, 119 * minute, 3 * 60 * minute, 72 * 60 * minute].map(timeBetween), ['40 s', '5 min', '119 min', '3 h', '3 d']);
  });
});
