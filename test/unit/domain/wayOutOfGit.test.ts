import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { nextLabel } from '../../../src/domain/label.ts';
import { wayOutOfGit } from '../../../src/domain/wayOutOfGit.ts';

describe('the way out of Git', () => {
  it('is not offered for what is small', () => {
    assert.equal(wayOutOfGit([{ path: 'a.pkl', size: 1000 }]), null);
  });

  it('means each path and nothing else, in the shell and in .gitignore', () => {
    const size = 6 * 1024 * 1024;
    const found = wayOutOfGit([{ path: "it's [v1] $(x).pkl", size }, { path: 'a.pkl', size }, { path: 'a.pkl', size }]);
    assert.deepEqual([found?.bytes, found?.paths], [3 * size, ['a.pkl', "it's [v1] $(x).pkl"]]);
    const [remove, ignore] = found?.steps[0]?.commands ?? [];
    assert.equal(remove, String.raw`git rm --cached --quiet --ignore-unmatch -- a.pkl 'it'\''s [v1] $(x).pkl'`);
    assert.equal(ignore, String.raw`printf '%s\n' /a.pkl '/it'\''s \[v1\] $(x).pkl' >> .gitignore`);
  });
});

describe('the next label', () => {
  it('goes on in the form of the last one', () => {
    assert.equal(nextLabel('v1.1', new Set(['1.0', 'v1.1']), 'minor'), 'v1.2');
    assert.equal(nextLabel('v1.1', new Set(['1.0', 'v1.1', '1.2']), 'minor'), 'v1.3');
    assert.equal(nextLabel('v1.1', new Set(['v1.1', 'v3.0']), 'major'), 'v4.0');
    assert.equal(nextLabel('final', new Set(['1.0', 'final']), 'minor'), '1.1');
    assert.equal(nextLabel(null, new Set(), 'minor'), '1.0');
  });
});
