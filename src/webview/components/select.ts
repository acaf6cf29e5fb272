import { html, type TemplateResult } from 'lit/html.js';
import { icon } from './icon.ts';

interface Select {
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly chosen: string;
  choose(value: string): void;
}

/** The system's own list of choices under a button of the panel's look. */
export function select({ label, options, chosen, choose }: Select): TemplateResult {
  const change = (event: Event): void => {
    if (event.target instanceof HTMLSelectElement) choose(event.target.value);
  };
  return html`<span class="select"><select aria-label=${label} @change=${change}>
    ${options.map((option) => html`<option value=${option.value} ?selected=${option.value === chosen} .selected=${option.value === chosen}>${option.label}</option>`)}
  </select>${icon('chevron-down')}</span>`;
}
