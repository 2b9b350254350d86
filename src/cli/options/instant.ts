import { UserError } from '../../core/errors.ts';

/**
 * Reads `2018-03-05` (midnight UTC) or `2018-03-05T10:00:00Z` into milliseconds since the Unix epoch.
 *
 * @throws {UserError} with the name of the option, what was expected and what was given.
 */
export function parseInstant(option: string, text: string): number {
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text);
  const isInstant = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z$/.test(text);
  const timeMs = isDay || isInstant ? Date.parse(text) : Number.NaN;
  // 31 February would be read as 3 March.
  const isReal = !Number.isNaN(timeMs) && new Date(timeMs).toISOString().startsWith(text.slice(0, 10));
  if (!isReal) throw new UserError(`${option}: expected 2018-03-05 or 2018-03-05T10:00:00Z, got ${text.slice(0, 100)}`);
  return timeMs;
}
