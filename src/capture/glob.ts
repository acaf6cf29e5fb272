/** One step of a glob. `name` is `*`, `any` is `**`; `folders` and `inFolder` together are `**` and a slash. */
type Token =
  | { readonly kind: 'one'; readonly fits: (character: string) => boolean }
  | { readonly kind: 'name' | 'any' | 'folders' | 'inFolder' };

interface Glob {
  readonly prefix: string;
  readonly tokens: readonly Token[];
}

const maxPatternLength = 1024;
const compiled = new Map<string, Glob>();

/**
 * Matches `*`, `**`, `?` and `[a-z]`. All ways to match are followed at once, since a pattern from a hostile
 * source can make a regular expression try them one after the other for hours.
 */
export function matchesGlob(pattern: string, path: string): boolean {
  if (pattern.length > maxPatternLength) return false;
  const { prefix, tokens } = globOf(pattern);
  if (!path.startsWith(prefix)) return false;
  let states = new Set<number>();
  enter(tokens, states, 0);
  for (let at = prefix.length; at < path.length && states.size > 0; at++) {
    const next = new Set<number>();
    for (const state of states) step(tokens, state, path[at] ?? '', next);
    states = next;
  }
  return states.has(tokens.length);
}

/** Adds a state, and those that can be reached without a character. */
function enter(tokens: readonly Token[], states: Set<number>, state: number): void {
  for (let at = state; !states.has(at); ) {
    states.add(at);
    const kind = tokens[at]?.kind;
    if (kind === 'name' || kind === 'any') at++;
    else if (kind === 'folders') at += 2;
    else return;
  }
}

function step(tokens: readonly Token[], state: number, character: string, next: Set<number>): void {
  const token = tokens[state];
  switch (token?.kind) {
    case 'one':
      if (token.fits(character)) enter(tokens, next, state + 1);
      return;
    case 'any':
      enter(tokens, next, state);
      return;
    case 'name':
      if (character !== '/') enter(tokens, next, state);
      return;
    case 'folders':
      if (character !== '/') enter(tokens, next, state + 1);
      return;
    case 'inFolder':
      enter(tokens, next, character === '/' ? state - 1 : state);
      return;
    case undefined:
      return;
  }
}

function globOf(pattern: string): Glob {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  const prefix = /^[^*?[]*/u.exec(pattern)?.[0] ?? '';
  const parts = pattern.slice(prefix.length).match(/\*\*\/|\*+|\[[^\]/]+\]|[^]/gu) ?? [];
  const glob = { prefix, tokens: parts.flatMap(tokensOf) };
  if (compiled.size > 2000) compiled.clear();
  compiled.set(pattern, glob);
  return glob;
}

function tokensOf(part: string): Token[] {
  if (part === '**/') return [{ kind: 'folders' }, { kind: 'inFolder' }];
  if (part.startsWith('*')) return [{ kind: part.length > 1 ? 'any' : 'name' }];
  if (part === '?') return [{ kind: 'one', fits: (character) => character !== '/' }];
  if (part.length > 2 && part.startsWith('[')) return [{ kind: 'one', fits: oneOf(part.slice(1, -1)) }];
  // Paths are walked by UTF-16 units, and so is the pattern.
  return [...Array(part.length).keys()].map((at) => ({ kind: 'one', fits: (character) => character === part[at] }));
}

/** `a-z`, `abc`, `!abc`. */
function oneOf(inside: string): (character: string) => boolean {
  const negated = inside.startsWith('!') || inside.startsWith('^');
  const set = negated ? inside.slice(1) : inside;
  const ranges = [...set.matchAll(/([^])-([^])|([^])/gu)].map(([, from, to, single]) => [from ?? single ?? '', to ?? single ?? ''] as const);
  return (character) => character !== '/' && ranges.some(([from, to]) => from <= character && character <= to) !== negated;
}
