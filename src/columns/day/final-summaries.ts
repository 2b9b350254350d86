import { nextTurn } from '../../core/async/event-loop.ts';
import type { ChannelNumber } from '../../core/counter.ts';
import { type Day, type Hour, hourOfWeek } from '../../core/time.ts';
import type { DaySummary, Flow, Sums } from './day-summary.ts';
import { type Cell, keptCells } from './kept-cells.ts';

/** What was written, by five people or more, or by nobody. */
export interface Written {
  readonly writers: number;
  readonly messages: number;
}

/** Voice of five people or more, or of nobody. */
export interface Talked {
  readonly talkers: number;
  readonly voiceSeconds: number;
}

/**
 * What is kept for good of a pruned month, beside its full report. It identifies no member, and says nothing of 1 to 4
 * people that the month, the day or the hour of the week does not say of the whole guild:
 * - No kept number is of 1 to 4 people, but for the exceptions named below.
 * - What is left of a total without the kept numbers in it is nothing, or holds a number of five people or more. So some
 *   numbers of five people or more are withheld, too: see `kept-cells.ts`.
 *
 * What is withheld looks like what is none: nobody can tell an hour of nobody from one of 1 to 4 people.
 */
export interface FinalSummaries {
  /** Ascending. A day without counters is left out, and so are those in `unreadable`. */
  readonly days: readonly FinalDay[];
  /** The single hours of the guild that are kept, ascending. Any other had 0 to 4 people or is withheld. */
  readonly hours: readonly FinalHour[];
  /** The sums of all hours of the month, kept or not, by hour of the week in UTC: 168 from Monday, 0 o'clock. */
  readonly hoursOfWeek: readonly FinalHourOfWeek[];
  /** The channels with five people or more in the month, ascending. Any other had 0 to 4. */
  readonly channels: readonly FinalChannel[];
  /** The messages of the month that are in no number of `channels`: see {@link FinalChannel}. */
  readonly otherMessages: number;
  /** The single days of channels that are kept, ascending by day, then channel. Any other had 0 to 4 people or is withheld. */
  readonly channelDays: readonly FinalChannelDay[];
  /**
   * The active members of windows that end with a day, as they were known when the month was pruned: of each day of the
   * month, and of those after it that a window of 30 days reaches back from. Ascending. A window that touches several
   * pruned months is known best by the earliest of them, which was pruned while all others were there.
   */
  readonly activeDays: readonly FinalActiveDay[];
  /** The days of which some counters could not be read. Nothing else is kept of them. Ascending. */
  readonly unreadable: readonly Day[];
  /** Another program counted the month. It may not have counted everything, so not every zero is one. */
  readonly isImported: boolean;
}

/** A day of the guild. People, writers and messages are exact, even of fewer than five people. */
export interface FinalDay extends Flow, Written {
  readonly day: Day;
  readonly people: number;
  /** Null if it is withheld, and then in no number but the voice of the whole month. Zero is exact. */
  readonly voice: Talked | null;
}

/** An hour of the guild. One of the three is not null. */
export interface FinalHour {
  readonly hour: Hour;
  readonly people: number | null;
  readonly written: Written | null;
  readonly voice: Talked | null;
}

/** An hour of the week, even of fewer than five people. */
export interface FinalHourOfWeek {
  /** The sum of the people of each hour, so one person may be in it several times. */
  readonly people: number;
  readonly messages: number;
}

/** A channel in the month. */
export interface FinalChannel {
  readonly channel: ChannelNumber;
  /** Five or more. */
  readonly people: number;
  /** Null if 1 to 4 people wrote. Then it is in `otherMessages`. Zero is exact. */
  readonly written: Written | null;
  /** Null if it is withheld, and then only in the voice of the whole month. Zero is exact. */
  readonly voice: Talked | null;
}

/** A channel on one day. One of the three is not null. */
export interface FinalChannelDay {
  readonly day: Day;
  readonly channel: ChannelNumber;
  /** Five or more. */
  readonly people: number | null;
  readonly written: Written | null;
  readonly voice: Talked | null;
}

/** The windows that end with a day. */
export interface FinalActiveDay {
  readonly day: Day;
  /** That day. */
  readonly active: FinalActive;
  /** 7 days. */
  readonly week: FinalActive;
  /** 30 days. */
  readonly thirtyDays: FinalActive;
  /** From the first of the month. */
  readonly calendarMonth: FinalActive;
}

/** A number; the bounds of one, with `low` below `high`; or why it was not known, as in a kept report. */
export type FinalActive =
  | number
  | { readonly low: number; readonly high: number; readonly estimate: number | null }
  | { readonly notKnown: string };

/** Fewer people than this might be recognised in a number. */
export const fewestPeople = 5;

/** What the final summaries of a month are made from. */
export interface MonthToPrune extends Pick<FinalSummaries, 'activeDays' | 'unreadable' | 'isImported'> {
  /** Of the days with counters, ascending, without those in `unreadable`. */
  readonly days: readonly DaySummary[];
  /** Of the channels with people in the month. */
  readonly channels: readonly OfChannel[];
}

