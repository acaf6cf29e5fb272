/** Lets what is new come in softly, where the person has nothing against motion. */
export function fadeIn(element: Element, milliseconds: number): void {
  if (!isMotionUnwanted()) element.animate([{ opacity: 0 }, { opacity: 1 }], milliseconds);
}

/** The system's wish, and the editor's own setting. */
function isMotionUnwanted(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches || document.body.classList.contains('vscode-reduce-motion');
}
