/** The real minus sign. */
export const minus = '\u2212';

/** Decimals that show the smallest change and at least three significant digits; at most six. */
export function decimalsFor(values: readonly number[], changes: readonly number[] = []): number {
  const needed = (value: number, digits: number): number => {
    const size = Math.abs(value);
    return size === 0 || !Number.isFinite(size) ? 0 : Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
  };
  const integral = [...values, ...changes].every((value) => Number.isInteger(value));
  if (integral) return 0;
  const wanted = Math.max(...values.map((value) => needed(value, 3)), ...changes.map((change) => needed(change, 1)));
  return Math.min(6, wanted);
}

/** A number for people, with a real minus sign. */
export function numberText(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return String(value).replace('-', minus);
  const size = Math.abs(value);
  const text = size !== 0 && (size >= 1e9 || size < 1e-6) ? size.toExponential(2) : size.toFixed(decimals);
  return value < 0 && Number(text) !== 0 ? `${minus}${text}` : text;
}

/** A change with its sign; none reads `same`. */
export function changeText(change: number, decimals: number): string {
  if (change === 0) return 'same';
  return change > 0 ? `+${numberText(change, decimals)}` : numberText(change, decimals);
}

const units = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** A size in decimal units: 4.12 MB. */
export function sizeText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  if (unit === 0) return bytes === 1 ? '1 byte' : `${String(bytes)} bytes`;
  return `${value.toFixed(value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2)} ${units[unit] ?? ''}`;
}

/** Sizes beside each other, in the unit of the largest: 4.53 MB, 0.41 MB. */
export function sizeTexts(sizes: readonly number[]): string[] {
  const largest = Math.max(0, ...sizes);
  const unit = largest < 999.5 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(largest * 1.0005) / 3));
  if (unit === 0) return sizes.map(sizeText);
  const shown = largest / 1000 ** unit;
  const decimals = shown >= 99.95 ? 0 : shown >= 9.995 ? 1 : 2;
  return sizes.map((size) => `${(size / 1000 ** unit).toFixed(decimals)} ${units[unit] ?? ''}`);
}

/** A change of a count or a size in per cent: `+20 %`, `−3 %`, `+0.04 %`; empty where there was nothing before. */
export function percentText(before: number, after: number): string {
  if (before <= 0 || !Number.isFinite(after) || before === after) return '';
  const percent = (100 * (after - before)) / before;
  const size = Math.abs(percent);
  const digits = size >= 9.5 ? Math.round(size).toLocaleString('en-US') : size >= 0.01 ? String(Number(size.toPrecision(size >= 2 ? 1 : 2))) : '0.01';
  return `${size < 0.01 ? 'below ' : ''}${percent < 0 ? minus : '+'}${digits} %`;
}

/** A change of a count: `+2,000`. */
export function countChangeText(before: number, after: number): string {
  return `${after < before ? minus : '+'}${Math.abs(after - before).toLocaleString('en-US')}`;
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const week = 7 * day;

/** How long ago, in one unit: `now`, `4 min`, `3 h`, `2 d`, `3 wk`. */
export function ageText(then: string | number, now: number): string {
  const age = Math.max(0, now - (typeof then === 'number' ? then : Date.parse(then)));
  if (age < minute) return 'now';
  if (age < hour) return `${String(Math.floor(age / minute))} min`;
  if (age < day) return `${String(Math.floor(age / hour))} h`;
  if (age < 2 * week) return `${String(Math.floor(age / day))} d`;
  if (age < 104 * week) return `${String(Math.floor(age / week))} wk`;
  return `${String(Math.floor(age / (365.25 * day)))} y`;
}

/** `1 file`, `3 files`. */
export function countText(count: number, singular: string, plural = `${singular}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? singular : plural}`;
}

/** A span in one unit: `40 s`, `5 min`, `2 h`, `3 d`. */
export function timeBetween(milliseconds: number): string {
  if (milliseconds < 2 * minute) return `${String(Math.round(milliseconds / 1000))} s`;
  if (milliseconds < 120 * minute) return `${String(Math.round(milliseconds / minute))} min`;
  const hours = Math.round(milliseconds / (60 * minute));
  return hours < 48 ? `${String(hours)} h` : `${String(Math.round(hours / 24))} d`;
}
