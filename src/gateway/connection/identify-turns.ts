import { type IIdentifyThrottler, SimpleIdentifyThrottler } from '@discordjs/ws';
import type { SessionBudget } from './session-budget.ts';
import { untilAborted } from './until-aborted.ts';

/**
 * Decides when a shard may identify: while the daily session limit lasts, and five seconds after the last shard of the
 * same rate limit bucket. Discord has `maxConcurrency` buckets.
 *
 * With the library's throttler alone (2.0.4), a shard that loses its connection keeps waiting and identifies on the
 * next connection, too early or twice.
 */
export function identifyTurns(
  budget: Pick<SessionBudget, 'take' | 'giveBack'>,
  maxConcurrency: number,
): IIdentifyThrottler {
  const throttler = new SimpleIdentifyThrottler(maxConcurrency);
  return {
    async waitForIdentify(shardId, signal) {
      await budget.take(shardId, signal);
      try {
        await untilAborted([signal], (own) => throttler.waitForIdentify(shardId, own));
      } catch (error) {
        budget.giveBack(shardId);
        throw error;
      }
    },
  };
}
