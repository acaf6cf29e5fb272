import type { ByteCursor } from './byteCursor.ts';
import { PickleStack } from './pickleStack.ts';
import { isNode, newDict, newList, newObject, pushEntry, pushItem, unknownValue, type PickleObject, type PickleValue } from './pickleValue.ts';
import { readLong1, readLong4, readNumberLine, unescaped, unquoted, utf8Line } from './pickleScalars.ts';
import { unreadable } from './unreadable.ts';

/** A step is one opcode; the largest pickles that people keep have some ten million. */
const mostSteps = 40_000_000;

export interface PickleOptions {
  readonly maxSteps?: number;
  /** Called after state was set on an object, at the cursor's place: joblib puts an array's bytes there. */
  readonly onBuild?: (object: PickleObject, cursor: ByteCursor) => void;
}

/**
 * Reads one pickle from the cursor's place up to its STOP, as Python's unpickler would, and returns what it would build as inert
 * nodes. All opcodes of protocols 0 to 5. Source: CPython's Lib/pickletools.py and Lib/pickle.py (class _Unpickler).
 */
export function readPickle(cursor: ByteCursor, options: PickleOptions = {}): PickleValue {
  const stack = new PickleStack();
  const maxSteps = options.maxSteps ?? mostSteps;
  for (let step = 0; step < maxSteps; step++) {
    const opcode = cursor.u8();
    if (opcode === 0x2e) return stack.pop();
    if (!pushScalar(opcode, cursor, stack) && !useMemo(opcode, cursor, stack) && !buildContainer(opcode, stack) && !buildObject(opcode, cursor, stack, options)) {
      throw unreadable(`its pickle has an unknown opcode, ${String(opcode)}`);
    }
  }
  throw unreadable('its pickle is too long');
}

/** Opcodes that carry their value with them. */
function pushScalar(opcode: number, cursor: ByteCursor, stack: PickleStack): boolean {
  switch (opcode) {
    case 0x4b: stack.push(cursor.u8()); return true; // K BININT1
    case 0x4d: stack.push(cursor.u16()); return true; // M BININT2
    case 0x4a: stack.push(cursor.i32()); return true; // J BININT
    case 0x47: stack.push(cursor.f64BigEndian()); return true; // G BINFLOAT
    case 0x4e: stack.push(null); return true; // N NONE
    case 0x88: stack.push(true); return true; // NEWTRUE
    case 0x89: stack.push(false); return true; // NEWFALSE
    case 0x8c: pushText(cursor, stack, cursor.u8()); return true; // SHORT_BINUNICODE
    case 0x58: pushText(cursor, stack, cursor.u32()); return true; // X BINUNICODE
    case 0x8d: pushText(cursor, stack, cursor.u64()); return true; // BINUNICODE8
    case 0x55: pushText(cursor, stack, cursor.u8()); return true; // U SHORT_BINSTRING
    case 0x54: pushText(cursor, stack, cursor.u32()); return true; // T BINSTRING
    case 0x43: pushBytes(cursor, stack, cursor.u8()); return true; // C SHORT_BINBYTES
    case 0x42: pushBytes(cursor, stack, cursor.u32()); return true; // B BINBYTES
    case 0x8e: case 0x96: pushBytes(cursor, stack, cursor.u64()); return true; // BINBYTES8, BYTEARRAY8
    case 0x8a: stack.push(readLong1(cursor)); return true; // LONG1
    case 0x8b: stack.push(readLong4(cursor)); return true; // LONG4
    case 0x49: case 0x4c: case 0x46: stack.push(readNumberLine(opcode, cursor.line())); return true; // I INT, L LONG, F FLOAT
    case 0x53: stack.pushText(unquoted(cursor.line())); return true; // S STRING
    case 0x56: stack.pushText(unescaped(cursor.line())); return true; // V UNICODE
    default: return false;
  }
}

function pushText(cursor: ByteCursor, stack: PickleStack, length: number): void {
  const at = cursor.position;
  const text = cursor.text(length);
  if (text === null) stack.pushNode({ kind: 'bytes', at, length });
  else stack.pushText(text);
}

function pushBytes(cursor: ByteCursor, stack: PickleStack, length: number): void {
  stack.pushNode({ kind: 'bytes', at: cursor.position, length });
  cursor.skip(length);
}

/** Opcodes that name values again, move marks, or frame what follows. */
function useMemo(opcode: number, cursor: ByteCursor, stack: PickleStack): boolean {
  switch (opcode) {
    case 0x94: stack.memoize(); return true; // MEMOIZE
    case 0x68: stack.get(cursor.u8()); return true; // h BINGET
    case 0x6a: stack.get(cursor.u32()); return true; // j LONG_BINGET
    case 0x67: stack.get(memoIndex(cursor)); return true; // g GET
    case 0x71: stack.put(cursor.u8()); return true; // q BINPUT
    case 0x72: stack.put(cursor.u32()); return true; // r LONG_BINPUT
    case 0x70: stack.put(memoIndex(cursor)); return true; // p PUT
    case 0x28: stack.mark(); return true; // ( MARK
    case 0x30: stack.popOrMark(); return true; // 0 POP
    case 0x31: stack.popToMark(); return true; // 1 POP_MARK
    case 0x32: stack.push(stack.top()); return true; // 2 DUP
    case 0x80: cursor.skip(1); return true; // PROTO
    case 0x95: cursor.skip(8); return true; // FRAME: only how Python reads ahead
    default: return false;
  }
}

