import { type FinalActiveDay, type FinalSummaries, finalSummaries } from '../columns/day/final-summaries.ts';
import { seesAllChannels } from '../core/channel.ts';
import type { Snowflake } from '../core/snowflake.ts';
import { type Day, dayOfHour, hoursOfMonth, type Month } from '../core/time.ts';
import { daySummaries } from '../query/days/day-summaries.ts';
import type { Questions } from '../query/questions.ts';
import type { Value } from '../query/value.ts';
import type { StoreReader } from '../store/store-reader.ts';

export interface SummariesToKeepDeps {
  readonly store: Pick<StoreReader, 'readCounters' | 'readDays'>;
  readonly questions: Pick<Questions, 'ask'>;
}

/**
 * What to keep for good of a month that will be pruned. Its active members are those of all windows that begin in it,
 * which cannot be counted any more once it is pruned. Days from `openMonth` on are left out: they may change.
 */
export async function summariesToKeep(
  guildId: Snowflake,
  month: Month,
  openMonth: Month,
  { store, questions }: SummariesToKeepDeps,
): Promise<FinalSummaries> {
  const range = hoursOfMonth(month);
  const asked = { guildId, channel: null, view: seesAllChannels } as const;
  const until = Math.min(range.to + longestReachHours, hoursOfMonth(openMonth).from);
  const active = await questions.ask({
    ...asked,
    about: 'activeDays',
    by: 'total',
    range: { from: range.from, to: until },
  });
  const activeDays = active.rows.flatMap(({ key, values }): FinalActiveDay[] => {
    if (key.kind !== 'period') return [];
    const { day, week, month: thirtyDays, calendarMonth } = values;
    return [{ day: dayOfHour(key.from), active: day, week, thirtyDays, calendarMonth }];
  });
  const report = await questions.ask({ ...asked, range, about: 'report', by: 'channel' });
  const table = await questions.ask({ ...asked, range, about: 'channelTable', by: 'total' });
  const people = new Map(
    table.rows.map(({ key, values }) => [key.kind === 'channel' ? key.channel.number : null, amountOf(values.people)]),
  );
  const channels = report.rows.flatMap(({ key, values }) => {
    if (key.kind !== 'channel') return [];
    const channel = key.channel.number;
    const [writers, talkers] = [amountOf(values.activeUsers), amountOf(values.voiceUsers)];
    const voiceSeconds = Math.round(amountOf(values.voiceHours) * 3600);
    const most = people.get(channel) ?? Math.max(writers, talkers);
    return [{ channel, people: most, writers, talkers, messages: amountOf(values.messages), voiceSeconds }];
  });
  const isImported = report.facts.importedMonths.length > 0;
  return finalSummaries({ ...(await daysOf(guildId, month, store)), channels, activeDays, isImported });
}

/** A window of 30 days that begins in a month ends at most so long after it. */
const longestReachHours = 29 * 24;

/** Only a zero may be unknown. */
function amountOf(value: Value): number {
  return typeof value === 'number' ? value : 0;
}

async function daysOf(
  guildId: Snowflake,
  month: Month,
  store: SummariesToKeepDeps['store'],
): Promise<Pick<Parameters<typeof finalSummaries>[0], 'days' | 'unreadable'>> {
  const { found, unreadable } = await daySummaries(store, guildId, hoursOfMonth(month));
  const lost = new Set<Day>();
  for (const { from, to } of unreadable) {
    for (let day = dayOfHour(from); day * 24 < to; day += 1) lost.add(day);
  }
  const days = [...found.values()].filter(({ day }) => !lost.has(day));
  return { days, unreadable: [...lost].sort((one, other) => one - other) };
}
