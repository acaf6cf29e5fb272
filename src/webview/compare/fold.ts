import { html, type TemplateResult } from 'lit/html.js';
import { icon } from '../components/icon.ts';
import type { Text } from '../components/visibleText.ts';
import type { Scene } from './scene.ts';

export function isOpen(scene: Scene, key: string): boolean {
  return scene.view.open.includes(key);
}

/** The row under which what is the same is folded. */
export function foldRow(scene: Scene, fold: { readonly key: string; readonly columns: number; readonly label: Text; readonly hint: Text; readonly at?: number }): TemplateResult {
  const open = isOpen(scene, fold.key);
  const toggle = (event: Event): void => {
    event.stopPropagation();
    scene.act.toggle(fold.key);
  };
  return html`<tr class="fold" data-row=${`fold ${fold.key}`} data-index=${fold.at ?? ''} data-fold=${fold.key} aria-rowindex=${(fold.at ?? 0) + 2} @click=${toggle}>
    <td colspan=${fold.columns}>
      <button class="plain" aria-expanded=${open ? 'true' : 'false'} @click=${toggle}>${icon(open ? 'chevron-down' : 'chevron-right')}<span>${fold.label}</span></button>
      <span class="fold-hint">${open ? '' : fold.hint}</span>
    </td>
  </tr>`;
}
