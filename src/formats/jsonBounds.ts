export interface JsonBounds {
  /** How deep objects and arrays may stand in one another. */
  readonly depth: number;
  /** Objects, arrays, commas and colons in all. */
  readonly tokens: number;
  readonly objects: number;
}

const [quote, backslash, openObject, closeObject, openArray, closeArray, comma, colon] = [...'"\\{}[],:'].map((character) => character.charCodeAt(0));

/**
 * What makes JSON too costly to parse, as the rest of a sentence about it, or null. Looks at the bytes alone: a parser would have
 * taken the memory before it could tell. Whether they are JSON is left to the parser.
 */
export function jsonProblem(bytes: Uint8Array, bounds: JsonBounds): string | null {
  let [depth, tokens, objects] = [0, 0, 0];
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === quote) {
      at = endOfString(bytes, at);
    } else if (byte === openObject || byte === openArray) {
      tokens++;
      if (byte === openObject) objects++;
      if (++depth > bounds.depth) return 'is nested too deeply';
    } else if (byte === closeObject || byte === closeArray) {
      depth--;
    } else if (byte === comma || byte === colon) {
      tokens++;
    }
    if (tokens > bounds.tokens || objects > bounds.objects) return 'has too many entries';
  }
  return null;
}

function endOfString(bytes: Uint8Array, start: number): number {
  let at = start + 1;
  while (at < bytes.length && bytes[at] !== quote) at += bytes[at] === backslash ? 2 : 1;
  return at;
}