function memoIndex(cursor: ByteCursor): number {
  const index = Number(cursor.line() ?? Number.NaN);
  if (!Number.isSafeInteger(index) || index < 0) throw unreadable('its pickle is broken');
  return index;
}

/** Opcodes that make containers or put elements into them. */
function buildContainer(opcode: number, stack: PickleStack): boolean {
  switch (opcode) {
    case 0x5d: case 0x8f: stack.pushNode(newList()); return true; // ] EMPTY_LIST, EMPTY_SET
    case 0x7d: stack.pushNode(newDict()); return true; // } EMPTY_DICT
    case 0x29: stack.pushNode({ kind: 'tuple', items: [] }); return true; // ) EMPTY_TUPLE
    case 0x85: case 0x86: case 0x87: stack.pushNode({ kind: 'tuple', items: stack.popMany(opcode - 0x84) }); return true; // TUPLE1, 2, 3
    case 0x74: stack.pushNode({ kind: 'tuple', items: stack.popToMark() }); return true; // t TUPLE
    case 0x6c: case 0x91: pushList(stack, stack.popToMark()); return true; // l LIST, FROZENSET
    case 0x64: pushDict(stack, stack.popToMark()); return true; // d DICT
    case 0x61: addItems(stack, stack.popMany(1)); return true; // a APPEND
    case 0x65: case 0x90: addItems(stack, stack.popToMark()); return true; // e APPENDS, ADDITEMS
    case 0x73: addEntries(stack, stack.popMany(2)); return true; // s SETITEM
    case 0x75: addEntries(stack, stack.popToMark()); return true; // u SETITEMS
    default: return false;
  }
}

function pushList(stack: PickleStack, items: readonly PickleValue[]): void {
  stack.pushNode(newList());
  addItems(stack, items);
}

function pushDict(stack: PickleStack, items: readonly PickleValue[]): void {
  stack.pushNode(newDict());
  addEntries(stack, items);
}

function addItems(stack: PickleStack, items: readonly PickleValue[]): void {
  const target = stack.top();
  if (!isNode(target)) return;
  const list = target.kind === 'object' ? (target.list ??= newList()) : target;
  if (list.kind === 'list') for (const item of items) pushItem(list, item);
}

function addEntries(stack: PickleStack, items: readonly PickleValue[]): void {
  const target = stack.top();
  if (items.length % 2 !== 0) throw unreadable('its pickle is broken');
  if (!isNode(target)) return;
  const dict = target.kind === 'object' ? (target.dict ??= newDict()) : target;
  if (dict.kind === 'dict') for (let at = 0; at < items.length; at += 2) pushEntry(dict, items[at] ?? null, items[at + 1] ?? null);
}

/** Opcodes for which Python would import or call something. */
function buildObject(opcode: number, cursor: ByteCursor, stack: PickleStack, options: PickleOptions): boolean {
  switch (opcode) {
    case 0x63: pushNamedGlobal(cursor, stack); return true; // c GLOBAL
    case 0x93: pushStackGlobal(stack); return true; // STACK_GLOBAL
    case 0x52: case 0x81: pushCall(stack, stack.popMany(2)); return true; // R REDUCE, NEWOBJ
    case 0x92: pushCall(stack, stack.popMany(3)); return true; // NEWOBJ_EX
    case 0x6f: pushMarked(stack, stack.popToMark()); return true; // o OBJ
    case 0x69: pushInstance(cursor, stack); return true; // i INST
    case 0x62: setState(cursor, stack, options); return true; // b BUILD
    case 0x50: stack.pushNode({ kind: 'persistent', id: cursor.line() }); return true; // P PERSID
    case 0x51: stack.pushNode({ kind: 'persistent', id: stack.pop() }); return true; // Q BINPERSID
    case 0x82: cursor.skip(1); stack.push(unknownValue); return true; // EXT1
    case 0x83: cursor.skip(2); stack.push(unknownValue); return true; // EXT2
    case 0x84: cursor.skip(4); stack.push(unknownValue); return true; // EXT4
    case 0x97: stack.push(unknownValue); return true; // NEXT_BUFFER
    case 0x98: return true; // READONLY_BUFFER
    default: return false;
  }
}

function pushNamedGlobal(cursor: ByteCursor, stack: PickleStack): void {
  stack.pushGlobal(utf8Line(cursor), utf8Line(cursor));
}

function pushStackGlobal(stack: PickleStack): void {
  const [module, name] = stack.popMany(2);
  stack.pushGlobal(typeof module === 'string' ? module : null, typeof name === 'string' ? name : null);
}

function pushCall(stack: PickleStack, [callable = null, args = null]: readonly PickleValue[]): void {
  stack.pushNode(newObject(callable, args));
}

function pushMarked(stack: PickleStack, [callable = null, ...items]: readonly PickleValue[]): void {
  stack.pushNode(newObject(callable, { kind: 'tuple', items }));
}

function pushInstance(cursor: ByteCursor, stack: PickleStack): void {
  const items = stack.popToMark();
  pushNamedGlobal(cursor, stack);
  stack.pushNode(newObject(stack.pop(), { kind: 'tuple', items }));
}

function setState(cursor: ByteCursor, stack: PickleStack, options: PickleOptions): void {
  const state = stack.pop();
  const target = stack.top();
  if (!isNode(target) || target.kind !== 'object') return;
  target.state = state;
  options.onBuild?.(target, cursor);
}
