import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { Statement } from '../../domain/comparison.ts';
import { icon, type IconName } from '../components/icon.ts';
import { textPart } from './link.ts';
import type { Scene } from './scene.ts';

const icons: Readonly<Record<Exclude<Statement['kind'], 'headline'>, { readonly name: IconName; readonly word: string }>> = {
  warning: { name: 'warning', word: 'Warning' },
  pass: { name: 'pass', word: 'Passed' },
  info: { name: 'info', word: 'Note' },
};

/** The comparison in sentences: what changed, what got worse, and whether it is fair. */
export function summaryView(scene: Scene): TemplateResult {
  const { summary } = scene.comparison;
  const headline = summary.filter(({ kind }) => kind === 'headline');
  const facts = summary.filter(({ kind }) => kind !== 'headline');
  return html`<div class="summary">
    ${headline.map(({ parts }) => html`<p class="headline">${parts.map((part) => textPart(scene, part))}</p>`)}
    ${facts.length === 0 ? nothing : html`<ul class="facts">${facts.map((fact) => factItem(scene, fact))}</ul>`}
  </div>`;
}

function factItem(scene: Scene, { kind, parts }: Statement): TemplateResult {
  if (kind === 'headline') return html``;
  const { name, word } = icons[kind];
  return html`<li class="fact fact-${kind}">${icon(name)}<span><span class="unseen">${word}: </span>${parts.map((part) => textPart(scene, part))}</span></li>`;
}
