/** A text to be found in any case; with `wild`, `*` and `?` in it stand for others. */
export interface TextPattern {
  readonly text: string;
  readonly wild: boolean;
}

/** Whether a text is what the pattern says, from its start to its end. */
export function isText({ text, wild }: TextPattern, given: string): boolean {
  const [wanted, actual] = [text.toLowerCase(), given.toLowerCase()];
  return wild ? isWild(wanted, actual) : wanted === actual;
}

/** Whether the pattern is found anywhere in a text. */
export function holdsText({ text, wild }: TextPattern, given: string): boolean {
  return wild ? isText({ text: `*${text}*`, wild }, given) : given.toLowerCase().includes(text.toLowerCase());
}

/** Goes back to the last star only, so that no pattern takes longer than the product of both lengths. */
function isWild(pattern: string, text: string): boolean {
  let [at, star, tried] = [0, -1, 0];
  for (let place = 0; place < text.length; ) {
    if (pattern[at] === '*') {
      star = at++;
      tried = place;
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === text[place])) {
      at++;
      place++;
    } else if (star >= 0) {
      at = star + 1;
      place = ++tried;
    } else return false;
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}
