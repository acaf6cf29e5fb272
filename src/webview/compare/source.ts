import { visibleText, type Text } from '../components/visibleText.ts';
import type { ParamRow, SourceText } from '../../domain/comparison.ts';
import { link } from './link.ts';
import type { Scene } from './scene.ts';

/** A file's name with its line number fits in less than this, unless somebody wanted otherwise. */
const longestSource = 20;

/** Where the compared value came from; of a parameter that is gone, where the baseline's did. */
export function sourceOf({ comparison, order }: Scene, { cells }: ParamRow): SourceText | undefined {
  return [comparison.focus, ...order].map((position) => cells[position]).find((cell) => cell != null)?.source;
}

/** `src/digits/train.py:17` as `train.py:17`; of a long name the end, which has the line. */
export function shortSource(text: string): string {
  const name = text.slice(text.lastIndexOf('/') + 1);
  return name.length <= longestSource ? name : `…${name.slice(1 - longestSource)}`;
}

/** Where a value came from, short; whole for a screen reader. */
export function sourceLink(scene: Scene, source: SourceText): Text {
  return link(scene, source.link, visibleText(shortSource(source.text)), source.text);
}
