import { pythonQuotes, quotedStrings } from './quotedStrings.ts';
import { maxLine, wordIn, type WrittenPath } from './writtenPaths.ts';

/** Calls that take the string for the whole path; any other may join it with something. */
const takesPath = /^(?:save|dump|load|open|save_\w+|load_\w+|safe_open|read_\w+|from_pretrained|load_from_checkpoint|export|with)$/u;
const assignment = /^\s*[A-Za-z_][\w.]*\s*(?::[^=]+)?=(?!=)\s*/u;
const nothingMore = /\s*(?:#|$)/uy;
const nextArgument = /\s*[,)]/uy;
const goesOn = /\s*\)\s*[/.+%[]/uy;

/**
 * The strings of a line of Python that are surely whole paths, however the rest of the source reads: the argument of a call
 * that opens, loads or saves, or all that is assigned to a name. What else a string is part of takes more than a line.
 */
export function plainStrings(line: string): WrittenPath[] {
  if (line.length > maxLine) return [];
  const found: WrittenPath[] = [];
  const assigned = assignment.exec(line)?.[0].length ?? -1;
  const brackets = new OpenBrackets(line);
  for (const string of quotedStrings(line, pythonQuotes)) {
    const isArgument = brackets.areOfCallWithPath(string.start) && isAfterSeparator(line, string.start) && standsAt(nextArgument, line, string.end) && !standsAt(goesOn, line, string.end);
    const isWhole = isArgument || (string.start === assigned && standsAt(nothingMore, line, string.end));
    const word = isWhole ? wordIn(line, string) : null;
    if (word !== null) found.push(word);
    brackets.skipTo(string.end);
  }
  return found;
}

function standsAt(sticky: RegExp, line: string, at: number): boolean {
  sticky.lastIndex = at;
  return sticky.test(line);
}

/** Behind `(`, `,` or `name=`. */
function isAfterSeparator(line: string, at: number): boolean {
  const before = behindBlanks(line, at);
  const sign = line[before - 1] ?? '';
  return sign === '(' || sign === ',' || (sign === '=' && /\w/u.test(line[behindBlanks(line, before - 1) - 1] ?? ''));
}

/** The end of what stands before the blanks that end at `at`. */
function behindBlanks(line: string, at: number): number {
  let end = at;
  while (end > 0 && /\s/u.test(line[end - 1] ?? '')) end--;
  return end;
}

/** The brackets that are open at a place of a line, which is gone through once from left to right. */
class OpenBrackets {
  readonly #line: string;
  /** Whether each is of a call that takes a path. */
  readonly #open: boolean[] = [];
  #at = 0;

  constructor(line: string) {
    this.#line = line;
  }

  /** Whether the innermost bracket that is open at a place is of such a call. */
  areOfCallWithPath(at: number): boolean {
    for (; this.#at < at; this.#at++) {
      const sign = this.#line[this.#at] ?? '';
      if (sign === '(' || sign === '[' || sign === '{') this.#open.push(this.#isCallWithPath(this.#at));
      else if (sign === ')' || sign === ']' || sign === '}') this.#open.pop();
    }
    return this.#open.at(-1) === true;
  }

  /** What is inside a string opens nothing. */
  skipTo(at: number): void {
    this.#at = at;
  }

  #isCallWithPath(at: number): boolean {
    const end = behindBlanks(this.#line, at);
    let start = end;
    while (start > 0 && /\w/u.test(this.#line[start - 1] ?? '')) start--;
    return takesPath.test(this.#line.slice(start, end));
  }
}
