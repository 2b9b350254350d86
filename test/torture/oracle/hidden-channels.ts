import { noCategoryId } from '../../../src/core/channel.ts';
import { type Snowflake, timeOfSnowflake } from '../../../src/core/snowflake.ts';
import type { CountedRow } from './counted-month.ts';
import { type GroundTruth, isWithin, overlapMs, type Span } from './ground-truth.ts';

/**
 * The channel under which something is compared: all deleted channels are one, whether or not the bot still knows their
 * names.
 */
export function comparedChannel({ deletedMs }: GroundTruth, channelId: Snowflake): Snowflake {
  return deletedMs.has(channelId) ? noCategoryId : channelId;
}

/**
 * What is wrong with the names of deleted channels in a month. While it is open, none may be lost; once it is sealed,
 * none may be kept of a channel with a short life or fewer than five people. The bot may not know of a channel that was
 * deleted in the last hour, or after the bot was removed.
 */
export function judgeNames(truth: GroundTruth, month: Span, rows: readonly CountedRow[], isSealed: boolean): string[] {
  const named = new Set(rows.map(({ channelId }) => channelId));
  if (!isSealed) return named.has(noCategoryId) ? ['a channel has lost its name in the open month'] : [];
  return [...truth.deletedMs]
    .filter(([channelId, atMs]) => {
      const livedMs = atMs - timeOfSnowflake(channelId);
      const isDueAt = isWithin(atMs, [{ fromMs: month.fromMs, toMs: month.toMs - hourMs }]);
      const isUnseen = truth.absences.some((absence) => overlapMs(absence, { fromMs: atMs, toMs: month.toMs }) > 0);
      return (
        isDueAt &&
        !isUnseen &&
        named.has(channelId) &&
        (livedMs < 29 * 24 * hourMs || peopleIn(truth, month, channelId) < 5)
      );
    })
    .map(([channelId]) => `the name of a deleted channel is kept: ${channelId}`);
}

function peopleIn({ messages, voice }: GroundTruth, month: Span, channelId: Snowflake): number {
  const writers = messages.filter((of) => of.countedChannelId === channelId && isWithin(of.atMs, [month]));
  const speakers = voice.filter((of) => of.channelId === channelId && overlapMs(of, month) > 0);
  return new Set([...writers, ...speakers].map(({ userId }) => userId)).size;
}

const hourMs = 3_600_000;
