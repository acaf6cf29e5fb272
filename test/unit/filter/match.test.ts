import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { holdsText, isText } from '../../../src/domain/filter/textPattern.ts';
import { holds, now, version, type Wish } from './version.ts';
import { assertCost } from '../../harness/cost.ts';

/** Which of the filters hold. */
function those(filters: readonly string[], wish: Wish = {}): string[] {
  return filters.filter((filter) => holds(filter, wish));
}

describe('a filter, held against versions', () => {
  it('finds words in all that people said of a version, in any case', () => {
    const found = ['churn', 'CHUR', '1.2', 'warm', '"longer warm"', 'draft', 'prod', 'lovelace', '7c41', 'warm draft 1.2', ''];
    assert.deepEqual(those([...found, 'c41e0b', 'example.org', 'warm absent', '-warm']), found);
    assert.ok(holds('rival', { rivalLabels: ['rival'] }));
  });

  it('compares numbers, in any form that they are written in', () => {
    const right = ['lr<1e-3', 'lr=3e-4', 'lr=0.0003', 'lr>=.0003', 'lr<=3E-4', 'lr!=1', 'lr~0003', '-lr>1', 'steps=1_000', 'steps>999', 'gap<inf', 'gap=-inf', 'gap=\u2212inf', 'odd=nan', 'yaml<1e-3', 'yaml=0.0005', 'big=9223372036854775807', 'big>9e18', 'zero=-0'];
    const wrong = ['lr>1e-3', 'lr!=3e-4', 'lr=.0004', 'odd>0', 'odd<0', 'odd!=nan', 'big=9223372036854775806', 'yaml>1', 'absent>0', 'absent!=0', 'text>0'];
    const values = { lr: 0.0003, steps: 1000, gap: -Infinity, odd: NaN, yaml: '5e-4', big: 9223372036854775807n, zero: 0, text: 'x' };
    assert.deepEqual(those([...right, ...wrong], { values }), right);
  });

  it('compares texts, booleans, null and lists as they are shown', () => {
    const right = ['optimizer=adamw', 'optimizer~dam', 'optimizer!=sgd', 'amp=true', 'amp!=false', 'seed=null', 'layers=[64,32]', 'layers~64', 'path="a b"', '-optimizer=sgd', '-absent=1'];
    const wrong = ['optimizer=adam', 'amp=1', 'seed=0', 'layers>10', 'absent=null'];
    const values = { optimizer: 'AdamW', amp: true, seed: null, layers: [64, 32], path: 'a b' };
    assert.deepEqual(those([...right, ...wrong], { values }), right);
  });

  it('takes a name for itself, then in another case, then for its last segments, then for a beginning', () => {
    const values = { 'optimizer.lr': 1, 'head.optimizer.lr': 2, LR: 3, accuracy: 4, 'val/acc': 5, 'train.warmup_epochs': 6 };
    const ask = (filter: string, names: readonly string[]): boolean => holds(filter, { values: Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name))) }, { names: Object.keys(values) });
    const all = Object.keys(values);
    assert.deepEqual(['lr=1', 'lr=2', 'lr=3'].filter((filter) => ask(filter, all)), ['lr=3']);
    assert.deepEqual(['lr=1', 'lr=2', 'optimizer.lr=2'].filter((filter) => ask(filter, ['optimizer.lr', 'head.optimizer.lr'])), ['lr=1', 'lr=2'], 'any of several');
    assert.deepEqual(['acc=5', 'acc=4', 'accu=4', 'warm=6', 'ccuracy=4'].filter((filter) => ask(filter, all)), ['acc=5', 'accu=4', 'warm=6']);
    assert.equal(ask('acc=4', ['accuracy']), false, 'another version has what is called so in full');
    assert.ok(holds('loss<1', { values: { loss_weight: 0.5 } }));
    assert.ok(!holds('loss<1', { values: { loss_weight: 0.5 } }, { names: ['loss', 'loss_weight'] }));
  });

  it('asks fields', () => {
    const right = ['label:1.2', 'label:1.*', 'label:?.2', 'note:"WARM UP"', 'note:l*up', 'note:*', 'tag:Draft', 'alias:production', 'alias:*', 'author:me', 'author:ada', 'author:@example', 'author:a*lovelace', 'model:chu*', '-tag:final'];
    const wrong = ['label:1', 'label:1.20', 'label:"1.*"', 'note:absent', 'tag:dra', 'alias:prod', 'author:grace', 'model:hurn', '-author:me'];
    assert.deepEqual(those([...right, ...wrong]), right);
    assert.deepEqual(those(['note:*', 'alias:*', 'tag:*'], { note: '', aliases: [], tags: [] }), []);
  });

  it('knows who asks by address, else by name', () => {
    assert.ok(!holds('author:me', { author: { name: 'Ada', email: 'other@example.org' } }));
    assert.ok(holds('author:me', { author: { name: 'ada', email: null } }));
    assert.ok(!holds('author:me', {}, { me: null }));
  });

  it('knows ages and days, a day from its start to its end', () => {
    const at = (year: number, month: number, day: number, hour: number): Wish => ({ createdAt: new Date(year, month - 1, day, hour).toISOString() });
    const noon = at(2026, 10, 1, 12);
    assert.deepEqual(those(['since:2w', 'since:15d', 'since:2026-10-01', 'since:2026-10-01T12:00', 'since:2026-10-02', 'until:2026-10-01', 'until:2026-10-01T12:00', 'until:2026-09-30', 'before:2026-10-01', 'before:2026-10-02', 'before:2w', 'until:1y', 'since:1y'], noon),
      ['since:2w', 'since:15d', 'since:2026-10-01', 'since:2026-10-01T12:00', 'until:2026-10-01', 'until:2026-10-01T12:00', 'before:2026-10-02', 'since:1y']);
    assert.deepEqual(those(['since:today', 'since:yesterday', 'until:yesterday', 'before:today', 'since:12h', 'since:30min'], { createdAt: new Date(now - 13 * 3_600_000).toISOString() }), ['since:yesterday', 'until:yesterday', 'before:today']);
  });

  it('asks what was computed, where bytes are, and what a record has', () => {
    const { id } = version();
    const context = { best: new Set([id]), latest: new Set<string>() };
    assert.deepEqual(['is:best', 'is:latest', '-is:latest', 'is:here', 'is:lost', 'is:deleted'].filter((filter) => holds(filter, {}, context)), ['is:best', '-is:latest', 'is:here']);
    assert.deepEqual(those(['is:here', 'is:elsewhere', 'is:lost', 'is:deleted', 'has:code', 'has:curves', '-has:data'], { bytes: 'lost', deleted: true, has: ['code'] }), ['is:lost', 'is:deleted', 'has:code', '-has:data']);
  });

  it('matches stars and question marks as a regular expression would, however many there are', async () => {
    const letters = fc.array(fc.constantFrom('a', 'b', '*', '?'), { maxLength: 12 }).map((all) => all.join(''));
    fc.assert(fc.property(letters, fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 12 }), (text, given) => {
      const expected = new RegExp(`^${text.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'u').test(given);
      assert.equal(isText({ text, wild: true }, given), expected);
    }), { numRuns: 2000 });
    await assertCost(20, () => {
      assert.ok(!holdsText({ text: 'a*'.repeat(500), wild: true }, 'ab'.repeat(400)));
    });
  });
});
