import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Alias, type Document, type Pair, type Scalar, type YAMLMap } from 'yaml';
import type { Value } from '../domain/value.ts';
import { integerOf, SettingsBuilder, SettingsError, takesApart, type Settings } from './settingValues.ts';

const maxFlowNesting = 100;
const maxNodes = 50_000;
const maxAliases = 100;

/** Reads YAML; every value has its line and, where it differs, its own spelling (`3e-4`). Throws SettingsError. */
export function readYamlSettings(text: string): Settings {
  refuseDeepNesting(text);
  const lines = new LineCounter();
  // Integers come as bigint, so that none is rounded before it is seen; a key that stands twice is told, not refused.
  const document = parseDocument(text, { intAsBigInt: true, lineCounter: lines, uniqueKeys: false, logLevel: 'silent' });
  const error = document.errors[0];
  if (error !== undefined) throw new SettingsError(`line ${String(error.linePos?.[0].line ?? 1)}: ${firstSentence(error.message)}`);
  return new YamlReader(document, lines).read();
}

/** The parser works in time that grows with the square of the depth. */
function refuseDeepNesting(text: string): void {
  let depth = 0;
  for (const { 0: bracket } of text.matchAll(/[[\]{}]/gu)) {
    depth = bracket === '[' || bracket === '{' ? depth + 1 : Math.max(0, depth - 1);
    if (depth > maxFlowNesting) throw new SettingsError('it is nested too deeply');
  }
  if (/(?:[-?:][ \t]+){100}/u.test(text) || /^ {1500}[^ ]/mu.test(text)) throw new SettingsError('it is nested too deeply');
}

class YamlReader {
  readonly #document: Document;
  readonly #lines: LineCounter;
  readonly #builder = new SettingsBuilder();
  #nodes = 0;
  #aliases = 0;

  constructor(document: Document, lines: LineCounter) {
    this.#document = document;
    this.#lines = lines;
  }

  read(): Settings {
    const { contents } = this.#document;
    if (isMap(contents)) this.#map(contents, []);
    else if (contents !== null && !(isScalar(contents) && contents.value === null)) throw new SettingsError('it holds no names, only a list or one value');
    return this.#builder;
  }

  #map(map: YAMLMap, path: readonly string[]): void {
    for (const pair of this.#pairs(map)) {
      const inner = [...path, keyText(pair)];
      const node = this.#resolve(pair.value);
      if (isMap(node) && node.items.length > 0 && takesApart(inner)) this.#map(node, inner);
      else this.#builder.add(inner, this.#value(node, 0), sourceOf(node), this.#lineOf(pair));
    }
  }

  /** The pairs of a mapping, those that `<<` brings in first, so that its own count. */
  #pairs(map: YAMLMap): Pair[] {
    this.#count();
    const merged: Pair[] = [];
    const own: Pair[] = [];
    for (const pair of map.items) {
      if (!isScalar(pair.key) || pair.key.value !== '<<') {
        own.push(pair);
        continue;
      }
      const value = this.#resolve(pair.value);
      for (const source of isSeq(value) ? value.items : [value]) {
        const node = this.#resolve(source);
        if (isMap(node)) merged.push(...this.#pairs(node));
      }
    }
    const names = new Set(own.map(keyText));
    return [...new Map(merged.map((pair) => [keyText(pair), pair])).values()].filter((pair) => !names.has(keyText(pair))).concat(own);
  }

  #value(node: unknown, depth: number): Value {
    this.#count();
    if (depth > maxFlowNesting) throw new SettingsError('it is nested too deeply');
    if (isScalar(node)) return scalarValue(node);
    if (isSeq(node)) return node.items.map((item) => this.#value(this.#resolve(item), depth + 1));
    if (isMap(node)) return Object.fromEntries(this.#pairs(node).map((pair) => [keyText(pair), this.#value(this.#resolve(pair.value), depth + 1)]));
    return null;
  }

  /** Aliases are followed a bounded number of times: a few of them can stand for billions of values. */
  #resolve(node: unknown): unknown {
    if (!isAlias(node)) return node;
    if (++this.#aliases > maxAliases) throw new SettingsError('its aliases stand for too much');
    const found = (node as Alias).resolve(this.#document);
    if (found === undefined) throw new SettingsError(`*${String(node.source).slice(0, 40)} stands for nothing`);
    return found;
  }

  #count(): void {
    if (++this.#nodes > maxNodes) throw new SettingsError(`it holds more than ${String(maxNodes)} values`);
  }

  #lineOf(pair: Pair): number | null {
    const range = isScalar(pair.key) ? pair.key.range : null;
    return range === null || range === undefined ? null : this.#lines.linePos(range[0]).line;
  }
}

function keyText(pair: Pair): string {
  return isScalar(pair.key) ? String(pair.key.value) : '?';
}

function scalarValue(node: Scalar): Value {
  const { value } = node;
  if (typeof value === 'bigint') return integerOf(String(value));
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return node.source ?? null;
}

/** How a number or boolean is written; strings are what they are. */
function sourceOf(node: unknown): string | null {
  return isScalar(node) && typeof node.value !== 'string' && node.source !== undefined && node.source !== '' ? node.source : null;
}

function firstSentence(message: string): string {
  const line = message.split('\n')[0] ?? '';
  return line.replace(/ at line \d+, column \d+:?$/u, '').replace(/[.:]$/u, '');
}
