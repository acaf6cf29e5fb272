import assert from 'node:assert/strict';
import { isTrailError } from '../../../src/base/errors.ts';
import { ByteCursor } from '../../../src/formats/byteCursor.ts';
import { memorySource, readBytes, type ByteSource } from '../../../src/formats/byteSource.ts';
import { argsOf, classOf } from '../../../src/formats/pickleClasses.ts';
import { readPickle } from '../../../src/formats/pickleMachine.ts';
import { readPickleBytes } from '../../../src/formats/pickleBytes.ts';
import type { PickleValue } from '../../../src/formats/pickleValue.ts';
import { fixtureBytes } from './fixtures.ts';

const read = (bytes: Uint8Array): PickleValue => readPickle(new ByteCursor(memorySource(bytes)));
const readText = (text: string): PickleValue => read(Buffer.from(text, 'latin1'));

/** A value as `plain` of make.py writes it down. */
function plain(value: PickleValue, source: ByteSource): unknown {
  if (typeof value === 'bigint') return `int ${String(value)}`;
  if (typeof value === 'number' && !Number.isFinite(value)) return `float ${String(value).replace('Infinity', 'inf').replace('NaN', 'nan')}`;
  if (typeof value !== 'object' || value === null) return value;
  const all = (items: readonly PickleValue[]): unknown[] => items.map((item) => plain(item, source));
  switch (value.kind) {
    case 'bytes':
      return { bytes: Buffer.from(readBytes(source, value.at, value.length)).toString('latin1') };
    case 'tuple':
      return { tuple: all(value.items) };
    case 'list':
      return { list: all(value.items) };
    case 'dict':
      return { dict: value.keys.map((key, at) => [plain(key, source), plain(value.values[at] ?? null, source)]) };
    case 'object':
      if (/set$/u.test(classOf(value) ?? '')) return plain(argsOf(value)[0] ?? null, source);
      return { bytes: Buffer.from(readPickleBytes(value, source, 1e6) ?? []).toString('latin1') };
    default:
      return value;
  }
}

describe('the pickle machine', () => {
  const expected = JSON.parse(Buffer.from(fixtureBytes('values.json')).toString('utf8')) as unknown;
  for (const protocol of [0, 1, 2, 3, 4, 5]) {
    it(`reads what Python writes in protocol ${String(protocol)}`, () => {
      const bytes = fixtureBytes(`values-p${String(protocol)}.bin`);
      assert.deepEqual(plain(read(bytes), memorySource(bytes)), expected);
    });
  }

  it('keeps what would run code as names alone', () => {
    const object = readText("cos\nsystem\n(S'rm -rf /'\ntR.");
    assert.deepEqual(object, {
      kind: 'object',
      callable: { kind: 'global', module: 'os', name: 'system' },
      args: { kind: 'tuple', items: ['rm -rf /'] },
      state: undefined, list: undefined, dict: undefined,
    });
  });

  it('reads opcodes that picklers seldom write', () => {
    assert.equal(readText('I1\nI2\n0.'), 1, 'POP');
    assert.equal(readText('I1\n(I2\nI3\n1.'), 1, 'POP_MARK');
    assert.equal(readText('I1\n(0.'), 1, 'POP of a mark');
    assert.deepEqual(readText('I1\n2\x86.'), { kind: 'tuple', items: [1, 1] }, 'DUP');
    assert.deepEqual(readText('P17\n.'), { kind: 'persistent', id: '17' }, 'PERSID');
    assert.equal(classOf(readText('(I1\nimodule\nname\n.') as never), 'module.name', 'INST');
    assert.equal(classOf(readText('(cmodule\nname\nI1\no.') as never), 'module.name', 'OBJ');
    assert.deepEqual(readText('\x82\x01.'), { kind: 'unknown' }, 'EXT1');
    assert.deepEqual(readText('\x97\x98.'), { kind: 'unknown' }, 'NEXT_BUFFER');
    assert.equal(classOf(readText('cm\nC\n)}\x92.') as never), 'm.C', 'NEWOBJ_EX');
    assert.equal(readText('I7\np100\n0g100\n.'), 7, 'PUT and GET');
    assert.equal(readText('K\x05r\xff\xff\xff\xff0j\xff\xff\xff\xff.'), 5, 'LONG_BINPUT far away');
  });

  it('refuses what no unpickler would take', () => {
    for (const broken of ['', '.', 'K', '0.', '(', 't.', 'h\x00.', '\x80\x05\x85.', 'b.', 's.', 'R.', 'Iabc\n.', 'X\xff\xff\xff\x7fab.', '\x8e\xff\xff\xff\xff\xff\xff\xff\xff.', '\x8b\xff\xff\xff\xff.', '\xff']) {
      assert.throws(() => readText(broken), (error) => isTrailError(error, 'file-unreadable'), JSON.stringify(broken));
    }
  });
});
