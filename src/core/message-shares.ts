import type { ChannelNumber } from './counter.ts';
import { metricOf, type TotalMetric, totalMetrics } from './metric.ts';
import { type Day, dayMs, monthOf } from './time.ts';
import type { Total } from './total.ts';

/**
 * One member's share of a guild's messages, by day and channel. Totals have no members, so the contribution of an
 * erased member is unknown: each total about messages is reduced in proportion to the member's messages.
 */
export class MessageShares {
  readonly #shares = new Map<string, Share>();

  /** Adds messages of a day and channel: `all`, of which `own` are the member's. */
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
   * What remains of a total: its amount times the remaining share of the messages of its channel (or guild) and span,
   * rounded down. The full amount if none of these messages are the member's, or if the total is not about messages.
   */
  remainderOf({ metric, start, channel, amount }: Omit<Total, 'guildId' | 'key'>): number {
    const share = this.#shares.get(placeOf(metric, start, channel) ?? '');
    if (share === undefined || share.own === 0) return amount;
    return Number((BigInt(amount) * BigInt(share.all - share.own)) / BigInt(share.all));
  }
}

/** The metrics whose totals are reduced by {@link MessageShares}. */
export const metricsOfMessages: readonly TotalMetric[] = totalMetrics.filter(
  (metric) => placeOf(metric, 0, 0) !== undefined,
);

interface Share {
  own: number;
  all: number;
}

/**
 * The messages that a total is about; undefined if it is about something else, or is computed after the month closed.
 */
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
