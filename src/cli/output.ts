import type { WriteStream } from 'node:tty';
import type { TrailError} from '../base/errors.ts';
import { asTrailError, isCancelled } from '../base/errors.ts';
import type { Json } from '../domain/canonicalJson.ts';
import { padding, textWidth } from './textWidth.ts';

const defaultWidth = 120;

/** Where a command writes. One JSON document on standard output under `--json`, text for people otherwise. */
export class Output {
  readonly json: boolean;
  readonly #stdout: NodeJS.WritableStream;
  readonly #stderr: NodeJS.WritableStream;

  constructor(json: boolean, stdout: NodeJS.WritableStream = process.stdout, stderr: NodeJS.WritableStream = process.stderr) {
    this.json = json;
    this.#stdout = stdout;
    this.#stderr = stderr;
  }

  /** Columns of the terminal, or what a file or a pipe is given in its place. */
  get width(): number {
    return Math.max(40, ttyOf(this.#stdout)?.columns ?? defaultWidth);
  }

  /** The command's answer: the document for programs, or the lines for people. @param paint colours a line where a person looks on */
  answer(document: Json, lines: readonly string[], paint?: (line: string) => string): void {
    const isPainted = paint !== undefined && ttyOf(this.#stdout) !== null && (process.env['NO_COLOR'] ?? '') === '' && process.env['TERM'] !== 'dumb';
    if (this.json) this.#stdout.write(`${JSON.stringify(document)}\n`);
    else if (lines.length > 0) this.#stdout.write(`${lines.map(printable).map((line) => (isPainted ? paint(line) : line)).join('\n')}\n`);
  }

  /** A word beside the answer; not part of it. */
  remark(line: string): void {
    if (!this.json) this.#stderr.write(`${printable(line)}\n`);
  }

  /** One sentence and what to do next; gives the exit code. */
  fail(error: unknown): number {
    const failure = asTrailError(error);
    if (this.json) this.#stderr.write(`${JSON.stringify({ error: { code: failure.code, message: failure.message, hint: failure.hint } })}\n`);
    else this.#stderr.write(`${printable(sentence(failure))}\n`);
    return isCancelled(failure) ? 130 : 2;
  }
}

function ttyOf(stream: NodeJS.WritableStream): WriteStream | null {
  return 'isTTY' in stream && stream.isTTY === true ? (stream as WriteStream) : null;
}

function sentence(error: TrailError): string {
  return error.hint === null ? error.message : `${error.message} ${error.hint}`;
}

/** Recorded text may come from strangers: control characters would reach the terminal as commands. */
function printable(text: string): string {
  return text.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/gu, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Columns of text, each as wide as its longest cell; numbers to the right. */
export function columns(rows: readonly (readonly string[])[], right: readonly number[] = []): string[] {
  const widths = rows.reduce<number[]>((all, row) => row.map((cell, at) => Math.max(all[at] ?? 0, textWidth(cell))), []);
  return rows.map((row) =>
    row
      .map((cell, at) => {
        const gap = padding(cell, widths[at] ?? 0);
        return right.includes(at) ? gap + cell : cell + gap;
      })
      .join('  ')
      .trimEnd(),
  );
}
