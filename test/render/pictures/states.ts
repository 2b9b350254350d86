import { type HourRange, hourOf, hoursOfMonth } from '../../../src/core/time.ts';
import { notKnown } from '../../../src/query/value.ts';
import { activeChart } from '../../../src/render/charts/active.ts';
import { PageSheet } from '../../../src/render/charts/canvas/page-sheet.ts';
import { channelsChart } from '../../../src/render/charts/channels.ts';
import { daysChart } from '../../../src/render/charts/days.ts';
import { heatChart } from '../../../src/render/charts/heat.ts';
import { weekChart } from '../../../src/render/charts/week.ts';
import { type ActiveSeries, activeData, activePicture } from '../../../src/render/pictures/active-picture.ts';
import { cardPicture } from '../../../src/render/pictures/card-picture.ts';
import { channelsData, channelsPicture } from '../../../src/render/pictures/channels-picture.ts';
import { daysData, daysPicture } from '../../../src/render/pictures/days-picture.ts';
import { overData, overPicture } from '../../../src/render/pictures/over-picture.ts';
import type { Picture, PictureStyle } from '../../../src/render/pictures/picture.ts';
import { weekData, weekPicture } from '../../../src/render/pictures/week-picture.ts';
import { whenData, whenPicture } from '../../../src/render/pictures/when-picture.ts';
import { english } from '../../../src/render/words.ts';
import { someCard } from './some-card.ts';
import { busyChannels, type SomeChannel, someChannels } from './some-channels.ts';
import {
  busyDays,
  gapDay,
  octoberDays,
  type SomeChange,
  type SomeDay,
  type SomeDaysChanges,
  september,
  someChange,
  someDays,
} from './some-days.ts';
import { busyHour, someHours } from './some-hours.ts';
import { someSeries } from './some-series.ts';

/** A state of a chart: as a picture, and in a page, which some do not have. */
export interface State {
  readonly picture: (style: PictureStyle) => Picture;
  readonly page: string | null;
}

function days(some: readonly SomeDay[], changes: SomeDaysChanges = {}, change: SomeChange | null = {}): State {
  const series = someDays(some, changes);
  const compared =
    change === null ? null : someChange(change, { range: series.query.range, metric: changes.metric ?? 'people' });
  return {
    picture: (style) => daysPicture(series, compared, style),
    page: daysChart(daysData(series, english), new PageSheet('Days.', 250)),
  };
}

/** With events: two that touch, and one with a long name at the edge. */
function daysWithEvents(some: readonly SomeDay[]): State {
  const series = someDays(some);
  const { from } = series.query.range;
  const events = [
    { name: 'Conference', from: from + 3 * 24, to: from + 6 * 24 },
    { name: 'Quiz 🎲 night', from: from + 5 * 24 + 18, to: from + 5 * 24 + 22 },
    { name: 'Hackathon of the southern hemisphere', from: from + 27 * 24, to: from + 40 * 24 },
    { name: '一般', from: from + 14 * 24, to: from + 15 * 24 },
  ];
  return {
    picture: (style) => daysPicture(series, null, style, events),
    page: daysChart(daysData(series, english, events), new PageSheet('Days.', 250)),
  };
}

function when(...given: Parameters<typeof someHours>): State {
  const result = someHours(...given);
  return {
    picture: (style) => whenPicture(result, style),
    page: heatChart(whenData(result, english), new PageSheet('Hours.')),
  };
}

function channels(...given: Parameters<typeof someChannels>): State {
  const result = someChannels(...given);
  return {
    picture: (style) => channelsPicture(result, style),
    page: channelsChart(channelsData(result, english), new PageSheet('Channels.')),
  };
}

function over(...[range, by, numberOf, facts]: Parameters<typeof someSeries>): State {
  const result = someSeries(range, by, numberOf, facts);
  return {
    picture: (style) => overPicture(result, 'people', style),
    page: daysChart(overData(result, 'people', english), new PageSheet('Over time.')),
  };
}

function active(series: ActiveSeries): State {
  return {
    picture: (style) => activePicture(series, style),
    page: activeChart(activeData(series, english), new PageSheet('Active.')),
  };
}

function week(some: readonly SomeDay[], changes: SomeDaysChanges, change: SomeChange | null): State {
  const series = someDays(some, changes);
  const last = { from: series.query.range.to - 168, to: series.query.range.to };
  const before = { from: last.from - 168, to: last.from };
  const compared = change === null ? null : someChange(change, { range: last, before });
  return {
    picture: (style) => weekPicture(series, compared, style),
    page: weekChart(weekData(series, english), new PageSheet('Week.')),
  };
}

