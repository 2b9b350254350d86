import { expect } from 'vitest';
import { metricOf, type TotalMetric } from '../../src/core/metric.ts';
import { guildId } from '../cast.ts';
import type { aCollection } from './collection-fixture.ts';

/** The metrics of messages, voice, reactions and moderation. */
const countedEvents: readonly TotalMetric[] = [
  'message_kind',
  'attachment',
  'reaction',
  'reply_delay',
  'voice_peak',
  'moderator_cover',
  'link_domain',
  'online',
  'removal',
];

/** The committed amounts by `metric start channel key`; the start is in units of the metric's grain. */
export async function storedTotals(
  { flusher, store }: Pick<Awaited<ReturnType<typeof aCollection>>, 'flusher' | 'store'>,
  metrics = countedEvents,
): Promise<Record<string, number>> {
  await flusher.flush();
  const totals = await store.totals(guildId, { metrics, range: { from: 0, to: 2 ** 30 } });
  const amounts: Record<string, number> = {};
  for (const { metric, start, channel, key, amount } of totals) {
    expect(metricOf(metric).scope === 'channel').toBe(channel !== 0);
    amounts[`${metric} ${start} ${channel} ${key}`] = amount;
  }
  return amounts;
}
