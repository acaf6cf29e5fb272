import { inferDirection } from './metric.ts';
import { parseTypedValue, type TypedValue } from './typedValue.ts';

/** What a name says beside what it names: `churn_v2_final` is `churn`, and `v2`, `final`. */
export interface VersionWords {
  /** What is left of the name; empty for `epoch=03-val_loss=0.21`. */
  readonly rest: string;
  /** `v2`, `final`, `epoch-3`, `2024-05-01`, in the order of the name. */
  readonly words: readonly string[];
  /** Whether a word says clearly that there are others, as `v2` and `epoch-3` do; a bare number or `new` may belong to the name. */
  readonly sure: boolean;
  readonly params: ReadonlyMap<string, TypedValue>;
  readonly metrics: ReadonlyMap<string, TypedValue>;
}

interface Reading {
  readonly words: string[];
  sure: boolean;
  readonly params: Map<string, TypedValue>;
  readonly metrics: Map<string, TypedValue>;
}

interface Rule {
  /** Matched where a word may begin; must end where one may end. */
  readonly pattern: RegExp;
  /** @returns what of it belongs to the name all the same */
  read(match: RegExpExecArray, reading: Reading): string | undefined;
}

const number = String.raw`[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?`;
const counters = 'global_step|checkpoint|iteration|ckpt|epoch|steps|step|round|trial|iter|fold|seed|run|exp|ep';
const metricNames = String.raw`(?:(?:val|valid|test|train|eval)[-_])?(?:accuracy|acc|auroc|auc|f1|loss|rmse|mse|mae|ppl|perplexity|wer|cer|bleu|map|iou|dice|r2|score)`;

/** Kept as what the name says of the run; none of them is a measurement. */
const counted: Readonly<Record<string, string>> = { epoch: 'epoch', ep: 'epoch', step: 'step', steps: 'step', global_step: 'step', iter: 'iteration', iteration: 'iteration', fold: 'fold', seed: 'seed' };

const rules: readonly Rule[] = [
  {
    // epoch=03, val_loss=0.21, lr=3e-4
    pattern: new RegExp(String.raw`([a-z][a-z0-9_]{0,40})=(${number})`, 'iuy'),
    read: ([, name = '', value = ''], reading) => {
      const known = counted[name.toLowerCase()];
      if (known !== undefined) count(reading, known, value);
      else (inferDirection(name) === null && !/^val/iu.test(name) ? reading.params : reading.metrics).set(name, parseTypedValue(value));
      reading.sure = true;
      return undefined;
    },
  },
  {
    // acc0.93, val_loss_0.21
    pattern: new RegExp(String.raw`(${metricNames})[-_]?(\d+\.\d+)`, 'iuy'),
    read: ([, name = '', value = ''], reading) => {
      reading.metrics.set(name.replaceAll('-', '_'), parseTypedValue(value));
      reading.sure = true;
      return undefined;
    },
  },
  {
    pattern: /v(?:er(?:sion)?)?[-_.]?(\d+(?:\.\d+)*)/iuy,
    read: ([, digits = ''], reading) => {
      reading.words.push(`v${digits}`);
      reading.sure = true;
      return undefined;
    },
  },
  {
    pattern: new RegExp(String.raw`(${counters})[-_]?(\d+)`, 'iuy'),
    read: ([, word = '', digits = ''], reading) => {
      const name = word.toLowerCase();
      count(reading, counted[name] ?? name, digits);
      reading.sure = true;
      return undefined;
    },
  },
  {
    // 2024-05-01, 20240501_1430
    pattern: /(20\d{2})[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])(?:[-_T ]?([01]\d|2[0-3])[-_:h]?([0-5]\d)(?:[-_:m]?[0-5]\d)?)?/uy,
    read: ([, year = '', month = '', day = '', hour, minute], reading) => {
      reading.words.push(`${year}-${month}-${day}${hour === undefined ? '' : `-${hour}${minute ?? ''}`}`);
      reading.sure = true;
      return undefined;
    },
  },
  { pattern: /final|best|last|latest|copy|backup|bak|really/iuy, read: ([word], reading) => addWord(reading, word, true) },
  { pattern: /newest|newer|new|oldest|older|old|fixed|draft|initial|improved|tuned/iuy, read: ([word], reading) => addWord(reading, word, false) },
  {
    // model2: of such a word nobody takes the number for a part.
    pattern: /(model|weights|net|clf|classifier|regressor|estimator|pipeline)(\d{1,4})/iuy,
    read: ([, word = '', digits = ''], reading) => {
      addWord(reading, digits, false);
      return word;
    },
  },
  { pattern: /\((\d+)\)/uy, read: ([, digits = ''], reading) => addWord(reading, digits, true) },
  { pattern: /\d{1,9}/uy, read: ([digits], reading) => addWord(reading, digits, false) },
];

function addWord(reading: Reading, word: string, sure: boolean): undefined {
  reading.words.push(word.toLowerCase());
  reading.sure ||= sure;
}

function count({ words, params }: Reading, name: string, digits: string): void {
  const plain = /^\d+$/u.test(digits) ? digits.replace(/^0+(?=\d)/u, '') : digits;
  words.push(`${name}-${plain}`);
  if (Object.values(counted).includes(name)) params.set(name, parseTypedValue(plain));
}

/** Parts a name into what it names and what it says of one version. `name` has no extension. */
export function readVersionWords(name: string): VersionWords {
  const reading: Reading = { words: [], sure: false, params: new Map(), metrics: new Map() };
  let rest = '';
  for (let at = 0; at < name.length; ) {
    const { length, kept } = isBoundary(name, at) ? readAt(name, at, reading) : nothing;
    rest += length === 0 ? (name[at] ?? '') : kept;
    at += Math.max(1, length);
  }
  return { ...reading, rest: rest.replaceAll(/[-_. +()]{2,}/gu, '_').replaceAll(/^[-_. +()]+|[-_. +()]+$/gu, '') };
}

interface Read {
  /** Characters that were taken. */
  readonly length: number;
  readonly kept: string;
}

const nothing: Read = { length: 0, kept: '' };

/** What the first rule that fits takes. */
function readAt(name: string, at: number, reading: Reading): Read {
  for (const { pattern, read } of rules) {
    pattern.lastIndex = at;
    const match = pattern.exec(name);
    if (match === null || !isBoundary(name, at + match[0].length)) continue;
    return { length: match[0].length, kept: read(match, reading) ?? '' };
  }
  return nothing;
}

/** Words end where letters or digits do, and where one of them follows the other. */
function isBoundary(name: string, at: number): boolean {
  const [before, after] = [name[at - 1] ?? '', name[at] ?? ''];
  if (!/[\p{L}\p{N}]/u.test(before) || !/[\p{L}\p{N}]/u.test(after)) return true;
  // modelV2, but not conv2d or resnet50.
  return /\p{Ll}/u.test(before) && /\p{Lu}/u.test(after);
}
