import type { Snowflake } from '../../core/snowflake.ts';
import { dayMs } from '../../core/time.ts';
import type { WorldEvent } from '../worlds/world-event.ts';
import type { SeededRandom } from './seeded-random.ts';

/** A user joins, agrees to the rules or does not, and may leave within days. */
export function planArrival(random: SeededRandom, user: Snowflake, atMs: number): WorldEvent[] {
  const isWilling = random.happens(agreeing);
  const passMs = atMs + 5_000 + random.exponential(random.happens(atOnce) ? 3 * 60_000 : 8 * 3_600_000);
  const leaveMs = atMs + 60_000 + random.exponential(1.5 * dayMs);
  const leaves = random.happens(isWilling ? willingLeave : unwillingLeave);
  return [
    { atMs, ev: 'join', user, pending: true },
    ...(isWilling ? [{ atMs: Math.floor(passMs), ev: 'pass', user }] : []),
    ...(leaves ? [{ atMs: Math.floor(leaveMs), ev: 'part', user }] : []),
  ];
}

const agreeing = 0.8;
/** The share of those who agree within minutes, among all who agree. */
const atOnce = 0.85;
const willingLeave = 0.18;
const unwillingLeave = 0.6;
