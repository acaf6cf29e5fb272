/** A colour variable as a canvas takes it: mixed and resolved for the present theme. */
export function cssColour(near: HTMLElement, variable: string): string {
  const probe = document.createElement('span');
  probe.hidden = true;
  probe.style.color = `var(${variable})`;
  near.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour;
}
