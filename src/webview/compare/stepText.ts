import type { Comparison } from '../../domain/comparison.ts';
import { numberText } from '../components/numberText.ts';

const longestValue = 14;

/** What a version changed against the one before it in the row, in a few words: `lr 0.02, +837 rows`. */
export function stepText({ params, data }: Comparison, version: number): string {
  if (version === 0) return '';
  const [first, ...others] = params.rows
    .filter(({ cells }) => (cells[version]?.text ?? null) !== (cells[version - 1]?.text ?? null))
    .map(({ name, cells }) => `${lastPart(name)} ${shortValue(cells[version]?.text ?? 'removed')}`);
  const moved = data.rows.flatMap(({ cells, qualifier }) => difference(cells[version - 1]?.value, cells[version]?.value, qualifier));
  const steps = [...(first === undefined ? [] : [first]), ...moved, ...others];
  if (steps.length < 3) return steps.join(', ');
  return `${steps[0] ?? ''}, ${String(steps.length - 1)} more`;
}

/** `lr` of `optimizer.lr`. */
function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1) || name;
}

function shortValue(text: string): string {
  return text.length > longestValue ? `${text.slice(0, longestValue - 2)}…` : text;
}

function difference(before: unknown, after: unknown, qualifier: string): string[] {
  if (typeof before !== 'number' || typeof after !== 'number' || before === after) return [];
  return [`${after > before ? '+' : '−'}${numberText(Math.abs(after - before), 0, 3)} ${qualifier}`.trim()];
}
