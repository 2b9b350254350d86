import { type IIdentifyThrottler, SimpleIdentifyThrottler } from '@discordjs/ws';
import type { SessionBudget } from './session-budget.ts';
import { untilAborted } from './until-aborted.ts';

/**
 * When a shard may identify itself: while the day's sessions last, and five seconds after the one before of those that
 * Discord counts together, which are as many as `maxConcurrency` says.
 *
 * With the library's own throttler alone (2.0.4) a shard that loses its connection would go on waiting, and identify itself
 * on the next connection, too early or a second time.
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
