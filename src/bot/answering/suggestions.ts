import type { Channel } from '../../core/channel.ts';
import { UserError } from '../../core/errors.ts';
import { monthName, monthOf, monthOfHour } from '../../core/time.ts';
import { english } from '../../render/words.ts';
import type { Suggestion } from '../commands/command.ts';
import { parseDateRange } from '../input/date-range.ts';

const mostSuggestions = 25;
const longestName = 100;
const monthsBack = 12;

/** `all` and the guild's channels whose name contains `typed`, deleted ones last. */
export function suggestChannels(typed: string, channels: readonly Channel[]): readonly Suggestion[] {
  const wanted = typed.replace(/^#/, '').trim().toLowerCase();
  const named = channels
    .filter(({ kind }) => kind === 'text' || kind === 'voice')
    .toSorted((a, b) => Number(a.isDeleted) - Number(b.isDeleted) || (a.name < b.name ? -1 : 1))
    .map(({ id, name, isDeleted }) => ({
      name: isDeleted ? english.say('suggestion.deletedChannel', { name }) : `#${name}`,
      value: id,
    }));
  return [{ name: 'all', value: 'all' }, ...named]
    .filter(({ name }) => name.toLowerCase().includes(wanted))
    .slice(0, mostSuggestions)
    .map(({ name, value }) => ({ name: name.slice(0, longestName), value }));
}

/** The months up to the current one, newest first, whose name contains `typed`. */
export function suggestMonths(typed: string, nowMs: number): readonly Suggestion[] {
  const month = monthOf(nowMs);
  const wanted = typed.trim().toLowerCase();
  return Array.from({ length: mostSuggestions }, (_, index) => monthName(month - index))
    .filter((name) => name.toLowerCase().includes(wanted))
    .map((name) => ({ name, value: name }));
}

/** `typed` itself if it is a range, then the usual periods that contain it, each with its days. */
export function suggestRanges(
  typed: string,
  nowMs: number,
  { isWithinMonth }: { readonly isWithinMonth: boolean },
): readonly Suggestion[] {
  const month = monthOf(nowMs);
  const months = Array.from({ length: monthsBack }, (_, index) => monthName(month - 1 - index));
  const wanted = typed.trim().toLowerCase();
  const usual = [...usualPeriods, ...months].filter((text) => text.toLowerCase().includes(wanted));
  const suggestions = [...new Set([typed.trim(), ...usual])].flatMap((text) =>
    suggestRange(text, nowMs, isWithinMonth),
  );
  return suggestions.slice(0, mostSuggestions);
}

const usualPeriods = [
  'last month',
  'this month',
  'last week',
  'this week',
  'yesterday',
  'today',
  'last 7 days',
  'last 30 days',
];

function suggestRange(text: string, nowMs: number, isWithinMonth: boolean): readonly Suggestion[] {
  if (text === '' || text.length > longestName) return [];
  try {
    const range = parseDateRange(text, nowMs);
    if (isWithinMonth && monthOfHour(range.from) !== monthOfHour(range.to - 1)) return [];
    return [
      {
        name: english.say('suggestion.range', { range: text, days: english.days(range) }).slice(0, longestName),
        value: text,
      },
    ];
  } catch (error) {
    if (error instanceof UserError) return []; // The text is still incomplete.
    throw error;
  }
}
