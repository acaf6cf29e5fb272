import { html, type TemplateResult } from 'lit/html.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Scene } from './scene.ts';
import { sectionsOf } from './sections.ts';

/** Links to the sections, with what changed in each. */
export function sectionBar(scene: Scene): TemplateResult {
  const entries = sectionsOf(scene);
  const current = scene.current ?? entries[0]?.name;
  return html`<nav class="sections" aria-label="Sections">
    <ul>
      ${repeat(entries, ({ name }) => name, ({ name, title, count }) => {
        const go = (event: Event): void => {
          event.preventDefault();
          event.stopPropagation();
          scene.act.goTo(name);
        };
        return html`<li><a href=${`#section-${name}`} aria-current=${name === current ? 'true' : 'false'} @click=${go}>${title}${count === '' ? '' : html` <span class="count">${count}</span>`}</a></li>`;
      })}
    </ul>
  </nav>`;
}
