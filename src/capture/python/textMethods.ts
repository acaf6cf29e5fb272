import { combine, concatTexts, distinct, exactText, hole, joinPaths, knownText, mapEnd, parentOf, type Text } from './text.ts';
import { fillBraces } from './template.ts';

type Texts = readonly Text[];

const unchanged: ReadonlySet<string> = new Set(['absolute', 'as_posix', 'copy', 'expanduser', 'read', 'resolve', 'rstrip', 'strip', '__fspath__', '__str__']);

/** What a method of `str` or `Path` gives on a text; null for one that is not about text. */
export function callTextMethod(method: string, self: Texts, args: readonly Texts[], keywords: ReadonlyMap<string, Texts>): Texts | null {
  const first = args[0];
  if (unchanged.has(method)) return self;
  switch (method) {
    case 'joinpath':
      return args.reduce((path, part) => combine(path, part, joinPaths), self);
    case 'with_suffix':
      return first === undefined ? null : combine(self, first, withSuffix);
    case 'with_name':
      return first === undefined ? null : combine(self.map(parentOf), first, joinPaths);
    case 'with_stem':
      return first === undefined ? null : combine(self, first, withStem);
    case 'glob':
    case 'rglob':
      return first === undefined ? null : combine(self, method === 'glob' ? first : combine([exactText('**')], first, joinPaths), joinPaths).map(asGlob);
    case 'iterdir':
      return self.map((text) => asGlob(joinPaths(text, exactText('*'))));
    case 'format':
      return self.map((text) => format(text, args, keywords));
    case 'lower':
      return self.map((text) => map(text, (known) => known.toLowerCase()));
    case 'upper':
      return self.map((text) => map(text, (known) => known.toUpperCase()));
    case 'replace':
      return args.length < 2 ? null : self.map((text) => replace(text, args[0], args[1]));
    case 'removesuffix':
      return self.map((text) => mapEnd(text, (end) => withKnown(first, (suffix) => (end.endsWith(suffix) ? end.slice(0, end.length - suffix.length) : end))));
    case 'encode':
    case 'decode':
    case 'split':
      return null;
    default:
      return null;
  }
}

/** `path.parent`, `path.stem` … */
export function textAttribute(name: string, self: Texts): Texts | null {
  switch (name) {
    case 'parent':
      return distinct(self.map(parentOf));
    case 'name':
      return self.map(nameOf);
    case 'stem':
      return self.map((text) => mapEnd(nameOf(text), (end) => end.replace(/(?<=.)\.[^.]*$/u, '')));
    case 'suffix':
      return self.map((text) => map(text, (known) => /(?<=[^/])\.[^./]*$/u.exec(known)?.[0] ?? ''));
    case 'value':
      return self;
    default:
      return null;
  }
}

export function asGlob(text: Text): Text {
  return { ...text, glob: true };
}

export function map(text: Text, change: (known: string) => string): Text {
  const known = knownText(text);
  return known === null ? { ...hole, assumed: text.assumed } : { ...text, pieces: [change(known)], number: false };
}

function nameOf(text: Text): Text {
  const end = text.pieces.at(-1);
  if (typeof end === 'string' && end.includes('/')) return { ...text, pieces: [end.slice(end.lastIndexOf('/') + 1)] };
  return text.pieces.length === 1 ? text : { ...hole, assumed: text.assumed };
}

function withSuffix(path: Text, suffix: Text): Text {
  const known = knownText(suffix);
  if (known === null) return concatTexts(mapEnd(path, (end) => end.replace(/(?<=[^/])\.[^./]*$/u, '')), hole);
  return mapEnd(path, (end) => (end === '' || end.endsWith('/') ? null : end.replace(/(?<=[^/])\.[^./]*$/u, '') + known));
}

function withStem(path: Text, stem: Text): Text {
  const suffix = textAttribute('suffix', [path])?.[0] ?? hole;
  return joinPaths(parentOf(path), concatTexts(stem, suffix));
}

function replace(text: Text, from: Texts | undefined, to: Texts | undefined): Text {
  const changed = map(text, (known) => withKnown(from, (a) => withKnown(to, (b) => (a === '' ? known : known.replaceAll(a, b)))) ?? '');
  const certain = withKnown(from, (a) => a) !== null && withKnown(to, (b) => b) !== null;
  return certain ? changed : { ...hole, assumed: text.assumed };
}

function withKnown(texts: Texts | undefined, use: (known: string) => string | null): string | null {
  const only = texts?.length === 1 ? texts[0] : undefined;
  const known = only === undefined ? null : knownText(only);
  return known === null ? null : use(known);
}

function format(text: Text, args: readonly Texts[], keywords: ReadonlyMap<string, Texts>): Text {
  const template = knownText(text);
  if (template === null) return { ...hole, assumed: text.assumed };
  const filled = fillBraces(template, (place, specification) => {
    const texts = /^\d+$/u.test(place) ? args[Number(place)] : keywords.get(place);
    return specification === '' && texts?.length === 1 ? (texts[0] ?? hole) : hole;
  });
  return { ...filled, assumed: filled.assumed ?? text.assumed };
}
