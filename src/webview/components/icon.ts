import { html, type TemplateResult } from 'lit/html.js';

export type IconName = 'add' | 'arrow-swap' | 'chevron-down' | 'chevron-right' | 'close' | 'cloud' | 'error' | 'info' | 'pass' | 'search' | 'star-full' | 'unfold' | 'warning';

/** A codicon beside words that say the same. */
export function icon(name: IconName): TemplateResult {
  return html`<span class="codicon codicon-${name}" aria-hidden="true"></span>`;
}
