import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { Text } from './visibleText.ts';

/** What looks like a link but asks the editor for something: a button, which has no address to follow. */
export function actionLink(text: Text, press: () => void, label?: string): TemplateResult {
  const act = (event: Event): void => {
    event.stopPropagation();
    press();
  };
  return html`<button class="plain link" aria-label=${label ?? nothing} @click=${act}>${text}</button>`;
}
