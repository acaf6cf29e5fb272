import add from '@vscode/codicons/src/icons/add.svg';
import arrowSwap from '@vscode/codicons/src/icons/arrow-swap.svg';
import chevronDown from '@vscode/codicons/src/icons/chevron-down.svg';
import chevronRight from '@vscode/codicons/src/icons/chevron-right.svg';
import cloud from '@vscode/codicons/src/icons/cloud.svg';
import error from '@vscode/codicons/src/icons/error.svg';
import info from '@vscode/codicons/src/icons/info.svg';
import pass from '@vscode/codicons/src/icons/pass.svg';
import search from '@vscode/codicons/src/icons/search.svg';
import starFull from '@vscode/codicons/src/icons/star-full.svg';
import unfold from '@vscode/codicons/src/icons/unfold.svg';
import warning from '@vscode/codicons/src/icons/warning.svg';
import close from '@vscode/codicons/src/icons/close.svg';
import { html, type TemplateResult } from 'lit/html.js';

/** Drawn in place: the font of all icons is larger than the panel itself. */
const drawings = { add, 'arrow-swap': arrowSwap, 'chevron-down': chevronDown, 'chevron-right': chevronRight, close, cloud, error, info, pass, search, 'star-full': starFull, unfold, warning } as const;

export type IconName = keyof typeof drawings;

const templates = new Map<IconName, TemplateResult>();

/** A codicon beside words that say the same. */
export function icon(name: IconName): TemplateResult {
  const known = templates.get(name) ?? drawn(name);
  templates.set(name, known);
  return known;
}

function drawn(name: IconName): TemplateResult {
  const path = [...drawings[name].matchAll(/ d="([^"]+)"/gu)].map(([, part]) => part).join(' ');
  return html`<svg class="codicon" data-icon=${name} viewBox="0 0 16 16" aria-hidden="true"><path d=${path} fill-rule="evenodd"></path></svg>`;
}
