import type { Channel } from '../../core/channel.ts';
import { LaneLost, StoreUnavailable, UserError } from '../../core/errors.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { type HourRange, monthOf, monthOfHour } from '../../core/time.ts';
import { firstCountedMs } from '../../query/first-counted.ts';
import type { Words } from '../../render/words.ts';
import type { CommandServices, Suggestion } from '../commands/command.ts';
import { parseDateRange } from '../input/date-range.ts';
import { usualPeriods } from '../input/dates/languages/usual-periods.ts';

const mostSuggestions = 25;
const longestName = 100;
const monthsBack = 12;

/** `all` and the guild's channels whose name contains `typed`, deleted ones last. */
export function suggestChannels(typed: string, channels: readonly Channel[], words: Words): readonly Suggestion[] {
  const wanted = typed.replace(/^#/, '').trim().toLowerCase();
  const named = channels
    .filter(({ kind }) => kind === 'text' || kind === 'voice')
    .toSorted((a, b) => Number(a.isDeleted) - Number(b.isDeleted) || (a.name < b.name ? -1 : 1))
    .map(({ id, name, isDeleted }) => ({
      name: isDeleted ? words.say('suggestion.deletedChannel', { name }) : `#${name}`,
      value: id,
    }));
  return [{ name: 'all', value: 'all' }, ...named]
    .filter(({ name }) => name.toLowerCase().includes(wanted))
    .slice(0, mostSuggestions)
    .map(({ name, value }) => ({ name: name.slice(0, longestName), value }));
}

/** The months in which something was counted, up to the current one, newest first, whose name contains `typed`. */
export function suggestMonths(typed: string, { nowMs, firstMs }: Counted, words: Words): readonly Suggestion[] {
  const [first, last] = [monthOf(firstMs ?? 0), monthOf(nowMs)];
  const wanted = typed.trim().toLowerCase();
  return Array.from({ length: Math.min(mostSuggestions, last - first + 1) }, (_, index) => words.month(last - index))
    .filter((name) => name.toLowerCase().includes(wanted))
    .map((name) => ({ name, value: name }));
}

/**
 * `typed` itself if it is a range, then the usual periods that contain it, each with its days. None of them was over before
 * anything was counted.
 */
export function suggestRanges(
  typed: string,
  counted: Counted,
  { isWithinMonth, words }: { readonly isWithinMonth: boolean; readonly words: Words },
): readonly Suggestion[] {
  const month = monthOf(counted.nowMs);
  const months = Array.from({ length: monthsBack }, (_, index) => words.month(month - 1 - index));
  const wanted = typed.trim().toLowerCase();
  const usual = [...usualPeriods(words), ...months].filter((text) => text.toLowerCase().includes(wanted));
  const given = typed.trim();
  const texts = [given, ...usual.filter((text) => text !== given)];
  const suggestions = texts.flatMap((text) => {
    const range = readable(text, counted);
    if (range === null || (isWithinMonth && monthOfHour(range.from) !== monthOfHour(range.to - 1))) return [];
    const name = words.say('suggestion.range', { range: text, days: words.days(range) });
    return [{ name: name.slice(0, longestName), value: text }];
  });
  return suggestions.slice(0, mostSuggestions);
}

function readable(text: string, { nowMs, firstMs }: Counted): HourRange | null {
  if (text === '' || text.length > longestName) return null;
  try {
    return parseDateRange(text, nowMs, { earliestMs: firstMs });
  } catch (error) {
    if (error instanceof UserError) return null; // The text is still incomplete, or nothing was counted in that time.
    throw error;
  }
}

/** The time in which something was counted. */
export interface Counted {
  readonly nowMs: number;
  /** When the numbers begin, in milliseconds since the Unix epoch; null if that is not known. */
  readonly firstMs: number | null;
}

/** Since when a guild is counted. It is not known while the disk does not answer, which must not cost the suggestions. */
export async function countedTime(
  guildId: Snowflake,
  { guilds, store, clock }: Pick<CommandServices, 'guilds' | 'store' | 'clock'>,
): Promise<Counted> {
  const nowMs = clock.now();
  const guild = guilds.get(guildId);
  if (guild === undefined) return { nowMs, firstMs: null };
  try {
    return { nowMs, firstMs: await firstCountedMs(store, guild) };
  } catch (error) {
    if (error instanceof StoreUnavailable || error instanceof LaneLost) return { nowMs, firstMs: null };
    throw error;
  }
}
