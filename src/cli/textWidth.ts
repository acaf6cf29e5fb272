const segmenter = new Intl.Segmenter();
const wide = /^(?:\p{Emoji_Presentation}|\p{Emoji}\ufe0f|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}])/u;
const unseen = /^[\p{Mark}\u200c\u200d]+$/u;

/** Columns that a text takes in a terminal: two for an emoji or an ideograph, none for a mark on the letter before it. */
export function textWidth(text: string): number {
  if (/^[\u0020-\u007e\u00a1-\u02ff\u2010-\u2026\u2190-\u2193\u2212]*$/u.test(text)) return text.length;
  let width = 0;
  for (const { segment } of segmenter.segment(text)) width += wide.test(segment) ? 2 : unseen.test(segment) ? 0 : 1;
  return width;
}

/** Blanks that fill a text up to a width. */
export function padding(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - textWidth(text)));
}
