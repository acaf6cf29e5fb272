/** Characters that change how the text around them is shown, or end a line, without being seen themselves. */
const unseen = /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/gu;
const named: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Text from a stranger on one line: control characters and those that turn the direction of writing are spelled out. */
export function visibleText(text: string): string {
  return text.toWellFormed().replaceAll(unseen, (character) => named[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** At most `length` UTF-16 units of a text, and how much more there was: `… (12,345 characters)`. */
export function cutText(text: string, length: number): string {
  return text.length <= length ? text : `${startOf(text, length)}… (${text.length.toLocaleString('en-US')} characters)`;
}

/** A text within a sentence: one line of at most `length` UTF-16 units. */
export function shortText(text: string, length = 60): string {
  const line = text.slice(0, length * 4).replaceAll(/\s+/gu, ' ');
  if (line.length > length) return `${startOf(line, length - 1)}…`;
  return text.length > length * 4 ? `${line}…` : line;
}

/** Does not cut a character of two units in half. */
function startOf(text: string, length: number): string {
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length);
}
