import { swapVersions } from './head.ts';
import { hasLongValue } from './params.ts';
import type { Scene } from './scene.ts';
import { sectionsOf } from './sections.ts';
import { moveInTable } from './tableKeys.ts';
import { tiedLine } from './reveal.ts';

/** The panel's keys; those typed into a field, and those with modifiers, are left alone. */
export function listenToKeys(app: HTMLElement, sceneNow: () => Scene | null): void {
  document.addEventListener('keydown', (event) => {
    const scene = sceneNow();
    if (scene === null || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const target = event.target instanceof HTMLElement ? event.target : null;
    const handled = target !== null && isField(target) ? keyInField(app, scene, target, event.key) : keyInPanel(app, scene, target, event.key);
    if (handled) event.preventDefault();
  });
  app.addEventListener('focusin', ({ target }) => {
    const scene = sceneNow();
    if (scene === null || !(target instanceof HTMLElement)) return;
    scene.act.hover(target.dataset['param'] ?? target.dataset['lineParams']?.split('\n')[0] ?? null);
    const version = target.closest<HTMLElement>('[data-version]')?.dataset['version'];
    scene.act.light(version === undefined ? null : Number(version));
  });
}

function isField(target: HTMLElement): boolean {
  return target.matches('input, select, textarea, [contenteditable]');
}

/** Back to the table that the field is about. */
function keyInField(app: HTMLElement, scene: Scene, target: HTMLElement, key: string): boolean {
  if (key !== 'Escape') return false;
  target.blur();
  if (target.id !== 'param-filter') return true;
  scene.act.change({ paramFilter: '' });
  const table = app.querySelector('tr[data-param]')?.closest('table') ?? target.closest('table');
  table?.querySelector<HTMLElement>('tr[tabindex="0"]')?.focus({ preventScroll: true });
  return true;
}

function keyInPanel(app: HTMLElement, scene: Scene, target: HTMLElement | null, key: string): boolean {
  const row = target?.closest<HTMLElement>('tr[data-row]') ?? null;
  if (row !== null && (moveInTable(row, key) || keyOnRow(scene, row, target, key))) return true;
  if (/^[1-9]$/u.test(key)) return goToSection(scene, Number(key));
  return keyOfPanel(app, scene, target, key.toLowerCase());
}

function goToSection(scene: Scene, number: number): boolean {
  const section = sectionsOf(scene)[number - 1];
  if (section === undefined) return false;
  scene.act.goTo(section.name);
  return true;
}

function keyOfPanel(app: HTMLElement, scene: Scene, target: HTMLElement | null, key: string): boolean {
  switch (key) {
    case '/':
      app.querySelector<HTMLInputElement>('#param-filter')?.focus();
      return true;
    case 'b':
      return makeBaseline(scene, target);
    case 'x':
      swapVersions(scene);
      return scene.comparison.versions.length === 2;
    case 'c':
      scene.act.ask((host) => host.copyMarkdown(null));
      return true;
    case 'd':
      scene.act.ask((host) => host.openDiff({ path: null }));
      return true;
    case 'escape':
      scene.act.select(null, 'nothing');
      return true;
    default:
      return false;
  }
}

/** The version under the focus becomes the baseline; of two, the other one where none has it. */
function makeBaseline(scene: Scene, target: HTMLElement | null): boolean {
  const { comparison, act } = scene;
  const named = target?.closest<HTMLElement>('[data-version]')?.dataset['version'];
  const version = named === undefined ? (comparison.versions.length === 2 ? comparison.focus : null) : Number(named);
  if (version === null || version === comparison.baseline) return false;
  const all = comparison.versions.map((_, position) => position);
  act.arrange(all, version, version === comparison.focus ? comparison.baseline : comparison.focus);
  return true;
}

/** Enter and Space on a row itself; on what is inside it they press that. */
function keyOnRow(scene: Scene, row: HTMLElement, target: HTMLElement | null, key: string): boolean {
  if (target !== row || (key !== 'Enter' && key !== ' ')) return false;
  const { fold, param, lineParams } = row.dataset;
  if (fold !== undefined) scene.act.toggle(fold);
  else if (param !== undefined) enterParam(scene, param, key);
  else if (lineParams !== undefined && key === 'Enter') scene.act.select(lineParams.split('\n')[0] ?? null, 'row');
  return true;
}

function enterParam(scene: Scene, param: string, key: string): void {
  const row = scene.comparison.params.rows.find(({ name }) => name === param);
  if (row === undefined) return;
  const line = tiedLine(scene, param);
  if (hasLongValue(row) && (key === ' ' || line === null)) scene.act.toggle(`value ${param}`);
  if (key === 'Enter') scene.act.select(param, 'line');
}