type OfChannel = Sums & { readonly channel: ChannelNumber };

/** What is kept for good of a month. Yields to the event loop with `turn`: a month of 500 channels takes a while. */
export async function finalSummaries(month: MonthToPrune, turn = nextTurn): Promise<FinalSummaries> {
  const { days, activeDays, unreadable, isImported } = month;
  const all = [...month.channels].sort((a, b) => a.channel - b.channel);
  const shown = new Set(all.filter(({ people }) => people >= fewestPeople).map(({ channel }) => channel));
  const channels = finalChannels(all, shown);
  const messages = all.reduce((sum, channel) => sum + channel.messages, 0);
  const named = channels.reduce((sum, { written }) => sum + (written?.messages ?? 0), 0);
  await turn();
  const hours = finalHours(days);
  await turn();
  const channelDays = await finalChannelDays(days, shown, turn);
  return {
    days: finalDays(days),
    hours,
    hoursOfWeek: hoursOfWeek(days),
    channels,
    otherMessages: messages - named,
    channelDays,
    activeDays,
    unreadable,
    isImported,
  };
}

function finalDays(days: readonly DaySummary[]): readonly FinalDay[] {
  const kept = keptIn(days, 'talkers', ({ day }) => [day, 'month']);
  return days.map((of) => {
    const { day, people, writers, messages, joins, parts, headcount } = of;
    const voice = of.talkers === 0 || kept.has(of) ? talkedIn(of) : null;
    return { day, people, writers, messages, joins, parts, headcount, voice };
  });
}

function finalHours(days: readonly DaySummary[]): readonly FinalHour[] {
  const hours = days.flatMap((day) => day.hours);
  const lines = ({ hour }: { readonly hour: Hour }) => [Math.floor(hour / 24), hourOfWeek(hour)] as const;
  const people = keptIn(hours, 'people', lines);
  const written = keptIn(hours, 'writers', lines);
  const voice = keptIn(hours, 'talkers', lines);
  return hours
    .map((of) => ({
      hour: of.hour,
      people: people.has(of) ? of.people : null,
      written: written.has(of) ? writtenIn(of) : null,
      voice: voice.has(of) ? talkedIn(of) : null,
    }))
    .filter(hasAny);
}

function hoursOfWeek(days: readonly DaySummary[]): readonly FinalHourOfWeek[] {
  const sums = Array.from({ length: 168 }, () => ({ people: 0, messages: 0 }));
  for (const { hour, people, messages } of days.flatMap((day) => day.hours)) {
    const sum = sums[hourOfWeek(hour)];
    if (sum === undefined) throw new Error('an hour lies in no week');
    sum.people += people;
    sum.messages += messages;
  }
  return sums;
}

function finalChannels(all: readonly OfChannel[], shown: ReadonlySet<ChannelNumber>): readonly FinalChannel[] {
  const talked = keptIn(all, 'talkers', ({ channel }) => [channel, 'month']);
  return all
    .filter(({ channel }) => shown.has(channel))
    .map((of) => ({
      channel: of.channel,
      people: of.people,
      written: of.writers === 0 || of.writers >= fewestPeople ? writtenIn(of) : null,
      voice: of.talkers === 0 || talked.has(of) ? talkedIn(of) : null,
    }));
}

async function finalChannelDays(
  days: readonly DaySummary[],
  shown: ReadonlySet<ChannelNumber>,
  turn: typeof nextTurn,
): Promise<readonly FinalChannelDay[]> {
  const cells = days.flatMap(({ day, channels }) => channels.map((of) => ({ ...of, day })));
  const lines = ({ day, channel }: (typeof cells)[number]) => [day, channel] as const;
  const written = keptIn(cells, 'writers', lines);
  await turn();
  const voice = keptIn(cells, 'talkers', lines);
  await turn();
  return cells
    .filter(({ channel }) => shown.has(channel))
    .map((of) => ({
      day: of.day,
      channel: of.channel,
      people: of.people >= fewestPeople ? of.people : null,
      written: written.has(of) ? writtenIn(of) : null,
      voice: voice.has(of) ? talkedIn(of) : null,
    }))
    .filter(hasAny);
}

type People = 'people' | 'writers' | 'talkers';

/** The sums whose numbers of these people are kept. */
function keptIn<Of extends Sums>(
  sums: readonly Of[],
  people: People,
  linesOf: (of: Of) => readonly [Cell['row'], Cell['column']],
): ReadonlySet<Of> {
  const present = sums.filter((of) => of[people] > 0);
  const cells = present.map((of): Cell => {
    const [row, column] = linesOf(of);
    return { row, column, people: of[people] };
  });
  const kept = keptCells(cells, fewestPeople);
  return new Set(present.filter((_, index) => kept.has(cells[index] as Cell)));
}

function hasAny({ people, written, voice }: Pick<FinalHour, 'people' | 'written' | 'voice'>): boolean {
  return people !== null || written !== null || voice !== null;
}

function writtenIn({ writers, messages }: Sums): Written {
  return { writers, messages };
}

function talkedIn({ talkers, voiceSeconds }: Sums): Talked {
  return { talkers, voiceSeconds };
}
