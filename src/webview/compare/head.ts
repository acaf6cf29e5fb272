import { html, nothing, type TemplateResult } from 'lit/html.js';
import { repeat } from 'lit/directives/repeat.js';
import type { ComparedHead } from '../../domain/comparison.ts';
import { ageText, dateText } from '../components/age.ts';
import { icon } from '../components/icon.ts';
import { visibleText } from '../components/visibleText.ts';
import { marker } from './marker.ts';
import type { Scene } from './scene.ts';

/** The model's name and the versions compared, each a button that lets another be chosen. */
export function headView(scene: Scene): TemplateResult {
  return html`<header class="head">
    <h1>${visibleText(scene.comparison.title)}</h1>
    ${scene.comparison.versions.length > 2 ? manyVersions(scene) : twoVersions(scene)}
    ${scene.act.hasHost ? iconButton('Add a version', 'add', () => { scene.act.ask((host) => host.chooseVersion({ at: null })); }) : nothing}
  </header>`;
}

function twoVersions(scene: Scene): TemplateResult {
  const { order, act } = scene;
  const chip = (position: number): TemplateResult => versionChip(scene, position, 'Choose another version', () => { act.ask((host) => host.chooseVersion({ at: position })); });
  const swap = act.hasHost ? iconButton('Swap the versions', 'arrow-swap', () => { swapVersions(scene); }) : html`<span class="quiet" aria-hidden="true">${icon('arrow-swap')}</span>`;
  const [first, ...others] = order;
  return html`<span class="head-part">${first === undefined ? nothing : chip(first)}${swap}</span>
    ${repeat(others, (position) => position, (position) => html`<span class="head-part">${chip(position)}</span>`)}`;
}

/** Of two, the compared version becomes the baseline. */
export function swapVersions({ comparison, act }: Scene): void {
  if (comparison.versions.length !== 2) return;
  act.arrange([1, 0], comparison.baseline, comparison.focus);
}

function manyVersions(scene: Scene): TemplateResult {
  const { comparison, act } = scene;
  const count = `${String(comparison.versions.length)} versions`;
  const choose = (): void => {
    act.ask((host) => host.chooseVersions(null));
  };
  return html`${act.hasHost ? html`<button class="chip" title="Choose the versions to compare" @click=${choose}>${count}${icon('chevron-down')}</button>` : html`<span class="chip">${count}</span>`}
    <span class="head-part"><span class="quiet">Baseline</span>
    ${versionChip(scene, comparison.baseline, 'Choose the baseline', () => { act.ask((host) => host.chooseBaseline(null)); })}</span>`;
}

function versionChip(scene: Scene, position: number, action: string, choose: () => void): TemplateResult {
  const head = scene.comparison.versions[position];
  const style = scene.series[position];
  if (head === undefined || style === undefined) return html``;
  const age = scene.comparison.versions.length > 2 ? nothing : html`<span class="quiet">${head.working ? '' : ageText(head.createdAt, scene.snapshot.now)}</span>`;
  const inner = html`${marker(style)}${versionLabel(head)}${aliasPills(head)}${age}`;
  if (!scene.act.hasHost) return html`<span class="chip" title=${versionTip(head)}>${inner}</span>`;
  return html`<button class="chip" data-version=${position} title=${`${versionTip(head)}\n\n${action}`} @click=${choose}>${inner}${icon('chevron-down')}</button>`;
}

/** A version's label; that of a deleted one is struck through, and the word stands beside it. */
export function versionLabel(head: ComparedHead): TemplateResult {
  if (head.deleted) return html`<strong><s>${visibleText(head.label)}</s></strong><span class="pill">deleted</span>`;
  return html`<strong>${visibleText(head.label)}</strong>`;
}

function aliasPills(head: ComparedHead): TemplateResult {
  const names = head.best ? ['best', ...head.aliases.filter((alias) => alias !== 'best')] : head.aliases;
  return html`${names.map((name) => html`<span class="pill">${visibleText(name)}</span>`)}`;
}

/** What a version is, for a tooltip. */
export function versionTip(head: ComparedHead): string {
  const saved = head.working ? 'The files of the workspace as they are' : `${dateText(head.createdAt)} · ${head.author}`;
  return [`${head.model} ${head.label}`, saved, head.note, head.tags.join(', '), ...head.remarks].filter((line) => line !== '').join('\n');
}

function iconButton(name: string, iconName: 'add' | 'arrow-swap', press: () => void): TemplateResult {
  return html`<button class="icon-button" title=${name} aria-label=${name} @click=${press}>${icon(iconName)}</button>`;
}
