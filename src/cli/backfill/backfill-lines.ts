import type { BackfillProgress, MonthOutcome } from '../../core/backfill/backfill-progress.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { monthName } from '../../core/time.ts';
import { amount, printable, some } from '../io/format.ts';

/** What became of a month: `March 2018: 120 messages, 14 members, 3 channels`. */
export function monthLine({ month, outcome, messages, members, channels }: MonthOutcome): string {
  return `${monthName(month)}: ${outcome === 'read' ? counts() : reasons[outcome]}`;

  function counts(): string {
    return [amount(messages, 'message'), amount(members, 'member'), amount(channels, 'channel')].join(', ');
  }
}

const reasons: Readonly<Record<Exclude<MonthOutcome['outcome'], 'read'>, string>> = {
  known: 'left as it is, Census has something of it already',
  unwanted: 'not read, something was not to be counted then that is now',
  empty: 'nothing to count',
};

/** What is missing in the months of one guild. */
export function lackLines(
  { unreadableChannelIds, ofPeopleWhoLeft }: BackfillProgress,
  nameOf: (channelId: Snowflake) => string | undefined,
): readonly string[] {
  const names = unreadableChannelIds.map((id) => `#${printable(nameOf(id) ?? 'unknown')}`);
  return [
    ...(names.length > 0 ? [`Not read, because Census lacks Read Message History there: ${some(names)}.`] : []),
    ...(ofPeopleWhoLeft > 0
      ? [
          `Not counted: ${amount(ofPeopleWhoLeft, 'message')} of people who have left, because some roles are not counted.`,
        ]
      : []),
  ];
}

/** What no month has. */
export function limitLines(): readonly string[] {
  return [
    'These months have messages only: no voice, no joins and leaves, and nothing of messages, threads and channels that were deleted since, or of archived private threads.',
  ];
}
