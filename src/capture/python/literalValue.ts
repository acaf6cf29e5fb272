import { maxValueLevels, type Value } from '../../domain/value.ts';
import { parseTypedValue, type TypedValue } from '../../domain/typedValue.ts';
import { stringLiteral } from './literal.ts';
import { partsOf, splitAt, childrenOf, type SyntaxNode } from './syntax.ts';

const maxItems = 200;
const maxText = 1000;

/** What a literal stands for, with how it was written where that differs: `3e-4`; undefined for what is no literal. */
export function literalValue(node: SyntaxNode, text: string, depth = 0): TypedValue | undefined {
  const written = text.slice(node.from, Math.min(node.to, node.from + maxText + 1));
  switch (node.name) {
    case 'Number':
      return numberValue(written);
    case 'UnaryExpression':
      return /^[+-]\s*[\d.]/u.test(written) ? numberValue(written.replaceAll(/\s/gu, '')) : undefined;
    case 'Boolean':
      return { value: written === 'True' };
    case 'None':
      return { value: null };
    case 'String': {
      const string = written.length > maxText ? null : stringLiteral(written);
      return string === null ? undefined : { value: string };
    }
    case 'ParenthesizedExpression': {
      const [inner, ...others] = partsOf(node);
      return inner === undefined || others.length > 0 ? undefined : literalValue(inner, text, depth + 1);
    }
    case 'ArrayExpression':
    case 'TupleExpression':
      return depth >= maxValueLevels - 1 ? undefined : listValue(node, text, depth);
    case 'DictionaryExpression':
      return depth >= maxValueLevels - 1 ? undefined : mapValue(node, text, depth);
    default:
      return undefined;
  }
}

/** `1_000`, `0x10`, `3e-4`; no complex numbers. */
function numberValue(written: string): TypedValue | undefined {
  const plain = written.replaceAll('_', '');
  if (/^[+-]?0[xob]/iu.test(plain)) {
    const value = Number(plain.replace(/^[+-]/u, ''));
    return Number.isSafeInteger(value) ? { value: plain.startsWith('-') ? -value : value, text: written } : undefined;
  }
  const { value } = parseTypedValue(plain);
  if (typeof value !== 'number' && typeof value !== 'bigint') return undefined;
  return String(value) === written ? { value } : { value, text: written };
}

function listValue(node: SyntaxNode, text: string, depth: number): TypedValue | undefined {
  const parts = partsOf(node);
  if (parts.length > maxItems) return undefined;
  const values = parts.map((part) => literalValue(part, text, depth + 1));
  return values.every((value) => value !== undefined) ? { value: values.map(({ value }) => value) } : undefined;
}

function mapValue(node: SyntaxNode, text: string, depth: number): TypedValue | undefined {
  const entries = mapEntries(node, text);
  if (entries === undefined) return undefined;
  const values = entries.map(([key, value]) => [key, literalValue(value, text, depth + 1)] as const);
  if (!values.every((entry): entry is readonly [string, TypedValue] => entry[1] !== undefined)) return undefined;
  return { value: Object.fromEntries(values.map(([key, { value }]) => [key, value])) as Value };
}

/** The entries of a dictionary whose keys are all plain texts. */
export function mapEntries(node: SyntaxNode, text: string): (readonly [string, SyntaxNode])[] | undefined {
  const inside = childrenOf(node).filter(({ name }) => name !== '{' && name !== '}' && name !== 'Comment');
  const groups = splitAt(inside, ',').filter((group) => group.length > 0);
  if (groups.length > maxItems) return undefined;
  const entries = groups.map(([key, colon, value]) => {
    const name = key?.name === 'String' ? stringLiteral(text.slice(key.from, key.to)) : null;
    return name === null || name === '__proto__' || colon?.name !== ':' || value === undefined ? undefined : ([name, value] as const);
  });
  return entries.every((entry) => entry !== undefined) ? entries : undefined;
}
