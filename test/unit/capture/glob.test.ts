import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { matchesGlob } from '../../../src/capture/glob.ts';
import { fixedFolder, joinPath, normalizePath, specificity } from '../../../src/capture/pathPattern.ts';
import { assertCost } from '../../harness/cost.ts';

describe('path patterns', () => {
  const cases: [string, string[], string[]][] = [
    ['m/*.pt', ['m/a.pt', 'm/.pt'], ['m/a/b.pt', 'm/a.pth', 'x/m/a.pt']],
    ['m/epoch-*-*.pt', ['m/epoch-1-2.pt'], ['m/epoch-1.pt']],
    ['**.pt', ['a.pt', 'm/a.pt'], ['a.pth']],
    ['**/m.pt', ['m.pt', 'a/b/m.pt'], ['am.pt', 'a/xm.pt']],
    ['data/**/*.csv', ['data/a.csv', 'data/x/y/a.csv'], ['data/a.txt', 'other/a.csv']],
    ['a?[0-9].pt', ['ax1.pt'], ['a/1.pt', 'axx.pt']],
    ['a[!b].pt', ['ac.pt'], ['ab.pt', 'a/.pt']],
    ['a[z-a].pt', [], ['ab.pt']],
    ['a.+(x)', ['a.+(x)'], ['aa(x)']],
    ['é*😀', ['éx😀'], ['éx']],
  ];
  for (const [pattern, yes, no] of cases) {
    it(`match ${pattern}`, () => {
      for (const path of yes) assert.equal(matchesGlob(pattern, path), true, path);
      for (const path of no) assert.equal(matchesGlob(pattern, path), false, path);
    });
  }

  it('match in time that does not explode', async () => {
    await assertCost(40, () => {
      assert.equal(matchesGlob(`${'*a'.repeat(200)}b`, 'a'.repeat(1000)), false);
      assert.equal(matchesGlob(`${'**/'.repeat(200)}b`, 'a/'.repeat(500)), false);
    });
  });

  it('know what is fixed in them', () => {
    assert.equal(fixedFolder('data/x/*.csv'), 'data/x');
    assert.equal(fixedFolder('data/*/x.csv'), 'data');
    assert.equal(fixedFolder('*.csv'), '');
    assert.equal(specificity('m/epoch-*.pt'), 6);
    assert.equal(specificity('**.pt'), 0);
    assert.equal(normalizePath('./a//b/../c'), 'a/c');
    assert.equal(normalizePath('a/../../b'), null);
    assert.equal(joinPath('src', '../m/a.pt'), 'm/a.pt');
  });
});
