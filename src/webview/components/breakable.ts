import { html, nothing, type TemplateResult } from 'lit/html.js';
import { visibleText } from './visibleText.ts';

/** A name that may be broken where its words end. */
export function breakable(name: string): TemplateResult {
  return html`${name.split(/(?<=[_.](?=\p{L}))/u).map((part, at) => html`${at === 0 ? nothing : html`<wbr>`}${visibleText(part)}`)}`;
}
