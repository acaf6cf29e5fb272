/** A point in time as it was typed: so long ago, or a day, or a minute of one. */
export type Moment =
  | { readonly kind: 'ago'; readonly milliseconds: number }
  | { readonly kind: 'daysAgo'; readonly days: number }
  | { readonly kind: 'day'; readonly year: number; readonly month: number; readonly day: number; readonly minutes: number | null };

const hour = 3_600_000;
const units: Readonly<Record<string, number>> = { min: 60_000, h: hour, d: 24 * hour, w: 7 * 24 * hour, wk: 7 * 24 * hour, y: 365.25 * 24 * hour };

/** Reads `2w`, `2026-10-01`, `2026-10-01T14:30`, `today` or `yesterday`; null where it is none of these. */
export function parseMoment(text: string): Moment | null {
  const word = text.toLowerCase();
  if (word === 'today' || word === 'yesterday') return { kind: 'daysAgo', days: word === 'today' ? 0 : 1 };
  const ago = /^(\d{1,6})(min|h|d|wk?|y)$/u.exec(word);
  if (ago !== null) return { kind: 'ago', milliseconds: Number(ago[1]) * (units[ago[2] ?? ''] ?? 0) };
  return parseDay(word);
}

function parseDay(text: string): Moment | null {
  const match = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:t(\d{1,2}):(\d{2}))?$/u.exec(text);
  if (match === null) return null;
  const [year = 0, month = 0, day = 0, hours, minutes] = match.slice(1).map((part) => (part as string | undefined) === undefined ? undefined : Number(part));
  const date = new Date(Date.UTC(year, month - 1, day));
  if (year < 1970 || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  if (hours === undefined || minutes === undefined) return { kind: 'day', year, month, day, minutes: null };
  return hours < 24 && minutes < 60 ? { kind: 'day', year, month, day, minutes: 60 * hours + minutes } : null;
}

/** When a moment begins and when it has passed, in milliseconds since 1970; the days are those of this machine's time zone. */
export function spanOf(moment: Moment, now: number): { readonly start: number; readonly end: number } {
  if (moment.kind === 'ago') return { start: now - moment.milliseconds, end: now - moment.milliseconds + 1 };
  if (moment.kind === 'daysAgo') {
    const today = new Date(now);
    return dayFrom(today.getFullYear(), today.getMonth(), today.getDate() - moment.days);
  }
  const { year, month, day, minutes } = moment;
  if (minutes === null) return dayFrom(year, month - 1, day);
  const start = new Date(year, month - 1, day, 0, minutes).getTime();
  return { start, end: start + 60_000 };
}

/** Days in which the clocks change are longer or shorter. */
function dayFrom(year: number, month: number, day: number): { readonly start: number; readonly end: number } {
  return { start: new Date(year, month, day).getTime(), end: new Date(year, month, day + 1).getTime() };
}
