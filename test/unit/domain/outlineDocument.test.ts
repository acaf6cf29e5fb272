import assert from 'node:assert/strict';
import { parseOutlines } from '../../../src/domain/outlineDocument.ts';

function parsed(text: string): readonly string[] | null {
  const outlines = parseOutlines(Buffer.from(text));
  return outlines === null ? null : [...outlines.keys()];
}

describe('recorded outlines', () => {
  const outline = { format: 'npy', tensors: [{ name: 'w', dtype: 'float32', shape: [2, 3] }], features: ['a'], estimator: null };

  it('are read as they were written', () => {
    const outlines = parseOutlines(Buffer.from(JSON.stringify({ 'a.npy': outline, 'b.pkl': { ...outline, steps: [{ name: 'clf', estimator: 'x.Y' }], metadata: { k: 'v' } } })));
    assert.deepEqual(outlines?.get('a.npy'), outline);
    assert.deepEqual(outlines?.get('b.pkl')?.steps, [{ name: 'clf', estimator: 'x.Y' }]);
  });

  it('are none where a stranger wrote something else', () => {
    for (const text of ['', 'null', '[]', '1', '"x"', '{', '\ufffe', `${'['.repeat(100_000)}`]) assert.equal(parsed(text), null, text.slice(0, 20));
    assert.equal(parseOutlines(Buffer.from([0xff, 0xfe])), null);
  });

  it('leave out what is no outline', () => {
    const others = [null, 1, [], {}, { ...outline, tensors: null }, { ...outline, tensors: [{ name: 1, dtype: 'x', shape: [] }] }, { ...outline, tensors: [{ name: 'w', dtype: 'x', shape: ['1'] }] }, { ...outline, features: {} }, { ...outline, steps: 'x' }, { ...outline, format: 'constructor' }];
    assert.deepEqual(parsed(JSON.stringify({ ...Object.fromEntries(others.map((other, at) => [`bad ${String(at)}`, other])), good: outline })), ['good']);
    assert.deepEqual(parsed(`{"__proto__": ${JSON.stringify(outline)}, "constructor": {"tensors": []}}`), ['__proto__']);
  });
});
