const known = new Map<string, number>();

/** How many pixels a digit takes in an element's font: columns are as wide as what stands in them. */
export function digitWidth(element: HTMLElement): number {
  const { fontSize, fontFamily } = getComputedStyle(element);
  const font = `${fontSize} ${fontFamily}`;
  const width = known.get(font) ?? measured(font);
  known.set(font, width);
  return width;
}

function measured(font: string): number {
  const pen = document.createElement('canvas').getContext('2d');
  if (pen === null) return 8;
  pen.font = font;
  return pen.measureText('0').width;
}
