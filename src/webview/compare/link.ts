import { html, type TemplateResult } from 'lit/html.js';
import { classMap } from 'lit/directives/class-map.js';
import type { LinkTarget, TextPart } from '../../domain/comparison.ts';
import { actionLink } from '../components/actionLink.ts';
import { visibleText, type Text } from '../components/visibleText.ts';
import type { Scene } from './scene.ts';

/** A link of the panel; without an editor to open a file in, the words alone. */
export function link(scene: Scene, target: LinkTarget | null, text: Text, label?: string): Text {
  if (target === null || (target.kind === 'source' && !scene.act.hasHost)) return text;
  if (target.kind === 'source') return actionLink(text, () => { scene.act.follow(target); }, label);
  const follow = (event: Event): void => {
    event.preventDefault();
    // The editor's own page would scroll as well.
    event.stopPropagation();
    scene.act.follow(target);
  };
  return html`<a href=${`#section-${target.section}`} @click=${follow}>${text}</a>`;
}

/** A run of text in its tone; better and worse say so in words already. */
export function textPart(scene: Scene, part: TextPart): TemplateResult {
  const inner = part.link === undefined ? visibleText(part.text) : link(scene, part.link, visibleText(part.text));
  return html`<span class=${classMap({ [`tone-${part.tone ?? 'plain'}`]: true })}>${inner}</span>`;
}
