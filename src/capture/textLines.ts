import type { FileHandle } from 'node:fs/promises';
import { throwIfCancelled } from '../base/errors.ts';

const chunkBytes = 256 * 1024;
/** What is longer is no line of a log. */
const maxLineCharacters = 1024 * 1024;

/**
 * The lines of an open file, in lists; null for a line longer than 1 MB, so that lines keep their numbers.
 * Line ends are `\n` or `\r\n`. Throws `cancelled`. The caller closes the file.
 * @param size bytes to read at most: what is written meanwhile is not waited for
 */
export async function* textLines(file: FileHandle, size: number, signal: AbortSignal): AsyncGenerator<(string | null)[]> {
  const decoder = new TextDecoder('utf-8');
  const buffer = new Uint8Array(Math.min(chunkBytes, size));
  let rest = '';
  let tooLong = false;
  for (let at = 0; at < size; ) {
    throwIfCancelled(signal);
    const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, size - at), at);
    if (bytesRead === 0) break;
    at += bytesRead;
    const [first = '', ...others] = decoder.decode(buffer.subarray(0, bytesRead), { stream: true }).split('\n');
    const whole: (string | null)[] = [];
    rest = tooLong ? '' : rest + first;
    if (others.length > 0) {
      whole.push(tooLong ? null : withoutReturn(rest), ...others.slice(0, -1).map(withoutReturn));
      rest = others.at(-1) ?? '';
      tooLong = false;
    }
    if (rest.length > maxLineCharacters) {
      rest = '';
      tooLong = true;
    }
    yield whole;
  }
  if (tooLong || rest !== '') yield [tooLong ? null : withoutReturn(rest)];
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
