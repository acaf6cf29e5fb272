import { valueText, type Value } from '../value.ts';
import type { Operator } from './filter.ts';

/** A number in any form that people and programs write: 1e-3, .5, 1_000, inf, nan; null where it is none. */
export function numberIn(text: string): number | null {
  const word = text.trim().replace('\u2212', '-').toLowerCase();
  const special = /^([+-]?)\.?(inf(?:inity)?|nan)$/u.exec(word);
  if (special !== null) return special[2] === 'nan' ? NaN : special[1] === '-' ? -Infinity : Infinity;
  return /^[+-]?(?:\d[\d_]*\.?\d*|\.\d+)(?:e[+-]?\d+)?$/u.test(word) ? Number(word.replaceAll('_', '')) : null;
}

/** Whether a recorded value stands in a relation to what was typed. Once made, for many values. */
export function comparison(operator: Operator, operand: string): (value: Value) => boolean {
  if (operator === '~') return contains(operand);
  const equals = equality(operand);
  if (operator === '=') return equals;
  if (operator === '!=') return (value) => !equals(value);
  const bound = numberIn(operand) ?? NaN;
  const holds = order[operator];
  return (value) => {
    const number = numberOf(value);
    return number !== null && holds(number, bound);
  };
}

const order: Readonly<Record<'>' | '>=' | '<' | '<=', (number: number, bound: number) => boolean>> = {
  '>': (number, bound) => number > bound,
  '>=': (number, bound) => number >= bound,
  '<': (number, bound) => number < bound,
  '<=': (number, bound) => number <= bound,
};

function contains(operand: string): (value: Value) => boolean {
  const wanted = operand.toLowerCase();
  return (value) => valueText(value).toLowerCase().includes(wanted);
}

function equality(operand: string): (value: Value) => boolean {
  const wanted = operand.toLowerCase();
  const number = numberIn(operand);
  return (value) => {
    // Integers beyond 2^53 would be rounded to their neighbours.
    if (typeof value === 'bigint' && /^-?\d+$/u.test(wanted)) return value === BigInt(wanted);
    const actual = number === null ? null : numberOf(value);
    if (number !== null && actual !== null) return number === actual || (Number.isNaN(number) && Number.isNaN(actual));
    return valueText(value).toLowerCase() === wanted;
  };
}

/** The number that a value is, or that stands in its text: YAML reads 1e-3 as a text. */
function numberOf(value: Value): number | null {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'string' ? numberIn(value) : null;
}
