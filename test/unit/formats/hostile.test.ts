import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { TrailError } from '../../../src/base/errors.ts';
import { memorySource, type ByteSource } from '../../../src/formats/byteSource.ts';
import { outlineOf } from '../../../src/formats/outline.ts';
import { fixtureBytes, modelFixtures } from './fixtures.ts';
import { assertCost } from '../../harness/cost.ts';

const extensionOf = (name: string): string => name.slice(name.lastIndexOf('.') + 1);

/** Reads, and passes on only what is neither an outline nor a refusal. Returns the refusal's reason. */
function reasonFor(source: ByteSource | Uint8Array, extension: string): string | null {
  try {
    outlineOf(source instanceof Uint8Array ? memorySource(source) : source, extension);
    return null;
  } catch (error) {
    if (error instanceof TrailError && error.code === 'file-unreadable') return error.message;
    throw error;
  }
}

describe('a damaged file', () => {
  for (const name of modelFixtures) {
    it(`cut at every byte: ${name}`, function () {
      this.timeout(30_000);
      const bytes = fixtureBytes(name);
      // Long files are cut at every third byte: their middle is all alike.
      const step = bytes.length > 4000 ? 3 : 1;
      for (let length = 0; length < bytes.length; length += step) reasonFor(bytes.subarray(0, length), extensionOf(name));
    });
  }

  for (const name of modelFixtures) {
    it(`with other bytes: ${name}`, function () {
      this.timeout(30_000);
      const bytes = fixtureBytes(name);
      const flips = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
      fc.assert(
        fc.property(flips, (changes) => {
          const damaged = Uint8Array.from(bytes);
          for (const [at, byte] of changes) damaged[at] = byte;
          reasonFor(damaged, extensionOf(name));
        }),
        { numRuns: 100, seed: 11 },
      );
    });
  }

  it('of random bytes behind each format\'s first ones', function () {
    this.timeout(30_000);
    const starts = ['\x80\x04', '(', ']', 'GGUF\x03\0\0\0', '\x93NUMPY\x01\0', 'PK\x03\x04', '{L\0\0\0\0\0\0\0\x07learner', 'tree\nversion', '\x08\x0a', '\x20\0\0\0\0\0\0\0{'];
    const cases = fc.tuple(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 400 }), fc.constantFrom('pkl', 'onnx', 'pt'));
    fc.assert(
      fc.property(cases, ([start, rest, extension]) => {
        reasonFor(Buffer.concat([Buffer.from(start, 'latin1'), rest]), extension);
      }),
      { numRuns: 2000, seed: 5 },
    );
  });
});

const pickle = (...parts: (string | Uint8Array)[]): Buffer => Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)));

