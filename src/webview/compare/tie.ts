import { fadeIn } from '../components/motion.ts';

/** Draws the line from the selected parameter's row to its line of code, where both stand side by side. */
export function drawTie(app: HTMLElement): void {
  const path = app.querySelector<SVGPathElement>('.tie path');
  const columns = app.querySelector('.columns');
  if (path === null || columns === null) return;
  const row = app.querySelector('tr.selected[data-param]');
  const line = app.querySelector('tr.selected[data-line-params]');
  const box = line?.closest('.code-box');
  if (row == null || line == null || box == null) {
    clear(path);
    return;
  }
  const origin = columns.getBoundingClientRect();
  const from = row.getBoundingClientRect();
  const to = line.getBoundingClientRect();
  const end = box.getBoundingClientRect().left - origin.left;
  const start = from.right - origin.left;
  // Below one another there is no room for a line, and no need.
  if (end <= start) {
    clear(path);
    return;
  }
  const fromY = Math.round(from.top + from.height / 2 - origin.top) + 0.5;
  const toY = Math.round(to.top + to.height / 2 - origin.top) + 0.5;
  const middle = Math.round((start + end) / 2) + 0.5;
  path.setAttribute('d', bentPath(start, fromY, middle, end, toY));
  const param = row.getAttribute('data-param') ?? '';
  if (path.dataset['param'] !== param) fadeIn(path, 80);
  path.dataset['param'] = param;
}

function bentPath(start: number, fromY: number, middle: number, end: number, toY: number): string {
  if (Math.abs(toY - fromY) < 8) return `M${String(start)} ${String(fromY)} H${String(middle)} V${String(toY)} H${String(end)}`;
  const down = toY > fromY ? 3 : -3;
  return [`M${String(start)} ${String(fromY)}`, `H${String(middle - 3)}`, `q3 0 3 ${String(down)}`, `V${String(toY - down)}`, `q0 ${String(down)} 3 ${String(down)}`, `H${String(end)}`].join(' ');
}

function clear(path: SVGPathElement): void {
  path.removeAttribute('d');
  delete path.dataset['param'];
}
