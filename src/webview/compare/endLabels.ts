/** What stands at the end of a line. */
export interface EndLabel {
  readonly label: string;
  readonly value: string;
  readonly strong: boolean;
  /** Pixels from the top. */
  readonly at: number;
}

const lineHeight = 15;

/** Puts labels at the ends of their lines, apart from one another and inside the plot. */
export function placeEndLabels(box: HTMLElement, labels: readonly EndLabel[], area: { readonly left: number; readonly top: number; readonly bottom: number }): void {
  const sorted = [...labels].sort((one, other) => one.at - other.at);
  const places = apart(sorted.map(({ at }) => at - lineHeight / 2), area.top, area.bottom);
  box.replaceChildren(
    ...sorted.map(({ label, value, strong }, index) => {
      const line = document.createElement('div');
      line.className = strong ? 'end-label strong' : 'end-label';
      const name = document.createElement('bdi');
      name.textContent = label;
      line.append(name, ` ${value}`);
      line.style.left = `${String(area.left)}px`;
      line.style.top = `${String(places[index] ?? 0)}px`;
      return line;
    }),
  );
}

/** Moves places down until none overlap, then up again from the bottom. */
function apart(places: readonly number[], top: number, bottom: number): number[] {
  const moved = [...places];
  for (let at = 0; at < moved.length; at++) moved[at] = Math.max(moved[at] ?? 0, at === 0 ? top - lineHeight / 2 : (moved[at - 1] ?? 0) + lineHeight);
  for (let at = moved.length - 1; at >= 0; at--) moved[at] = Math.min(moved[at] ?? 0, at === moved.length - 1 ? bottom - lineHeight / 2 : (moved[at + 1] ?? 0) - lineHeight);
  return moved;
}