describe('a hostile file', function () {
  this.timeout(120_000);

  it('with a header of 2^60 bytes', () => {
    const bytes = Buffer.alloc(64, '{');
    bytes.writeBigUInt64LE(1n << 60n);
    assert.equal(reasonFor(bytes, 'safetensors'), 'its format is not known');
    assert.equal(reasonFor({ size: 2 ** 53 - 1, readInto: (target, at) => void target.set(bytes.subarray(at, at + target.length)) }, 'safetensors'), 'its format is not known');
  });

  it('with a header that is nested deeply or has too many entries', () => {
    const header = (text: string): Buffer => {
      const length = Buffer.alloc(8);
      length.writeBigUInt64LE(BigInt(text.length));
      return pickle(length, text);
    };
    assert.equal(reasonFor(header(`{"a":${'['.repeat(1e6)}`), ''), 'its header is nested too deeply');
    assert.equal(reasonFor(header(`{${'"a":{},'.repeat(200_000)}`), ''), 'its header has too many entries');
    assert.equal(reasonFor(header(`{"a":[${'0,'.repeat(5e6)}`), ''), 'its header has too many entries');
    assert.equal(reasonFor(header('{"a":{"dtype":"F32","shape":[9007199254740991,9],"data_offsets":[0,4]}}'), ''), 'the size of "a" is not that of its shape');
    assert.equal(reasonFor(header('{"__proto__":{"dtype":"F4","shape":[],"data_offsets":[0,0]}}'), ''), 'the size of "__proto__" is not that of its shape');
  });

  it('with a memo index of 2^32', () => {
    assert.equal(reasonFor(pickle('\x80\x02', 'Nr\xff\xff\xff\xff.'), 'pkl'), null);
    assert.equal(reasonFor(pickle('\x80\x02', 'Np99999999999999999999\n.'), 'pkl'), 'its pickle is broken');
  });

  it('with a million marks, lists in lists, or wrappers in wrappers', async () => {
    assert.equal(reasonFor(pickle('\x80\x02', '('.repeat(1e6), '.'), 'pkl'), 'its pickle is broken');
    assert.equal(reasonFor(pickle('\x80\x02', '('.repeat(1_000_001), '.'), 'pkl'), 'its pickle is nested too deeply');
    await assertCost(60, () => assert.equal(reasonFor(pickle('\x80\x02', ']'.repeat(1e6), 'a'.repeat(1e6 - 1), '.'), 'pkl'), null));
    await assertCost(60, () => assert.equal(reasonFor(pickle('\x80\x02N', '\x85'.repeat(1e6), '.'), 'pkl'), null));
    const wrapper = 'ctorch._utils\n_rebuild_parameter\nq\x01';
    await assertCost(60, () => assert.equal(reasonFor(pickle('\x80\x02', wrapper, '0', 'h\x01'.repeat(1e5), ')', '\x85R'.repeat(1e5), '.'), 'pkl'), null));
  });

  it('with references that multiply (a billion laughs)', async () => {
    const level = (at: number): string => `(${`h${String.fromCharCode(at)}`.repeat(10)}tq${String.fromCharCode(at + 1)}`;
    const tuples = pickle('\x80\x02', ')q\x00', ...Array.from({ length: 200 }, (_, at) => level(at)), '.');
    await assertCost(20, () => assert.equal(reasonFor(tuples, 'pkl'), null));
    const itself = pickle('\x80\x02', ']q\x00', '(', 'h\x00'.repeat(1000), 'e.');
    await assertCost(20, () => assert.equal(reasonFor(itself, 'pkl'), null));
  });

  it('whose objects share one large dict, list or tuple', async () => {
    const numbers = Array.from({ length: 100_000 }, (_, at) => pickle('J', new Uint8Array(Uint32Array.of(at).buffer)));
    const shared = {
      dict: pickle('}(', ...numbers.map((number) => pickle(number, 'N')), 'uq\x00'),
      list: pickle('](', ...numbers, 'eq\x00'),
      tuple: pickle('(', ...numbers, 'tq\x00'),
    };
    const objects = {
      state: ['cm\nC\n)R', 'h\x00b'],
      estimator: ['csklearn.a\nB\n)R', 'h\x00b'],
      parameters: ['cm\nC\n)R', '}(X\x0b\0\0\0_parametersh\x00X\x08\0\0\0_modules}ub'],
      features: ['csklearn.a\nB\n)R', '}X\x11\0\0\0feature_names_in_h\x00sb'],
      shape: ['ctorch._utils\n_rebuild_tensor_v2\n(NN', 'h\x00tR'],
      data: ['cnumpy.core.multiarray\n_reconstruct\n)R', '(N)cnumpy\ndtype\nX\x02\0\0\0O8\x85RNh\x00tb'],
    };
    for (const [what, value] of Object.entries(shared)) {
      for (const [where, parts] of Object.entries(objects)) {
        const bytes = pickle('\x80\x02(', value, parts.join('').repeat(40_000), 't.');
        await assertCost(80, () => reasonFor(bytes, 'pkl'), `a ${what} as ${where}`);
      }
    }
  });

  it('whose tensors multiply by shared references', async () => {
    const array = fixtureBytes('array.pkl');
    const many = pickle(array.subarray(0, -1), '\x94', 'r\xff\x00\x00\x00', '0(', 'j\xff\x00\x00\x00'.repeat(300_000), 'l.');
    await assertCost(60, () => assert.equal(reasonFor(many, 'pkl'), 'it has more than 100,000 tensors'));
  });

  it('that asks for much memory with few bytes', async () => {
    assert.equal(reasonFor(pickle('\x80\x02', 'X\xff\xff\xff\xffab.'), 'pkl'), 'it ends too early');
    assert.equal(reasonFor(pickle('\x80\x04', '\x96\xff\xff\xff\xff\xff\xff\x1f\x00.'), 'pkl'), 'it ends too early');
    assert.equal(reasonFor(pickle('\x80\x02', '\x8b\xff\xff\xff\x7f.'), 'pkl'), 'it ends too early');
    assert.equal(reasonFor(pickle('GGUF\x03\0\0\0', Buffer.alloc(16, 0xff)), 'gguf'), 'it gives an impossible size');
    await assertCost(120, () => assert.equal(reasonFor(pickle('\x80\x02', 'N'.repeat(5e6), '.'), 'pkl'), 'its pickle is nested too deeply'));
    await assertCost(120, () => assert.equal(reasonFor(pickle('\x80\x02', ']0'.repeat(6e6), 'N.'), 'pkl'), 'its pickle has too many objects'));
  });

  it('that grows a thousandfold when it is decompressed', async () => {
    const bomb = gzipSync(Buffer.alloc(300 * 1024 * 1024));
    await assertCost(160, () => assert.equal(reasonFor(bomb, 'joblib'), 'it is too large once decompressed'));
  });
});
