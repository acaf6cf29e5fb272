import { html } from 'lit/html.js';
import { visibleText, type Text } from '../components/visibleText.ts';

/** A nested name gives way at its beginning: what tells it from its neighbours is its end. */
export function paramName(name: string): Text {
  const end = name.lastIndexOf('.') + 1;
  if (end <= 1 || end === name.length) return visibleText(name);
  return html`<span class="dotted"><span class="dotted-start">${visibleText(name.slice(0, end))}</span><span class="dotted-end">${visibleText(name.slice(end))}</span></span>`;
}
