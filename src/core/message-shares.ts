import type { ChannelNumber } from './counter.ts';
import { metricOf, type TotalMetric, totalMetrics } from './metric.ts';
import { type Day, dayMs, monthOf } from './time.ts';
import type { Total } from './total.ts';

/**
 * How many of a guild's messages are one member's, by day and channel. Totals name nobody, so that nobody can tell what a
 * member who is erased has of them: of each total about messages as much goes as of the messages themselves.
 */
export class MessageShares {
  readonly #shares = new Map<string, Share>();

  /** Of the messages of a day and channel, so many more, of which `own` are the member's. */
  note(day: Day, channel: ChannelNumber, own: number, all: number): void {
    for (const place of [channelDay(day, channel), channelMonth(monthOf(day * dayMs), channel), guildDay(day)]) {
      const share = this.#shares.get(place);
      if (share === undefined) this.#shares.set(place, { own, all });
      else {
        share.own += own;
        share.all += all;
      }
    }
  }

  /**
   * What stays of a total: the amount times what remains of the messages of its channel, or guild, and span, rounded down.
   * All of it where none of those messages are the member's, and where the total is not about messages.
   */
  remainderOf({ metric, start, channel, amount }: Omit<Total, 'guildId' | 'key'>): number {
    const share = this.#shares.get(placeOf(metric, start, channel) ?? '');
    if (share === undefined || share.own === 0) return amount;
    return Number((BigInt(amount) * BigInt(share.all - share.own)) / BigInt(share.all));
  }
}

/** The metrics of which messages have a share. */
export const metricsOfMessages: readonly TotalMetric[] = totalMetrics.filter(
  (metric) => placeOf(metric, 0, 0) !== undefined,
);

interface Share {
  own: number;
  all: number;
}

/** Which messages a total is about; undefined where it is about something else, or computed of a month that is closed. */
function placeOf(metric: TotalMetric, start: number, channel: ChannelNumber): string | undefined {
  const { scope, grain, unit } = metricOf(metric);
  if (scope === 'channel') return grain === 'month' ? channelMonth(start, channel) : channelDay(start, channel);
  return grain === 'day' && (unit === 'messages' || unit === 'reactions') ? guildDay(start) : undefined;
}

function channelDay(day: Day, channel: ChannelNumber): string {
  return `day ${day} ${channel}`;
}

function channelMonth(month: number, channel: ChannelNumber): string {
  return `month ${month} ${channel}`;
}

function guildDay(day: Day): string {
  return `day ${day}`;
}
