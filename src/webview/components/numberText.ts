const formats = new Map<string, Intl.NumberFormat>();

/** A number with its thousands apart and a true minus; making a format anew for each number would be slow. */
export function numberText(value: number, leastDecimals: number, mostDecimals = leastDecimals): string {
  const key = `${String(leastDecimals)} ${String(mostDecimals)}`;
  const format = formats.get(key) ?? new Intl.NumberFormat('en-US', { minimumFractionDigits: leastDecimals, maximumFractionDigits: mostDecimals });
  formats.set(key, format);
  return format.format(value).replace('-', '−');
}
