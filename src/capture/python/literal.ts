const simpleEscapes: Readonly<Record<string, string>> = {
  '\\': '\\', "'": "'", '"': '"', a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\n': '',
};

export interface LiteralShape {
  readonly raw: boolean;
  readonly bytes: boolean;
  /** Where the text starts and ends inside the token. */
  readonly from: number;
  readonly to: number;
}

/** The prefix and quotes of a string token; null where the token is cut off. */
export function literalShape(token: string): LiteralShape | null {
  const match = /^([a-z]{0,3})("""|'''|"|')/iu.exec(token);
  const prefix = match?.[1];
  const quote = match?.[2];
  if (prefix === undefined || quote === undefined) return null;
  const from = prefix.length + quote.length;
  const to = token.length - quote.length;
  if (to < from || !token.endsWith(quote)) return null;
  return { raw: /r/iu.test(prefix), bytes: /b/iu.test(prefix), from, to };
}

/** The text that the source of a string's inside stands for; null for what is not worth naming, such as `\N{…}`. */
export function unescapePython(source: string, raw: boolean): string | null {
  if (raw || !source.includes('\\')) return source;
  let unknown = false;
  const text = source.replaceAll(/\\(x[\da-f]{2}|u[\da-f]{4}|U[\da-f]{8}|N\{[^}]*\}|[0-7]{1,3}|\r\n|[^])/giu, (whole, escape: string) => {
    const simple = Object.hasOwn(simpleEscapes, escape) ? simpleEscapes[escape] : undefined;
    if (simple !== undefined) return simple;
    if (escape === '\r\n') return '';
    if (/^[0-7]/u.test(escape)) return String.fromCharCode(Number.parseInt(escape, 8));
    if (/^[xuU][\da-f]/u.test(escape) && escape.length > 1) {
      const code = Number.parseInt(escape.slice(1), 16);
      if (code <= 0x10ffff) return String.fromCodePoint(code);
    }
    if (/^[NxuU]/u.test(escape)) unknown = true;
    return whole;
  });
  return unknown ? null : text;
}

/** The text of a whole string token without replacements; null for bytes and what is cut off. */
export function stringLiteral(token: string): string | null {
  const shape = literalShape(token);
  return shape === null || shape.bytes ? null : unescapePython(token.slice(shape.from, shape.to), shape.raw);
}
