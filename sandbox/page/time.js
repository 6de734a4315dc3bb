// Company time is Moscow time whatever the viewer's own zone is.
import { language } from './texts.js';

const ZONE = 'Europe/Moscow';
const made = new Map();
const format = (name, options) => {
  const key = `${language()}.${name}`;
  if (!made.has(key)) made.set(key, new Intl.DateTimeFormat(language() === 'ru' ? 'ru-RU' : 'en-GB', { timeZone: ZONE, ...options }));
  return made.get(key);
};

export const hhmm = (date) => format('hhmm', { hour: '2-digit', minute: '2-digit' }).format(date);
export const hhmmss = (date) => format('hhmmss', { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(date);
export const dayName = (date) => format('day', { day: 'numeric', month: 'long' }).format(date);
export const dayShort = (date) => format('short', { weekday: 'short', day: 'numeric', month: 'short' }).format(date);
export const stamp = (date) => format('stamp', { day: '2-digit', month: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(date);

// A plain key of the calendar day, the same in every language.
export const dayKey = (date) => new Intl.DateTimeFormat('en-CA', { timeZone: ZONE }).format(date);

// Moscow keeps no summer time, so seconds of its day follow from UTC.
export function secondsUntil(hour, date) {
  const passed = (Math.floor(date.getTime() / 1000) + 3 * 3600) % 86400;
  return (hour * 3600 - passed + 86400) % 86400 || 86400;
}
