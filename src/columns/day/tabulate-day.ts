import type { Steps } from '../../core/async/steps.ts';
import { none } from '../../core/counter.ts';
import type { Day } from '../../core/time.ts';
import { CounterList } from '../blob/counter-list.ts';
import { DayMembers } from './day-members.ts';
import { type ChannelRuns, type DayRun, decodeDayRun } from './day-runs.ts';
import type { DaySummary } from './day-summary.ts';

/** A day's summary, and the sums of its members, from which it is made. */
export interface TabulatedDay {
  readonly summary: DaySummary;
  readonly members: DayMembers;
}

/**
 * Adds up the runs of a day. Yields after each slice of work.
 *
 * @throws {CorruptColumns} when a run cannot be read.
 */
export function* tabulateDay(day: Day, channels: readonly ChannelRuns[]): Steps<TabulatedDay> {
  const members = new DayMembers();
  const list = new CounterList();
  const hours = Array.from({ length: 24 }, () => new HourSums());
  const ofChannels: DaySummary['channels'][number][] = [];
  let counters = 0;

  for (const { channel, runs } of channels) {
    members.beginChannel();
    let [messages, voiceSeconds] = [0, 0];
    for (const run of runs) {
      decodeDayRun(run, list);
      const hour = hours[run.hour - day * 24] as HourSums;
      hour.isCounted = true;
      if (run.metric === 'msg') {
        const sum = members.addMessages(run.hour - day * 24, list);
        hour.messages += sum;
        messages += sum;
      } else if (run.metric === 'voice') {
        const sum = members.addVoice(run.hour - day * 24, list);
        hour.voiceSeconds += sum;
        voiceSeconds += sum;
      } else {
        hour.addFlow(run.metric, list.amounts[0] as number);
      }
      counters += list.length + costOfRun;
      if (counters > sliceCounters) {
        counters = 0;
        yield;
      }
    }
    if (channel !== none) ofChannels.push({ channel, ...members.ofChannel, messages, voiceSeconds });
  }
  yield;
  return { members, summary: summaryOf(day, members, hours, ofChannels) };
}

/** Counters per slice: some 5 ms of work. A run costs as much as some counters. */
const sliceCounters = 30_000;
const costOfRun = 8;

class HourSums {
  isCounted = false;
  messages = 0;
  voiceSeconds = 0;
  joins = 0;
  parts = 0;
  headcount: number | null = null;

  addFlow(metric: Exclude<DayRun['metric'], 'msg' | 'voice'>, amount: number): void {
    switch (metric) {
      case 'join':
        this.joins += amount;
        break;
      case 'part':
        this.parts += amount;
        break;
      case 'total_users':
        this.headcount = amount;
        break;
    }
  }
}

function summaryOf(
  day: Day,
  members: DayMembers,
  hours: readonly HourSums[],
  channels: DaySummary['channels'],
): DaySummary {
  const people = members.ofHours();
  const total = (of: (hour: HourSums) => number) => hours.reduce((sum, hour) => sum + of(hour), 0);
  return {
    day,
    ...members.ofDay(),
    messages: total((hour) => hour.messages),
    voiceSeconds: total((hour) => hour.voiceSeconds),
    joins: total((hour) => hour.joins),
    parts: total((hour) => hour.parts),
    headcount: hours.findLast(({ headcount }) => headcount !== null)?.headcount ?? null,
    hours: hours.flatMap(({ isCounted, ...sums }, hour) => {
      const ofHour = people[hour];
      return isCounted && ofHour !== undefined ? [{ hour: day * 24 + hour, ...ofHour, ...sums }] : [];
    }),
    channels,
  };
}
