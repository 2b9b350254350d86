import { type Channel, isCounted } from '../../core/channel.ts';
import { UserError } from '../../core/errors.ts';
import { Mistake } from '../../render/mistake.ts';
import { quoteInput } from '../../render/quote.ts';
import { channelIdIn, channelsCalled } from './channels-called.ts';
import { parseDateRange } from './date-range.ts';
import { correctedText, isOfCalendar } from './dates/corrected-text.ts';
import { isOfSomeCalendar } from './dates/languages/in-english.ts';
import { nearest } from './near.ts';

/** The two parts of a text, as they were typed. */
export interface ChannelAndRange {
  /** For `resolveChannel`. */
  readonly channel: string;
  /** For `parseDateRange`; null if the text has no range. */
  readonly range: string | null;
}

/**
 * Divides `[channel|all] [range]`. A text that does not begin with a channel is a range, of the whole server; so a channel
 * called `march` is meant by `march`. Of names with spaces, the longest is meant.
 *
 * @param channels Those that the asker may see. No other is found.
 * @throws {Mistake} if the text begins with neither, or with a quote that does not end.
 */
export function channelAndRange(text: string, channels: readonly Channel[], nowMs: number): ChannelAndRange {
  const typed = text.trim().replace(/\s+/g, ' ');
  if (typed === '') return { channel: 'all', range: null };
  const counted = channels.filter(isCounted);
  const written = channelAsWritten(typed) ?? channelCalled(typed, counted);
  if (written !== undefined) return divided(typed, written);
  const isRange = (candidate: string) => isReadable(candidate, nowMs);
  if (isRange(typed) || isRange(correctedText(typed.toLowerCase()))) return { channel: 'all', range: typed };
  const [first = '', ...rest] = typed.split(' ');
  const isNearChannel = () => nearest(first, counted, ({ name }) => name) !== undefined;
  const isMistypedChannel = !looksLikeDays(first) && (rest.length === 0 ? isNearChannel() : isRange(rest.join(' ')));
  if (isMistypedChannel) return divided(typed, first);
  if (!looksLikeDays(typed)) throw new Mistake('channel.orRange', { text: quoteInput(typed) });
  return { channel: 'all', range: typed };
}

function divided(typed: string, channel: string): ChannelAndRange {
  const range = typed.slice(channel.length).trim();
  return { channel, range: range === '' ? null : range };
}

/** What is a channel by its form, whether there is one or not. */
function channelAsWritten(typed: string): string | undefined {
  if (/^#?["“”„]/.test(typed)) {
    const [quoted] = /^#?["“”„][^"“”]*["“”]/.exec(typed) ?? [];
    if (quoted === undefined) throw new Mistake('report.openQuote', { given: quoteInput(typed) });
    return quoted;
  }
  const [first = ''] = typed.split(' ');
  return /^(?:all|#.+|<#\d+>|\d{15,})$/i.test(first) ? first : undefined;
}

/** The longest beginning, in words, that is a channel's name or id. */
function channelCalled(typed: string, channels: readonly Channel[]): string | undefined {
  const words = typed.split(' ').slice(0, mostWords);
  const beginnings = words.map((_, index) => words.slice(0, index + 1).join(' '));
  return beginnings.findLast(
    (text) => channels.some(({ id }) => id === channelIdIn(text)) || channelsCalled(text, channels).length > 0,
  );
}

/** A voice channel's name has at most 100 characters. */
const mostWords = 50;

function isReadable(text: string, nowMs: number): boolean {
  try {
    parseDateRange(text, nowMs);
    return true;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

function looksLikeDays(typed: string): boolean {
  return typed
    .toLowerCase()
    .split(' ')
    .some((word) => /^\d/.test(word) || isOfCalendar(word) || isOfSomeCalendar(word));
}
