import type { PanelSection, Scene } from './scene.ts';

/** Below this, a section's head is hidden by the section bar or about to be. */
const barHeight = 90;

/** The last section whose head has reached the top of the window. */
export function sectionInView(app: HTMLElement): PanelSection | null {
  let found: PanelSection | null = null;
  let lowest = -Infinity;
  for (const section of app.querySelectorAll<HTMLElement>('[data-section]')) {
    const { top } = section.getBoundingClientRect();
    if (top < barHeight && top > lowest) {
      lowest = top;
      found = section.dataset['section'] as PanelSection;
    }
  }
  return found;
}

/** Scrolls to a section and puts the focus there. */
export function showSection(app: HTMLElement, scene: Scene, section: PanelSection): void {
  const find = (): HTMLElement | null => app.querySelector<HTMLElement>(`[data-section="${section}"]`);
  const present = find();
  if (present !== null) {
    enter(present);
    return;
  }
  // A long table has rows that are not there yet; its sections are among them.
  scene.act.rows('many').scrollToKey(`section ${section}`);
  requestAnimationFrame(() => {
    requestAnimationFrame(() => {
      const later = find();
      if (later !== null) enter(later);
    });
  });
}

function enter(section: HTMLElement): void {
  section.scrollIntoView({ block: 'start' });
  const target = section.matches('tr') ? section : (section.querySelector<HTMLElement>('[tabindex="0"]') ?? section);
  target.focus({ preventScroll: true });
}