const gap: SomeDay = gapDay;
const few: readonly SomeDay[] = [
  0, 1, 0, 2, 4, 3, 0, 0, 1, 1, 2, 3, 0, 0, 2, 1, 1, 0, 3, 4, 1, 0, 0, 2, 1, 0, 1, 2, 2, 0, 1,
].map((value) => ({ value, usual: [0, 3] as const }));
const monthEnd = { from: hourOf(Date.UTC(2024, 9, 25)), to: hourOf(Date.UTC(2024, 10, 8)) };
const threeDays: HourRange = { from: hourOf(Date.UTC(2024, 9, 14)), to: hourOf(Date.UTC(2024, 9, 17)) };
const year: HourRange = { from: hoursOfMonth(2024 * 12).from, to: hoursOfMonth(2024 * 12 + 11).to };
const nineWeeks: HourRange = { from: hourOf(Date.UTC(2024, 7, 19)), to: hourOf(Date.UTC(2024, 9, 21)) };
const october: HourRange = hoursOfMonth(2024 * 12 + 9);
const thirteen: HourRange = { from: hoursOfMonth(2023 * 12 + 9).from, to: october.to };
const newYear = { askedAtMs: Date.UTC(2025, 0, 2) };
const lastOfOctober = { askedAtMs: Date.UTC(2024, 9, 31, 9), isSealed: false };
const midOctober = { askedAtMs: Date.UTC(2024, 9, 18, 14), isSealed: false };

function upTo(day: number, some: readonly SomeDay[]): readonly SomeDay[] {
  return some.slice(0, day).map((each, index) => (index === day - 1 ? { ...each, value: 41, isRunning: true } : each));
}

function withGaps(...indexes: readonly number[]): readonly SomeDay[] {
  return busyDays.map((each, index) => (indexes.includes(index) ? { ...each, ...gap } : each));
}

const wave = (hour: number) => Math.round(10 + 9 * Math.sin((hour / 12) * Math.PI) + (hour % 5));

const nine = Array.from({ length: 63 }, (_, index): SomeDay => {
  const base = [86, 84, 83, 81, 76, 64, 61][index % 7] ?? 0;
  const value = index >= 56 ? ([113, 98, 88, 81, 79, 62, 44][index - 56] ?? 0) : base + ((index * 11) % 17) - 8;
  return { value, usual: [base - 12, base + 16] };
});

const strange: readonly SomeChannel[] = [
  { name: '💬│general', messages: 900 },
  { name: '𝗴𝗲𝗻𝗲𝗿𝗮𝗹', messages: 800 },
  { name: '一般', messages: 700 },
  { name: 'שלום', messages: 600, marked: -1 },
  { name: 'a<b>&"c\'', messages: 500 },
  { name: 'bell\u0007\u202Egnp\u0000', messages: 400 },
  { name: 'W'.repeat(100), messages: 300, usual: [310, 400] },
  { name: 'z̷̛̘a̶l̴g̵o̸', messages: 200, isDeleted: true },
];

