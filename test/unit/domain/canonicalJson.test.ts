import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { isTrailError } from '../../../src/base/errors.ts';
import { parseStrictJson } from '../../../src/domain/canonicalJson.ts';

describe('JSON from a stranger', () => {
  for (const text of [
    '{"a":1,"b":[0.5123456789012345678,-1e-7,"x"]}',
    '{ "b" : 1, "a" : { "10" : 1, "9" : -0 } }',
    `{"sha256":"${'1234567890abcdef'.repeat(4)}"}`,
    '9007199254740991',
    '1e+21',
  ]) {
    it(`is taken: ${text}`, () => {
      assert.deepEqual(parseStrictJson(text), JSON.parse(text));
    });
  }

  for (const [text, reason] of [
    ['{"a":1,"a":1}', 'the key "a" stands twice'],
    ['{"a":{"b":1,"\\u0062":2}}', 'the key "\\u0062" stands twice'],
    ['[9007199254740992]', 'the number 9007199254740992 is too large to be exact'],
    ['[-9007199254740993]', 'the number -9007199254740993 is too large to be exact'],
    [`${'['.repeat(65)}${']'.repeat(65)}`, 'it has more than 64 levels'],
    ['{"a":1', 'it is not JSON'],
  ] as const) {
    it(`is refused: ${text.slice(0, 40)}`, () => {
      assert.throws(() => parseStrictJson(text), (error) => isTrailError(error, 'document-invalid') && error.message.includes(reason));
    });
  }
});
