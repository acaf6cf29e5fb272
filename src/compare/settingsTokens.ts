import type { Token } from './tokens.ts';

const word = String.raw`(?<![\w.+-])`;
const end = String.raw`(?![\w.])`;
const text = String.raw`"(?:[^"\\]|\\.)*"|'[^']*'`;
const number = String.raw`${word}[+-]?(?:0x[\da-fA-F]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?|\.?(?:inf|nan|NaN|Infinity))${end}`;
const boolean = String.raw`${word}(?:true|false|null|yes|no|on|off|True|False|None)${end}`;

/** One line of YAML, TOML or JSON: keys, texts, numbers, yes and no, comments. What spans lines is coloured by its first. */
export function settingsTokens(line: string, language: 'yaml' | 'yml' | 'toml' | 'json'): Token[] {
  const shown = line.slice(0, 2000);
  const tokens: Token[] = [];
  const key = keyOf(shown, language);
  if (key !== null) tokens.push([key[0], key[1], 'keyword']);
  const comment = language === 'json' ? '' : '|(?<comment>(?<!\\S)#.*)';
  const pattern = new RegExp(`(?<string>${text})|(?<number>${number})|(?<boolean>${boolean})${comment}`, 'gu');
  for (const match of shown.matchAll(pattern)) {
    const [from, to] = [match.index, match.index + match[0].length];
    if (from < (tokens.at(-1)?.[1] ?? 0)) continue;
    const { groups = {} } = match;
    const kind = groups['string'] !== undefined ? 'string' : groups['number'] !== undefined ? 'number' : groups['boolean'] !== undefined ? 'boolean' : 'comment';
    tokens.push([from, to, kind]);
  }
  return tokens;
}

function keyOf(whole: string, language: string): readonly [number, number] | null {
  const line = whole.slice(0, 300);
  const found =
    language === 'toml'
      ? /^\s*(\[[^\]#]*\]+|[\w."' -]+?)\s*(?:=|$|#)/du.exec(line)
      : language === 'json'
        ? /^\s*("(?:[^"\\]|\\.)*")\s*:/du.exec(line)
        : /^\s*(?:- +)*([^\s#"'[\]{}&*!|>%@`:-][^:#]*?|"(?:[^"\\]|\\.)*")\s*:(?:\s|$)/du.exec(line);
  return found?.indices?.[1] ?? null;
}
