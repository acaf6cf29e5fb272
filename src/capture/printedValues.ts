import { StringDecoder } from 'node:string_decoder';
import { inferDirection } from '../domain/metric.ts';
import { parseTypedValue } from '../domain/typedValue.ts';
import type { RecordedValue } from '../domain/version.ts';

const maxLine = 2000;
const maxNames = 200;

/** One to three words and a number: `Test accuracy: 0.93`, `val_loss=0.21`; without a sign between them they are prose. */
const named = /((?:[A-Za-z][\w@./-]{0,40} ){0,2}[A-Za-z][\w@./-]{0,40})\s?[:=]\s?([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)(\s?%)?(?![\w.:/])/giu;
/** Words that stand for more in a log than for a metric. */
const vague = /^(?:time|seconds|duration|ms|size|pass|win|top|return|hits?|err|error|latency|throughput)$/u;
const seeds = /\bseed(?:ed)?\b(?: (?:is|to|with))?\s*[:=]?\s*(\d{1,15})\b/iu;
/** Colours and movements of the cursor. */
const controls = /\u001b(?:\[[\d;?]*[A-Za-z]|\][^\u0007]*\u0007)/gu;

/** Reads what a run prints, as it comes, for metrics: of each name the last value counts. */
export class PrintedValues {
  readonly #metrics = new Map<string, RecordedValue>();
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';
  #seed: number | null = null;

  get metrics(): ReadonlyMap<string, RecordedValue> {
    return this.#metrics;
  }

  /** Null where none was printed. */
  get seed(): number | null {
    return this.#seed;
  }

  push(bytes: Buffer): void {
    // Progress bars write one line over the other.
    const lines = (this.#rest + this.#decoder.write(bytes)).split(/[\r\n]+/u);
    this.#rest = (lines.pop() ?? '').slice(-maxLine);
    for (const line of lines) this.#read(line);
  }

  end(): void {
    this.#read(this.#rest + this.#decoder.end());
    this.#rest = '';
  }

  #read(line: string): void {
    if (line.length > maxLine) return;
    const text = line.replaceAll(controls, '');
    const [, seed] = seeds.exec(text) ?? [];
    if (seed !== undefined) this.#seed = Number(seed);
    for (const [, words = '', digits = '', percent = ''] of text.matchAll(named)) {
      const name = metricName(words);
      if (name === null || (this.#metrics.size >= maxNames && !this.#metrics.has(name))) continue;
      const { value } = parseTypedValue(digits);
      const written = `${digits}${percent.trim()}`;
      this.#metrics.set(name, { value, ...(String(value) === written ? {} : { text: written }), source: { kind: 'printed' } });
    }
  }
}

/** The most words that still name a metric, as one name; null where none of them does. */
function metricName(words: string): string | null {
  const all = words.toLowerCase().split(' ');
  const last = all.at(-1) ?? '';
  if (vague.test(last) || inferDirection(last) === null) return null;
  // `Epoch 3 loss` has a number before it, `final test accuracy` does not.
  const more = all.slice(0, -1).filter((word) => /^(?:train|training|val|valid|validation|test|dev|eval|best|final|mean|macro|micro|weighted|top1|top5)$/u.test(word));
  return [...more, last].join('_');
}
