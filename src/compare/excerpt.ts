/** What stands before the first difference, so that one sees where it is. */
const before = 16;

/** Texts that would be cut to the same start begin near their first difference instead: `…of the text is here`. */
export function excerpts(texts: readonly (string | null)[], longest: number): (string | null)[] {
  const present = texts.filter((text) => text !== null);
  const shared = sharedLength(present);
  if (shared < longest - before || present.every((text) => text === present[0])) return [...texts];
  return texts.map((text) => (text === null ? null : `…${text.slice(shared - before)}`));
}

function sharedLength([first = '', ...others]: readonly string[]): number {
  let shared = first.length;
  for (const other of others) {
    let at = 0;
    while (at < shared && first[at] === other[at]) at++;
    shared = at;
  }
  return shared;
}
