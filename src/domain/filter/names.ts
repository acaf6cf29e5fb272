/**
 * How well a name is what somebody typed, 0 best: the name itself, in another case, its last segments (`lr` for
 * `optimizer.lr`), its beginning (`acc` for `accuracy`), the beginning of its last segment. Null where it is not.
 */
export function nameRank(typed: string, name: string): number | null {
  if (name === typed) return 0;
  const [wanted, actual] = [typed.toLowerCase(), name.toLowerCase()];
  if (actual === wanted) return 1;
  if (actual.endsWith(`.${wanted}`) || actual.endsWith(`/${wanted}`)) return 2;
  if (actual.startsWith(wanted)) return beginning;
  return actual.slice(Math.max(actual.lastIndexOf('.'), actual.lastIndexOf('/')) + 1).startsWith(wanted) ? beginning + 1 : null;
}

const beginning = 3;

/**
 * The names that a typed one may mean, with their ranks, among all that are known. Beginnings count only where nothing is
 * called so in full: otherwise `loss` would, in a version without that metric, find its parameter `loss_weight`.
 */
export function namesMeant(typed: string, known: readonly string[]): ReadonlyMap<string, number> {
  const ranks = new Map<string, number>();
  for (const name of known) {
    const rank = nameRank(typed, name);
    if (rank !== null) ranks.set(name, rank);
  }
  const best = Math.min(...ranks.values());
  const worst = best < beginning ? beginning - 1 : best;
  return new Map([...ranks].filter(([, rank]) => rank <= worst));
}
