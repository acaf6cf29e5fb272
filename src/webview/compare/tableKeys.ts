const within = 'a[href], button, input, select';

/** Gives every table one tab stop: the row that had the focus last, or the first. */
export function roveTables(app: HTMLElement): void {
  for (const table of app.querySelectorAll<HTMLElement>('table[data-rove]')) {
    const rows = rowsOf(table);
    const stop = rows.find((row) => row.tabIndex === 0 && row.hasAttribute('tabindex')) ?? rows[0];
    for (const row of rows) setTabIndex(row, row === stop ? 0 : -1);
    for (const inner of table.querySelectorAll<HTMLElement>(within)) setTabIndex(inner, -1);
  }
}

function setTabIndex(element: HTMLElement, index: number): void {
  if (element.getAttribute('tabindex') !== String(index)) element.setAttribute('tabindex', String(index));
}

function rowsOf(table: HTMLElement): HTMLElement[] {
  return [...table.querySelectorAll<HTMLElement>('tr[data-row]')];
}

/** Moves the focus inside a table; false where the key is not one that moves. */
export function moveInTable(row: HTMLElement, key: string): boolean {
  const table = row.closest<HTMLElement>('table[data-rove]');
  if (table === null) return false;
  if (key === 'ArrowLeft' || key === 'ArrowRight') return moveInRow(row, key === 'ArrowRight' ? 1 : -1);
  const rows = rowsOf(table);
  const at = rows.indexOf(row);
  const targets: Readonly<Record<string, HTMLElement | undefined>> = { ArrowDown: rows[at + 1], ArrowUp: rows[at - 1], Home: rows[0], End: rows.at(-1) };
  if (!(key in targets)) return false;
  const target = targets[key];
  if (target !== undefined) focusRow(target);
  return true;
}

/** Focuses a row, which becomes its table's tab stop. */
export function focusRow(row: HTMLElement): void {
  const table = row.closest<HTMLElement>('table[data-rove]');
  if (table !== null) for (const other of rowsOf(table)) setTabIndex(other, other === row ? 0 : -1);
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: 'nearest' });
}

/** From the row to what can be pressed in it, and back. */
function moveInRow(row: HTMLElement, step: 1 | -1): boolean {
  const stops = [row, ...[...row.querySelectorAll<HTMLElement>(within)].filter((inner) => inner.offsetParent !== null)];
  const at = stops.findIndex((stop) => stop === document.activeElement);
  const target = stops[at + step];
  target?.focus();
  return true;
}
