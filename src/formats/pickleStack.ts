import { unknownValue, type PickleNode, type PickleValue } from './pickleValue.ts';
import { unreadable } from './unreadable.ts';

const maxDepth = 4_000_000;
const maxMarks = 1_000_000;

/** What all values of one pickle may take, by a rough count of what they cost here. */
const maxMemory = 400 * 1024 * 1024;
const costOfNode: Readonly<Record<PickleNode['kind'], number>> = { bytes: 70, dict: 160, global: 110, list: 110, object: 130, persistent: 70, tuple: 70, unknown: 0 };
const costOfText = 24;
const costOfSlot = 12;

/** No class or module that is known has a longer name; each is looked at again for every object of it. */
const maxGlobalName = 500;

/** The unpickler's stack and memo. What is put on it is counted, so that a small file can't take all memory. */
export class PickleStack {
  #items: PickleValue[] = [];
  readonly #marks: number[] = [];
  /** Almost every pickler numbers its memo from 0 on; what doesn't goes to the map, whose size a stray index can't blow up. */
  readonly #memo: PickleValue[] = [];
  readonly #sparseMemo = new Map<number, PickleValue>();
  #memory = 0;

  push(value: PickleValue): void {
    if (this.#items.length >= maxDepth) throw unreadable('its pickle is nested too deeply');
    this.#items.push(value);
  }

  pushNode(node: PickleNode): void {
    this.#charge(costOfNode[node.kind]);
    if (node.kind === 'tuple') this.#charge(costOfSlot * node.items.length);
    this.push(node);
  }

  /** Text, or null where it was too long to keep. */
  pushText(text: string | null): void {
    this.#charge(costOfText + (text?.length ?? 0));
    this.push(text ?? unknownValue);
  }

  pushGlobal(module: string | null, name: string | null): void {
    this.pushNode({ kind: 'global', module: (module ?? '').slice(0, maxGlobalName), name: (name ?? '').slice(0, maxGlobalName) });
  }

  pop(): PickleValue {
    const value = this.#items.pop();
    if (value === undefined || this.#items.length < this.#floor()) throw unreadable('its pickle is broken');
    return value;
  }

  top(): PickleValue {
    const value = this.#items.at(-1);
    if (value === undefined || this.#items.length <= this.#floor()) throw unreadable('its pickle is broken');
    return value;
  }

  popMany(count: number): PickleValue[] {
    const start = this.#items.length - count;
    if (start < this.#floor()) throw unreadable('its pickle is broken');
    const items = this.#items.slice(start);
    for (let left = count; left > 0; left--) this.#items.pop();
    return items;
  }

  mark(): void {
    if (this.#marks.length >= maxMarks) throw unreadable('its pickle is nested too deeply');
    this.#marks.push(this.#items.length);
  }

  popToMark(): PickleValue[] {
    const start = this.#marks.pop();
    if (start === undefined) throw unreadable('its pickle is broken');
    const items = this.#items.slice(start);
    this.#items.length = start;
    // Elements that go into a list or dict cost a slot there.
    this.#charge(costOfSlot * items.length);
    return items;
  }

  /** POP takes a mark away where there is nothing above it, as Python's does. */
  popOrMark(): void {
    if (this.#items.length > this.#floor()) this.#items.pop();
    else if (this.#marks.pop() === undefined) throw unreadable('its pickle is broken');
  }

  memoize(): void {
    this.put(this.#memo.length + this.#sparseMemo.size);
  }

  put(index: number): void {
    const value = this.top();
    this.#charge(costOfSlot);
    if (index < this.#memo.length) this.#memo[index] = value;
    else if (index === this.#memo.length && this.#sparseMemo.size === 0) this.#memo.push(value);
    else this.#sparseMemo.set(index, value);
  }

  get(index: number): void {
    const value = index < this.#memo.length ? this.#memo[index] : this.#sparseMemo.get(index);
    if (value === undefined) throw unreadable('its pickle is broken');
    this.push(value);
  }

  #floor(): number {
    return this.#marks.at(-1) ?? 0;
  }

  #charge(cost: number): void {
    this.#memory += cost;
    if (this.#memory > maxMemory) throw unreadable('its pickle has too many objects');
  }
}
