import { quotedWords, type WrittenPath } from './writtenPaths.ts';

/** Calls that take the string for the whole path; any other may join it with something. */
const takesPath = /(?:^|[^\w])(?:save|dump|load|open|save_\w+|load_\w+|safe_open|read_\w+|from_pretrained|load_from_checkpoint|export|with)\s*$/u;

/**
 * The strings of a line of Python that are surely whole paths, however the rest of the source reads: the argument of a call
 * that opens, loads or saves, or all that is assigned to a name. What else a string is part of takes more than a line.
 */
export function plainStrings(line: string): WrittenPath[] {
  return quotedWords(line, true).filter((word) => {
    const start = /[A-Za-z]{0,2}(?:"""|'''|"|')$/u.exec(line.slice(0, word.from))?.index ?? word.from;
    const before = line.slice(0, start);
    const after = /^(?:"""|'''|"|')(.*)$/su.exec(line.slice(word.to))?.[1] ?? '';
    if (/^\s*(?:#.*)?$/u.test(after) && /^\s*[A-Za-z_][\w.]*\s*(?::[^=]+)?=\s*$/u.test(before)) return true;
    return /^\s*[,)]/u.test(after) && /(?:[(,]|\w\s*=)\s*$/u.test(before) && takesPath.test(before.slice(0, openBracket(before))) && !/^\s*\)\s*[/.+%[]/u.test(after);
  });
}

/** Where the bracket that the end of the text stands in was opened; 0 where it was on another line. */
function openBracket(text: string): number {
  let depth = 0;
  let quote = '';
  const open: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const sign = text[at] ?? '';
    if (quote !== '') {
      if (sign === '\\') at++;
      else if (sign === quote) quote = '';
    } else if (sign === '"' || sign === "'") quote = sign;
    else if ('([{'.includes(sign)) open[depth++] = at;
    else if (')]}'.includes(sign)) depth = Math.max(0, depth - 1);
  }
  return depth === 0 ? 0 : (open[depth - 1] ?? 0);
}
