/** A string in quotes. */
export interface QuotedString {
  /** Where its prefix or quote begins, and the end behind its closing quote. */
  readonly start: number;
  readonly end: number;
  /** The letters before its quote, two at most. */
  readonly prefix: string;
  /** What is between its quotes, as it is written. */
  readonly from: number;
  readonly to: number;
}

/** Of Python, and of what else has both kinds. */
export const pythonQuotes: readonly string[] = ['"""', "'''", '"', "'"];

/**
 * The strings of a line, from the left; a quote that is never closed opens none. Each sign is looked at a few times at most,
 * whatever stands there: a line may have been written to take long.
 * @param quotes what opens and closes a string, the longest first
 */
export function* quotedStrings(line: string, quotes: readonly string[]): Generator<QuotedString> {
  // Where one string of a kind does not end, no later one does.
  const open = new Set(quotes);
  const opening = /["']/gu;
  let behind = 0;
  for (let at = opening.exec(line)?.index; at !== undefined; at = opening.exec(line)?.index) {
    for (const quote of open) {
      if (!line.startsWith(quote, at)) continue;
      const from = at + quote.length;
      const to = closing(line, quote, from);
      if (to < 0) {
        open.delete(quote);
        continue;
      }
      const prefix = /[A-Za-z]{0,2}$/u.exec(line.slice(Math.max(behind, at - 2), at))?.[0] ?? '';
      yield { start: at - prefix.length, end: to + quote.length, prefix, from, to };
      behind = to + quote.length;
      opening.lastIndex = behind;
      break;
    }
  }
}

const backslash = 92;

function closing(line: string, quote: string, from: number): number {
  const first = quote.charCodeAt(0);
  for (let at = from; at < line.length; at++) {
    const sign = line.charCodeAt(at);
    if (sign === backslash) at++;
    else if (sign === first && (quote.length === 1 || line.startsWith(quote, at))) return at;
  }
  return -1;
}