/** Every state in which a picture is sent, by the name of its golden file. */
export const states: Readonly<Record<string, State>> = {
  'days-month': days(octoberDays, {}, { usual: [-0.08, 0.09], unusual: 1 }),
  'days-events': daysWithEvents(octoberDays),
  'days-usual-change': days(busyDays, {}, { change: 0.03, usual: [-0.08, 0.09] }),
  'days-steady-members': days(
    busyDays.map(({ value }) => ({ value: 12_000 + Number(value), usual: [12_040, 12_130] as const })),
    { metric: 'totalUsers' },
    { perDay: 12_135, change: 0.006, usual: [0.004, 0.008] },
  ),
  'days-small-server': days(few, {}, { perDay: 1.3, perDayBefore: 0.9, change: notKnown('tooFew') }),
  'days-first-days': days(
    [
      ...Array.from({ length: 26 }, () => ({ value: notKnown('beforeCounting'), observedShare: 0 })),
      { value: 3 },
      { value: 12 },
      { value: 9 },
      { value: 11 },
      { value: 4, isRunning: true },
    ],
    { facts: lastOfOctober },
    { perDay: 8.8, perDayBefore: notKnown('beforeCounting'), change: notKnown('beforeCounting') },
  ),
  'days-nothing': days(
    Array.from({ length: 31 }, () => ({ value: notKnown('intentOff') })),
    { metric: 'joins' },
    null,
  ),
  'days-zero': days(
    Array.from({ length: 31 }, () => ({ value: 0, usual: [0, 0] as const })),
    {},
    { perDay: 0, perDayBefore: 0, change: notKnown('tooFew') },
  ),
  'days-neighbouring-gaps': days(withGaps(10, 11, 12, 20)),
  'days-gaps-at-the-ends': days(withGaps(0, 30)),
  'days-all-gap': days(
    Array.from({ length: 31 }, () => gap),
    {},
    { perDay: notKnown('notObserved'), change: notKnown('notObserved') },
  ),
  'days-raid': days(
    busyDays.map((_, index) => ({
      value: index === 17 ? 240_000 : 60_000 + 100 * index,
      usual: [58_000, 64_000] as const,
    })),
    { metric: 'joins' },
    { perDay: 67_200, perDayBefore: 60_000, change: 0.12 },
  ),
  'days-28': days(busyDays.slice(0, 28), { range: hoursOfMonth(2023 * 12 + 1) }),
  'days-30': days(busyDays.slice(0, 30), { range: september }),
  'days-today-running': days(upTo(18, octoberDays), { facts: midOctober }, { change: 0.04 }),
  'days-one': days(busyDays.slice(0, 1), { range: { from: october.from, to: october.from + 24 } }),
  'days-month-end': days(busyDays.slice(0, 14), { range: monthEnd }),
  'days-voice': days(
    busyDays.map(({ value }) => ({ value: Number(value) * 400, usual: [18_000, 41_000] as const })),
    { metric: 'voiceSeconds' },
    { perDay: 36_000, perDayBefore: 2_400, change: 14 },
  ),
  week: week(nine, { range: nineWeeks }, { perDay: 80.7, change: -0.03 }),
  'week-running': week(
    nine.slice(0, 60).map((day, index) => (index === 59 ? { ...day, value: 30, isRunning: true } : day)),
    { range: nineWeeks, facts: { ...midOctober, askedAtMs: Date.UTC(2024, 9, 17, 12) } },
    null,
  ),
  'week-gap-over-midnight': week(
    nine.map((day, index) => (index === 58 || index === 59 ? { ...day, observedShare: 0.6 } : day)),
    { range: nineWeeks },
    { perDay: 80.7, change: -0.03 },
  ),
  when: when(busyHour),
  'when-few': when((weekday, hour) => ({
    people: weekday === 2 && hour === 20 ? 1.5 : hour > 17 && weekday % 2 === 0 ? 0.5 : 0,
  })),
  'when-partly-observed': when((weekday, hour) =>
    weekday === 0 || (weekday === 6 && hour > 20)
      ? { people: notKnown('notObserved'), observedShare: 0 }
      : { ...busyHour(weekday, hour), observedShare: weekday === 1 ? 0.4 : 1 },
  ),
  'when-too-few': when(() => ({ people: notKnown('tooFew') })),
  'when-berlin': when(busyHour, { query: { timezone: 'Europe/Berlin' }, facts: midOctober }),
  channels: channels(busyChannels),
  'channels-500': channels(
    Array.from({ length: 500 }, (_, index) => ({ name: `channel-${index}`, messages: 2_000 - 3 * index })),
    { hidden: 4_000 },
  ),
  'channels-strange-names': channels(strange),
  'channels-none': channels([{ name: 'quiet', messages: 0 }]),
  'channels-of-days': channels(
    busyChannels.slice(0, 3).map(({ name, messages }) => ({ name, messages })),
    { range: threeDays, facts: { isSealed: false } },
  ),
  active: active({
    days: someSeries(october, 'day', (index) => octoberDays[index]?.value ?? 0),
    months: someSeries(thirteen, 'month', (index) => 380 + ((index * 37) % 130)),
  }),
  'active-first-month': active({
    days: someSeries(
      october,
      'day',
      (index) => (index < 20 ? notKnown('beforeCounting') : 3 + (index % 4)),
      lastOfOctober,
    ),
    months: someSeries(thirteen, 'month', (index) => (index < 12 ? notKnown('beforeCounting') : 14), lastOfOctober),
  }),
  'over-hours': over(threeDays, 'hour', (index) => (index > 30 && index < 36 ? notKnown('notObserved') : wave(index))),
  'over-year-by-week': over(
    year,
    'week',
    (index) => (index % 4 === 1 ? { low: 150, high: 320, estimate: 230 } : 200 + ((index * 37) % 60)),
    newYear,
  ),
  'over-months': over(
    { from: hoursOfMonth(2019 * 12).from, to: year.to },
    'month',
    (index) => (index === 40 ? { value: 90, observedShare: 0.5 } : 300 + index + ((index * 53) % 60)),
    newYear,
  ),
  'over-no-estimate': over(
    year,
    'week',
    (index) => (index % 4 === 1 ? { low: 150, high: 320, estimate: null } : 210),
    newYear,
  ),
  'over-nothing': over(year, 'month', () => notKnown('beforeCounting'), newYear),
  card: { picture: (style) => cardPicture(someCard(), style), page: null },
};
