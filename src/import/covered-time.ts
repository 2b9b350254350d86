import type { Snowflake } from '../core/snowflake.ts';
import { dayMs, hourMs, type Month, monthOf, startOfMonthMs } from '../core/time.ts';
import type { ChannelReference } from './formats/row.ts';
import type { ReadFile } from './read-files.ts';
import { longestSpan, type Span, sharedSpans, unitedWithin } from './spans.ts';

/**
 * Which time the files cover. A chat export says it: from `dateRange.after` to `dateRange.before` or `exportedAt`. All other
 * files say nothing of it, so together they cover the time from their first to their last row.
 */
export class CoveredTime {
  /** From the first to the last row; null if no file has rows. */
  readonly #rows: Span | null;
  /** The spans of each channel and thread that has chat exports. */
  readonly #exports = new Map<Snowflake, { readonly channel: ChannelReference; readonly spans: Span[] }>();

  /** @param isIgnored Whether the guild ignores a channel, so that it does not matter which time its files cover. */
  constructor(files: readonly ReadFile[], isIgnored: (channel: ChannelReference) => boolean) {
    const hours = files.flatMap(({ hours }) => hours ?? []);
    const firstMs = Math.min(...hours.map(({ first }) => first * hourMs));
    const endMs = Math.max(...hours.map(({ last }) => (last + 1) * hourMs));
    this.#rows = hours.length === 0 ? null : { fromMs: firstMs, toMs: endMs };
    for (const { source } of files) {
      if (source.head === null || isIgnored(source.head.channel)) continue;
      const { channel, bounds } = source.head;
      const id = channel.threadId ?? channel.id ?? '';
      const known = this.#exports.get(id) ?? { channel, spans: [] };
      this.#exports.set(id, known);
      // Files of older versions do not say when they were made: at the earliest after the last message in any of them.
      const toMs = bounds.toMs ?? upToMonthEnd(endMs);
      known.spans.push({ fromMs: bounds.fromMs ?? Number.NEGATIVE_INFINITY, toMs });
    }
  }

  /**
   * The part of a month that every channel's files cover. A channel whose files cover nothing of the month is left aside:
   * it may have been created later, or deleted before. If the parts do not join, it is the longest one.
   */
  within(month: Month): Span {
    const whole = { fromMs: startOfMonthMs(month), toMs: startOfMonthMs(month + 1) };
    const channels =
      this.#exports.size === 0 ? [this.#ofRows()] : [...this.#exports.values()].map(({ spans }) => spans);
    const parts = channels.map((spans) => unitedWithin(spans, whole)).filter((spans) => spans.length > 0);
    return longestSpan(parts.reduce(sharedSpans, [whole])) ?? { fromMs: whole.fromMs, toMs: whole.fromMs };
  }

  /**
   * The time for which the files have a channel's messages, as exactly as it can be known; null if they have none of them.
   * `isCounted`: the channel has rows.
   */
  ofChannel(id: Snowflake | null, isCounted: boolean): Span | null {
    if (this.#exports.size === 0) return isCounted ? this.#rows : null;
    const found = [...this.#exports.values()].filter(({ channel }) => channel.id === id);
    const own = found.filter(({ channel }) => channel.threadId === null);
    const spans = (own.length > 0 ? own : found).flatMap((each) => each.spans);
    return longestSpan(unitedWithin(spans, always)) ?? null;
  }

  #ofRows(): readonly Span[] {
    if (this.#rows === null) return [];
    const { fromMs, toMs } = this.#rows;
    return [{ fromMs: backToMonthStart(fromMs), toMs: upToMonthEnd(toMs) }];
  }
}

const always = { fromMs: Number.NEGATIVE_INFINITY, toMs: Number.POSITIVE_INFINITY };

/** The first and the last day of a month count as whole: hardly any history begins and ends at midnight. */
function backToMonthStart(timeMs: number): number {
  const startMs = startOfMonthMs(monthOf(timeMs));
  return timeMs < startMs + dayMs ? startMs : timeMs;
}

function upToMonthEnd(timeMs: number): number {
  const endMs = startOfMonthMs(monthOf(timeMs - 1) + 1);
  return timeMs > endMs - dayMs ? endMs : timeMs;
}
