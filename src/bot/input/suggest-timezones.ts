import { timezoneNamed } from '../../core/locality/timezone.ts';
import type { Suggestion } from '../commands/command.ts';

/**
 * Time zones whose name contains what was typed, each with the time that its clocks show; some from around the world if
 * nothing was typed.
 */
export function suggestTimezones(typed: string, nowMs: number): readonly Suggestion[] {
  const wanted = plain(typed.trim());
  const found = ['UTC', ...Intl.supportedValuesOf('timeZone')].filter((zone) => plain(zone).includes(wanted));
  const named = timezoneNamed(typed);
  const zones = wanted === '' ? usualZones : [...new Set([...(named === null ? [] : [named]), ...found])];
  return zones.slice(0, mostSuggestions).map((zone) => ({ name: `${zone} (${timeIn(zone, nowMs)})`, value: zone }));
}

const mostSuggestions = 25;

const usualZones: readonly string[] = [
  ...['UTC', 'Europe/London', 'Europe/Paris', 'Europe/Berlin', 'Europe/Madrid', 'Europe/Helsinki', 'Europe/Istanbul'],
  ...['America/New_York', 'America/Chicago', 'America/Denver', 'America/Los_Angeles', 'America/Mexico_City'],
  ...['America/Bogota', 'America/Sao_Paulo', 'America/Argentina/Buenos_Aires', 'Africa/Lagos', 'Africa/Johannesburg'],
  ...['Asia/Dubai', 'Asia/Kolkata', 'Asia/Jakarta', 'Asia/Shanghai', 'Asia/Tokyo', 'Asia/Seoul'],
  ...['Australia/Sydney', 'Pacific/Auckland'],
];

function plain(name: string): string {
  return name.toLowerCase().replace(/[_/]/g, ' ');
}

function timeIn(timeZone: string, nowMs: number): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }).format(nowMs);
}
