import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { isTrailError, TrailError } from '../../../src/base/errors.ts';
import { parseFilter } from '../../../src/domain/filter/parse.ts';
import { quoteName, quoteValue } from '../../../src/domain/filter/pieces.ts';

function mistakeIn(text: string): TrailError {
  try {
    parseFilter(text);
  } catch (error) {
    if (error instanceof TrailError) return error;
  }
  throw new Error(`${text} is no mistake`);
}

/** What a person sees marked. */
function marked(text: string): string {
  const { data } = mistakeIn(text);
  return text.slice(Number(data['from']), Number(data['to']));
}

describe('a filter, read', () => {
  it('is terms, each a comparison, a field or a word', () => {
    assert.deepEqual(parseFilter('acc>0.94 -optimizer=AdamW  label:1.* "warm up" since:2w author:me IS:Best has:note').terms, [
      { negated: false, test: { kind: 'comparison', name: 'acc', operator: '>', operand: '0.94' } },
      { negated: true, test: { kind: 'comparison', name: 'optimizer', operator: '=', operand: 'AdamW' } },
      { negated: false, test: { kind: 'text', field: 'label', pattern: { text: '1.*', wild: true } } },
      { negated: false, test: { kind: 'word', text: 'warm up' } },
      { negated: false, test: { kind: 'time', field: 'since', moment: { kind: 'ago', milliseconds: 14 * 86_400_000 } } },
      { negated: false, test: { kind: 'me' } },
      { negated: false, test: { kind: 'is', state: 'best' } },
      { negated: false, test: { kind: 'has', part: 'note' } },
    ]);
    assert.deepEqual(parseFilter('  '), { terms: [] });
  });

  it('knows every operator, the longest first', () => {
    const operators = ['=', '!=', '>', '>=', '<', '<=', '~'];
    const read = operators.map((sign) => parseFilter(`lr${sign}1`).terms[0]?.test);
    assert.deepEqual(read.map((test) => (test?.kind === 'comparison' ? test.operator : null)), operators);
    assert.deepEqual(parseFilter('lr==1'), parseFilter('lr=1'));
  });

  it('takes what stands in quotes for itself', () => {
    for (const [text, word] of [['"a>b"', 'a>b'], ['"-x"', '-x'], ['"note:x"', 'note:x'], ['"say \\"hi\\" \\\\"', 'say "hi" \\'], ['10:30', '10:30'], ['a"b c"d', 'ab cd']] as const) {
      assert.deepEqual(parseFilter(text).terms, [{ negated: false, test: { kind: 'word', text: word } }], text);
    }
    assert.deepEqual(parseFilter('"train.batch size">=64 label:"1.*"').terms.map(({ test }) => test), [
      { kind: 'comparison', name: 'train.batch size', operator: '>=', operand: '64' },
      { kind: 'text', field: 'label', pattern: { text: '1.*', wild: false } },
    ]);
  });

  it('says where a mistake is, what is wrong, and what to write', () => {
    const cases: readonly (readonly [text: string, marked: string, what: RegExp, hint: RegExp])[] = [
      ['acc>0.9 lr<small', 'small', /“small” is not a number, at column 12 /u, /1e-3/u],
      ['acc>94%', '94%', /“94%” is not a number, at column 5 /u, /0\.94/u],
      ['acc > 0.9', '>', /Before “>” there is no name, at column 5 /u, /without blanks/u],
      ['acc>', 'acc>', /After “acc>” there is no value/u, /acc>0\.9/u],
      ['acc=<1', '=<', /“=<” compares nothing/u, /<=/u],
      ['acc!1', '!', /“!” compares nothing/u, /!=/u],
      ['labl:1.0', 'labl', /There is no field “labl”/u, /label, note/u],
      ['tag:', 'tag:', /After “tag:” there is nothing/u, /tag:draft/u],
      ['since:soon', 'soon', /“soon” is no date/u, /2w/u],
      ['since:2026-02-30', '2026-02-30', /is no date/u, /2w/u],
      ['before:2026-02-03T24:00', '2026-02-03T24:00', /is no date/u, /2w/u],
      ['is:good', 'good', /“is:” does not know “good”/u, /best, latest/u],
      ['-has:colour', 'colour', /“has:” does not know/u, /curves/u],
      ['alias:best', 'best', /computed/u, /is:best/u],
      ['x "warm up', '"warm up', /A quote is not closed, at column 3 /u, /another quote/u],
      ['x ""', '""', /nothing in the quotes/u, /warm up/u],
      ['a - b', '-', /A dash stands alone, at column 3 /u, /-tag:draft/u],
    ];
    for (const [text, place, what, hint] of cases) {
      assert.equal(marked(text), place, text);
      assert.match(mistakeIn(text).message, what);
      assert.match(mistakeIn(text).hint ?? '', hint);
      assert.ok(isTrailError(mistakeIn(text), 'usage'));
    }
    assert.throws(() => parseFilter('x'.repeat(2001)), TrailError);
  });

  it('never fails otherwise, whatever is typed', () => {
    const typed = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.array(fc.constantFrom('a', '-', ' ', '"', '\\', ':', '=', '!', '<', '>', '~', '*', 'since', 'is', 'lr', '1e-3', '2w', '\u{1f600}')).map((parts) => parts.join('')));
    fc.assert(fc.property(typed, (text) => {
      try {
        parseFilter(text);
      } catch (error) {
        assert.ok(error instanceof TrailError && error.code === 'usage');
        const { from, to } = error.data as { from: number; to: number };
        assert.ok(from >= 0 && from <= to && to <= text.length, `${String(from)} to ${String(to)}`);
      }
    }), { numRuns: 2000 });
  });

  it('takes quoted names and values back as they were', () => {
    const text = fc.oneof(fc.string({ minLength: 1, maxLength: 50 }), fc.array(fc.constantFrom('a', '-', ' ', '"', '\\', ':', '=', '<', '~', '*', '?', '\n'), { minLength: 1 }).map((parts) => parts.join('')));
    fc.assert(fc.property(text, text, (name, value) => {
      assert.deepEqual(parseFilter(`-${quoteName(name)}=${quoteValue(value)} tag:${quoteValue(value)} ${quoteName(name)}`).terms, [
        { negated: true, test: { kind: 'comparison', name, operator: '=', operand: value } },
        { negated: false, test: { kind: 'text', field: 'tag', pattern: { text: value, wild: false } } },
        { negated: false, test: { kind: 'word', text: name } },
      ]);
    }), { numRuns: 1000 });
  });
});
