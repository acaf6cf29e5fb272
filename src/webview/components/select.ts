import { html, type TemplateResult } from 'lit/html.js';
import { icon } from './icon.ts';
import { selectOptions, type Choice } from './selectOptions.ts';

interface Select {
  readonly label: string;
  readonly options: readonly Choice[];
  readonly chosen: string;
  choose(value: string): void;
}

/** The system's own list of choices under a button of the panel's look. */
export function select({ label, options, chosen, choose }: Select): TemplateResult {
  const change = (event: Event): void => {
    if (event.target instanceof HTMLSelectElement) choose(event.target.value);
  };
  return html`<span class="select"><select aria-label=${label} @change=${change} ${selectOptions(options, chosen)}></select>${icon('chevron-down')}</span>`;
}
