import { numberText } from '../components/numberText.ts';

/** A stretch of values and the round ones among them that get a label. */
export interface Scale {
  readonly ticks: readonly { readonly value: number; readonly label: string }[];
  /** From 0 to 1 along the axis. */
  place(value: number): number;
}

/** A linear axis around values, with a little room at both ends. */
export function linearScale(values: readonly number[], wantedTicks: number): Scale {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const span = high - low || Math.abs(high) || 1;
  const step = roundStep(span / wantedTicks);
  const from = low - span * 0.08;
  const to = high + span * 0.14;
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const count = Math.floor(to / step) - Math.ceil(from / step) + 1;
  const ticks = Array.from({ length: Math.max(0, count) }, (_, index) => (Math.ceil(from / step) + index) * step);
  return { ticks: ticks.map((value) => ({ value, label: tickText(value, decimals) })), place: (value) => (value - from) / (to - from) };
}

/** An axis of powers of ten, for values that are all above zero. */
export function logScale(values: readonly number[]): Scale {
  const from = Math.floor(Math.log10(Math.min(...values)) + 1e-9);
  const to = Math.max(from + 1, Math.ceil(Math.log10(Math.max(...values)) - 1e-9));
  const powers = Array.from({ length: to - from + 1 }, (_, index) => from + index);
  return { ticks: powers.map((power) => ({ value: 10 ** power, label: `1e${String(power)}` })), place: (value) => (Math.log10(value) - from + 0.1) / (to - from + 0.3) };
}

/** True where equal steps would press the small values together. */
export function spansOrders(values: readonly number[]): boolean {
  return Math.min(...values) > 0 && Math.max(...values) / Math.min(...values) > 30;
}

function roundStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5, 10].find((each) => each * power >= rough * 0.999) ?? 10;
  return factor * power;
}

function tickText(value: number, decimals: number): string {
  const size = Math.abs(value);
  if (decimals > 6 || size >= 1e7) return value.toExponential(1);
  return numberText(value, decimals);
}
