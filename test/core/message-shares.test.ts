import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import '../seeded-properties.ts';
import { MessageShares, metricsOfMessages } from '../../src/core/message-shares.ts';
import { metricOf, totalMetrics } from '../../src/core/metric.ts';
import { dayMs, monthOf } from '../../src/core/time.ts';
import { aTotal } from '../store/contract/a-total.ts';

const today = 20_513;
const march = monthOf(today * dayMs);

describe('what a member who is erased has of totals', () => {
  it('is known of all that is counted of messages, and of nothing else', () => {
    expect(metricsOfMessages).toEqual(['message_kind', 'attachment', 'reaction', 'reply_delay', 'link_domain']);
  });

  it('is the share of their messages in the channel and day, in the channel and month, or in the day of the guild', () => {
    const shares = new MessageShares();
    shares.note(today, 1, 1, 4);
    shares.note(today, 2, 0, 4);
    shares.note(today + 1, 1, 2, 2);
    const left = (...of: Parameters<typeof aTotal>) => shares.remainderOf(aTotal(...of));
    expect(left('message_kind', today, 8, { channel: 1 })).toBe(6);
    expect(left('message_kind', today, 8, { channel: 2 })).toBe(8);
    expect(left('attachment', today + 1, 8, { channel: 1 })).toBe(0);
    expect(left('reply_delay', march, 12, { channel: 1 })).toBe(6);
    expect(left('reaction', today, 16)).toBe(14);
    expect(left('reaction', today + 2, 16)).toBe(16);
    expect(left('voice_peak', today, 16)).toBe(16);
  });

  it('is exact for amounts of any size, and rounded down', () => {
    const counts = fc.tuple(fc.maxSafeNat(), fc.nat(1_000_000), fc.nat(1_000_000)).filter(([, , others]) => others > 0);
    fc.assert(
      fc.property(counts, ([amount, own, others]) => {
        const shares = new MessageShares();
        shares.note(today, 1, own, own + others);
        const left = shares.remainderOf(aTotal('reaction', today, amount));
        const exact = BigInt(amount) * BigInt(others);
        expect(BigInt(left) * BigInt(own + others)).toBeLessThanOrEqual(exact);
        expect(BigInt(left + 1) * BigInt(own + others)).toBeGreaterThan(exact);
      }),
    );
  });
});

describe('a total of a channel', () => {
  const ofChannels = totalMetrics.map(metricOf).filter(({ scope }) => scope === 'channel');

  it('is of a day or a month, so that an erasure reaches it', () => {
    expect(ofChannels.map(({ name }) => name).filter((name) => !metricsOfMessages.some((one) => one === name))).toEqual(
      [],
    );
    expect(new Set(ofChannels.map(({ grain }) => grain))).toEqual(new Set(['day', 'month']));
  });

  it('is a sum that goes with the counters, so that its days can be added up', () => {
    expect(new Set(ofChannels.map(({ fold, keep }) => `${fold} ${keep}`))).toEqual(new Set(['sum counters']));
  });
});
