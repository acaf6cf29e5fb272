import { html, type TemplateResult } from 'lit/html.js';

interface Segmented<Value extends string> {
  readonly label: string;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  readonly chosen: Value;
  choose(value: Value): void;
}

/** A few choices of which one holds. */
export function segmented<Value extends string>({ label, options, chosen, choose }: Segmented<Value>): TemplateResult {
  return html`<span class="segmented" role="group" aria-label=${label}>
    ${options.map((option) => html`<button aria-pressed=${option.value === chosen ? 'true' : 'false'} @click=${() => { choose(option.value); }}>${option.label}</button>`)}
  </span>`;
}
