const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** How long ago something was: `4 min`, `3 h`, `2 d`, `3 wk`. */
export function ageText(isoDate: string, now: number): string {
  const passed = now - Date.parse(isoDate);
  if (Number.isNaN(passed)) return '';
  if (passed < minute) return 'just now';
  if (passed < hour) return `${String(Math.floor(passed / minute))} min ago`;
  if (passed < day) return `${String(Math.floor(passed / hour))} h ago`;
  if (passed < 14 * day) return `${String(Math.floor(passed / day))} d ago`;
  if (passed < 366 * day) return `${String(Math.floor(passed / (7 * day)))} wk ago`;
  return `${String(Math.floor(passed / (365 * day)))} y ago`;
}

const dateFormat = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** The date itself, in the reader's own form and zone. */
export function dateText(isoDate: string): string {
  const date = new Date(isoDate);
  return Number.isNaN(date.getTime()) ? isoDate : dateFormat.format(date);
}
