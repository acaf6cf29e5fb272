import { html, type TemplateResult } from 'lit/html.js';

export type Text = string | TemplateResult;

/** Characters that draw nothing, or change how their neighbours are drawn. */
const hidden = /[\u0000-\u001F\u007F-\u009F\u061C\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\uFEFF]/u;
const hiddenRuns = new RegExp(`(${hidden.source})`, 'u');
/** Latin text, punctuation, arrows and signs: nothing here has a direction of its own. */
const leftToRight = /^[\u0020-\u007E\u00A0-\u024F\u2010-\u2027\u2030-\u205E\u2190-\u22FF]*$/u;

/** A stranger's text as it is, apart from its surroundings: what would be invisible or turn the line around is spelled out. */
export function visibleText(text: string): Text {
  if (leftToRight.test(text)) return text;
  if (!hidden.test(text)) return html`<bdi>${text}</bdi>`;
  return html`<bdi>${spelledOut(text)}</bdi>`;
}

/** A line of code: tabs keep their width. */
export function visibleCode(text: string): Text | readonly Text[] {
  return hidden.test(text.replaceAll('\t', '')) ? spelledOut(text, '\t') : text;
}

function spelledOut(text: string, keep = ''): Text[] {
  return text.split(hiddenRuns).map((piece) => {
    if (piece === keep || !hidden.test(piece)) return piece;
    return html`<span class="control">${piece === '\n' ? '↵' : escaped(piece)}</span>`;
  });
}

function escaped(character: string): string {
  const short: Readonly<Record<string, string>> = { '\t': '\\t', '\r': '\\r', '\0': '\\0' };
  return short[character] ?? `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
}
