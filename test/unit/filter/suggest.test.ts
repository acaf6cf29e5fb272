import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { parseFilter } from '../../../src/domain/filter/parse.ts';
import { suggest } from '../../../src/domain/filter/suggest.ts';
import { joinVocabularies, emptyVocabulary, type Vocabulary } from '../../../src/domain/filter/vocabulary.ts';

const vocabulary: Vocabulary = {
  names: [
    { kind: 'metric', name: 'accuracy', examples: [0.9, 0.95] },
    { kind: 'param', name: 'optimizer', examples: ['AdamW', 'SGD with momentum'] },
    { kind: 'param', name: 'optimizer.lr', examples: [0.001] },
    { kind: 'param', name: 'batch size', examples: [64] },
  ],
  tags: ['draft', 'to review'],
  aliases: ['production', 'staging'],
  authors: ['Ada Lovelace'],
  models: ['churn'],
};

/** The whole text after each suggestion was accepted. */
function completed(text: string, cursor = text.length): string[] {
  return suggest(text, cursor, vocabulary).map(({ insert, from, to }) => text.slice(0, from) + insert + text.slice(to));
}

describe('suggestions for a filter', () => {
  it('begin with names and fields', () => {
    assert.deepEqual(completed('').slice(0, 6), ['accuracy', 'optimizer', 'optimizer.lr', '"batch size"', 'label:', 'note:']);
    assert.deepEqual(completed('acc>1 ').at(-1), 'acc>1 has:');
  });

  it('complete a name, then its operator, then its value', () => {
    assert.deepEqual(completed('lr<1 acc'), ['lr<1 accuracy']);
    assert.deepEqual(completed('accuracy'), ['accuracy>', 'accuracy<', 'accuracy=']);
    assert.deepEqual(completed('accuracy>'), ['accuracy>0.9 ', 'accuracy>0.95 ']);
    assert.deepEqual(completed('OPTIMIZER').slice(0, 3), ['optimizer=', 'optimizer!=', 'optimizer~']);
    assert.deepEqual(completed('-optimizer=s'), ['-optimizer="SGD with momentum" ']);
    assert.deepEqual(completed('lr=')[0], 'lr=0.001 ');
    assert.deepEqual([completed('optimizer<'), completed('accuracy=<')], [[], []]);
    assert.deepEqual(completed('batch'), ['"batch size"']);
  });

  it('complete fields and what they may hold', () => {
    assert.deepEqual(completed('au'), ['author:']);
    assert.deepEqual(completed('author:'), ['author:me ', 'author:"Ada Lovelace" ']);
    assert.deepEqual(completed('-tag:re'), ['-tag:"to review" ']);
    assert.deepEqual(completed('is:l'), ['is:latest ', 'is:lost ', 'is:elsewhere ', 'is:deleted ']);
    assert.deepEqual(completed('prod'), ['alias:production ']);
    assert.deepEqual(completed('best'), ['is:best ']);
  });

  it('complete the term that holds the cursor, and leave the others', () => {
    assert.deepEqual(completed('acc lr<1', 3), ['accuracy lr<1']);
    assert.deepEqual(completed('accxx lr<1', 3), ['accuracy lr<1']);
    assert.deepEqual(completed('tag:"to r'), ['tag:"to review" ']);
    assert.deepEqual(completed('nothing-like-this'), []);
  });

  it('lead to filters without mistakes, whatever is typed before', () => {
    const parts = fc.array(fc.constantFrom('acc', 'optimizer', '-', ' ', '"', ':', '=', '<', 'tag', 'is', 'batch', 'x'), { maxLength: 8 }).map((all) => all.join(''));
    fc.assert(fc.property(parts, fc.nat(30), (text, at) => {
      for (const { kind, insert, from, to } of suggest(text, Math.min(at, text.length), vocabulary)) {
        assert.ok(from >= 0 && from <= to && to <= text.length);
        if (kind === 'value') assert.equal(parseFilter(insert).terms.length, 1, insert);
      }
    }), { numRuns: 2000 });
  });

  it('of several trails name each thing once', () => {
    assert.deepEqual(joinVocabularies([vocabulary, emptyVocabulary, vocabulary]), vocabulary);
  });
});
