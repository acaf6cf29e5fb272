import { html, nothing, type TemplateResult } from 'lit/html.js';
import { classMap } from 'lit/directives/class-map.js';
import type { ComparedHead } from '../../domain/comparison.ts';
import { icon } from '../components/icon.ts';
import { visibleText } from '../components/visibleText.ts';
import { versionTip } from './head.ts';
import { lineMarker } from './marker.ts';
import type { Scene } from './scene.ts';

/** The row of version heads: each shows its line, and can be made the baseline, looked at, or taken out. */
export function manyHeads(scene: Scene): TemplateResult {
  return html`<tr class="version-heads" data-row="versions" aria-rowindex="1">
    <th scope="col" class="name"><span class="unseen">Name</span></th><th scope="col" class="spark"><span class="unseen">Course</span></th>
    ${scene.comparison.versions.map((head, position) => versionHead(scene, head, position))}
  </tr>`;
}

function versionHead(scene: Scene, head: ComparedHead, position: number): TemplateResult {
  const { baseline } = scene.comparison;
  const style = scene.series[position];
  const inner = html`${style === undefined ? nothing : lineMarker(style)} <span class=${classMap({ gone: head.deleted })}>${visibleText(head.label)}</span>${head.deleted ? html`<span class="unseen"> deleted</span>` : nothing}`;
  return html`<th scope="col" class=${classMap({ number: true, baseline: position === baseline, lit: scene.lit === position })} data-version=${position} title=${versionTip(head)}
      @mouseenter=${() => { scene.act.light(position); }} @mouseleave=${() => { scene.act.light(null); }}>
    ${scene.act.hasHost ? headTools(scene, head, position, inner) : inner}
  </th>`;
}

function headTools(scene: Scene, head: ComparedHead, position: number, inner: TemplateResult): TemplateResult {
  const { comparison, act } = scene;
  const all = comparison.versions.map((_, at) => at);
  const isBaseline = position === comparison.baseline;
  const look = (): void => {
    if (!isBaseline) act.arrange(all, comparison.baseline, position);
  };
  const makeBaseline = (): void => {
    act.arrange(all, position, position === comparison.focus ? comparison.baseline : comparison.focus);
  };
  return html`<button class="plain column-head" title=${`${versionTip(head)}${isBaseline ? '' : '\n\nShow its code against the baseline'}`} @click=${look}>${inner}</button>
    <span class="column-tools">
      ${isBaseline ? nothing : html`<button class="icon-button small" aria-label=${`Make ${head.label} the baseline`} title="Make baseline (B)" @click=${makeBaseline}>
        <svg class="marker" width="12" height="12" viewBox="-6 -6 12 12" aria-hidden="true"><circle class="hollow" r="3.6" stroke-width="2"></circle></svg></button>`}
      <button class="icon-button small" aria-label=${`Remove ${head.label} from the comparison`} title="Remove from the comparison" @click=${() => { removeVersion(scene, position); }}>${icon('close')}</button>
    </span>`;
}

/** Leaves one version out; if it was the baseline or the compared one, another takes its part. */
function removeVersion({ comparison, act }: Scene, position: number): void {
  const left = comparison.versions.map((_, at) => at).filter((at) => at !== position);
  const baseline = Math.max(0, left.indexOf(comparison.baseline));
  const focus = left.indexOf(comparison.focus);
  act.arrange(left, baseline, focus >= 0 && focus !== baseline ? focus : baseline === left.length - 1 ? 0 : left.length - 1);
}
