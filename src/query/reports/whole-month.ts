import type { BucketMoments } from '../../columns/bucket-totals.ts';
import { decodeMonthRows, type MonthRow, type MonthRows } from '../../columns/day/month-rows.ts';
import { noMoments } from '../../columns/moments.ts';
import { hiddenKey, type TabulationPlan } from '../../columns/tabulation.ts';
import type { ChannelNumber } from '../../core/counter.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { hoursOfMonth, type Month, monthOfHour } from '../../core/time.ts';
import type { StoreReader } from '../../store/store-reader.ts';

/**
 * The totals of a report of a whole month from the rows that were made of it when it was sealed; null if it must be added
 * up from counters.
 *
 * @throws {CorruptColumns} when the rows cannot be read.
 */
export async function wholeMonth(
  source: Pick<StoreReader, 'monthRows'>,
  guildId: Snowflake,
  plan: TabulationPlan,
): Promise<readonly BucketMoments[] | null> {
  const month = monthOfHour(plan.range.from);
  const { from, to } = hoursOfMonth(month);
  if (plan.range.from !== from || plan.range.to !== to) return null;
  const rows = await rowsOfMonth(source, guildId, month);
  return rows && rowsOf(rows, plan);
}

/**
 * The rows that were made of a month when it was sealed; null if there are none.
 *
 * @throws {CorruptColumns} when they cannot be read.
 */
export async function rowsOfMonth(
  source: Pick<StoreReader, 'monthRows'>,
  guildId: Snowflake,
  month: Month,
): Promise<MonthRows | null> {
  const stored = await source.monthRows(guildId, month);
  return stored === null ? null : decodeMonthRows(month, stored);
}

function rowsOf(rows: MonthRows, { type, channel, hidden }: TabulationPlan): readonly BucketMoments[] | null {
  switch (type) {
    case 'full':
      return channel === null ? keyed([rows.full]) : keyed([{ ...rows.full, ...ofChannel(rows, channel) }]);
    case 'weekday':
      return channel === null ? keyed(rows.weekdays) : null;
    case 'hourly':
      return channel === null ? keyed(rows.hours) : null;
    case 'channels':
      return channelRows(rows, channel, hidden ?? new Set());
  }
}

function keyed(rows: readonly MonthRow[]): readonly BucketMoments[] {
  return rows.map((row, key) => ({ ...row, key, people: null }));
}

function ofChannel({ channels }: MonthRows, channel: ChannelNumber): Pick<MonthRow, 'messages' | 'voice'> {
  const { messages, voice } = channels.get(channel) ?? { messages: noMoments, voice: noMoments };
  return { messages, voice };
}

/** Who was in two hidden channels counts once in their row, so that it cannot be made of the rows of channels. */
function channelRows(
  { channels }: MonthRows,
  asked: ChannelNumber | null,
  hidden: ReadonlySet<ChannelNumber>,
): readonly BucketMoments[] | null {
  const numbers = [...channels.keys()].filter((number) => asked === null || number === asked);
  if (numbers.filter((number) => hidden.has(number)).length > 1) return null;
  return numbers.map((number) => {
    const { messages, voice, people } = channels.get(number) ?? { messages: noMoments, voice: noMoments, people: 0 };
    const key = hidden.has(number) ? hiddenKey : number;
    return { key, messages, voice, people, joins: 0, parts: 0, headcount: 0, headcountHour: -1 };
  });
}
