import { parseAssignment, type TypedValue } from '../domain/typedValue.ts';

/** For an option that may be given again and again. */
export function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

/** The same of `NAME=VALUE`. */
export function collectAssignment(option: string): (text: string, before: ReadonlyMap<string, TypedValue>) => ReadonlyMap<string, TypedValue> {
  return (text, before) => new Map([...before, parseAssignment(option, text)]);
}
