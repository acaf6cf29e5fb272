/**
 * Order of names in which `layers.2` comes before `layers.10`. Compares code units and never asks the locale, so that an
 * outline is the same on every machine.
 */
export function sortByName<T extends { readonly name: string }>(items: readonly T[]): T[] {
  const keyed = items.map((item) => ({ item, parts: item.name.split(/(\d{1,15})/u) }));
  keyed.sort((a, b) => compareParts(a.parts, b.parts) || compareText(a.item.name, b.item.name));
  return keyed.map(({ item }) => item);
}

/** Parts at odd places are digits. */
function compareParts(a: readonly string[], b: readonly string[]): number {
  const shared = Math.min(a.length, b.length);
  for (let at = 0; at < shared; at++) {
    const [left = '', right = ''] = [a[at], b[at]];
    if (left === right) continue;
    const order = at % 2 === 1 ? Number(left) - Number(right) : compareText(left, right);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
