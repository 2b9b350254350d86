import type { Result } from '../../query/query.ts';
import type { HourOfWeekMeasure } from '../../query/questions/hour-of-week.ts';
import type { Value } from '../../query/value.ts';
import type { KeyItem } from '../charts/canvas/key.ts';
import { PictureSheet } from '../charts/canvas/picture-sheet.ts';
import { type HeatCell, type HeatData, heatChart, heatStep } from '../charts/heat.ts';
import type { Words } from '../words.ts';
import { emptyText } from './days-picture.ts';
import { altText, openMonthWarning, type Picture, type PictureStyle } from './picture.ts';
import { countText } from './picture-numbers.ts';
import { rangeInFileName } from './range-words.ts';
import { subject } from './subject.ts';

/** How many people are there at which hour of the week, and where mostly no moderator is. */
export function whenPicture(when: Result<HourOfWeekMeasure>, { words, theme }: PictureStyle): Picture {
  const { query, facts } = when;
  const hours = weekHours(when);
  const alt = whenAlt(when, hours, words);
  const zone = query.timezone ?? 'UTC';
  const head = {
    theme,
    alt,
    title: whenTitle(when, hours, words),
    lines: [{ text: words.say('picture.whenLine', { zone }) }],
    foot: openMonthWarning(facts, words),
  };
  const svg = heatChart(whenData(when, words), new PictureSheet(head));
  return { name: `${words.say('picture.file.when')}-${rangeInFileName(query.range)}.png`, svg, alt };
}

/** What the chart of a picture or a page draws. */
export function whenData(when: Result<HourOfWeekMeasure>, words: Words): HeatData {
  const hours = weekHours(when);
  const largest = busiest(hours)?.people ?? 0;
  const cells = hours.map(({ hour, people, isHatched, isLone, value, cover }): HeatCell => {
    const step = people === null ? 0 : heatStep(people, largest);
    return { step, isHatched, isLone, readout: readout(hour, value, cover, words) };
  });
  const key: readonly (KeyItem | null)[] = [
    largest === 0 ? null : { sign: 'steps', before: words.number(0), text: countText(largest, words) },
    hours.some(({ isLone }) => isLone) ? { sign: 'lone', text: words.say('picture.noModerator') } : null,
    hours.some(({ isHatched }) => isHatched) ? { sign: 'notObserved', text: words.say('picture.notObserved') } : null,
  ];
  return {
    cells,
    weekdays: Array.from({ length: 7 }, (_, weekday) => words.shortWeekday(weekday)),
    hours: Array.from({ length: 24 }, (_, hour) => twoDigits(hour)),
    key: key.filter((item) => item !== null),
    empty: hours.some(({ people }) => people !== null) ? null : emptyText(peopleOnly(when), words),
  };
}

interface WeekHour {
  readonly hour: number;
  readonly value: Value;
  readonly cover: Value;
  /** Null if it is not known. */
  readonly people: number | null;
  readonly isHatched: boolean;
  readonly isLone: boolean;
}

function weekHours({ rows }: Result<HourOfWeekMeasure>): readonly WeekHour[] {
  return rows.flatMap(({ key, values }) => {
    if (key.kind !== 'hourOfWeek') return [];
    const { people: value, cover, observedShare } = values;
    const people = typeof value === 'number' ? value : null;
    const isHatched = typeof observedShare !== 'number' || observedShare < 0.5;
    const isLone = typeof cover === 'number' && cover < 0.5 && people !== null && people > 0;
    return [{ hour: key.hour, value, cover, people, isHatched, isLone }];
  });
}

function peopleOnly({ rows }: Result<HourOfWeekMeasure>): Pick<Result, 'rows'> {
  return { rows: rows.map(({ key, values }) => ({ key, values: { people: values.people } })) };
}

/** The hour with most people, the first of several; null if nobody was there. */
function busiest(hours: readonly WeekHour[]): WeekHour | null {
  return hours.reduce<WeekHour | null>((most, each) => {
    return (each.people ?? 0) > (most?.people ?? 0) ? each : most;
  }, null);
}

/** The hour with fewest among those that were observed for at least half; null if there is none. */
function quietest(hours: readonly WeekHour[]): WeekHour | null {
  const known = hours.filter(({ people, isHatched }) => people !== null && !isHatched);
  return known.reduce<WeekHour | null>((fewest, each) => {
    return fewest === null || (each.people ?? 0) < (fewest.people ?? 0) ? each : fewest;
  }, null);
}

function whenTitle({ query, facts }: Result<HourOfWeekMeasure>, hours: readonly WeekHour[], words: Words): string {
  const about = subject(query, facts.askedAtMs, words);
  const most = busiest(hours);
  if (most === null) return words.say('picture.whenTitleEmpty', { about });
  return words.say('picture.whenTitle', { about, hour: hourText(most.hour, words) });
}

function whenAlt({ query, facts }: Result<HourOfWeekMeasure>, hours: readonly WeekHour[], words: Words): string {
  const [most, fewest] = [busiest(hours), quietest(hours)];
  const about = subject(query, facts.askedAtMs, words);
  const lone = hours.filter(({ isLone }) => isLone).length;
  const hatched = hours.filter(({ isHatched }) => isHatched).length;
  return altText([
    words.say('picture.whenAlt', { about, zone: query.timezone ?? 'UTC' }),
    most === null
      ? words.say('picture.altNothing')
      : words.say('picture.whenBusiest', {
          hour: hourText(most.hour, words),
          value: countText(most.people ?? 0, words),
        }),
    most === null || fewest === null
      ? null
      : words.say('picture.whenQuietest', {
          hour: hourText(fewest.hour, words),
          value: countText(fewest.people ?? 0, words),
        }),
    lone === 0 ? null : words.say('picture.whenLone', { count: lone }),
    hatched === 0 ? null : words.say('picture.whenHatched', { count: hatched }),
    openMonthWarning(facts, words),
  ]);
}

function readout(hour: number, value: Value, cover: Value, words: Words): string {
  const at = hourText(hour, words);
  if (typeof value !== 'number') return words.say('picture.readout', { day: at, value: words.say('picture.notKnown') });
  const people = countText(value, words);
  if (typeof cover !== 'number') return words.say('picture.whenReadout', { hour: at, value: people });
  return words.say('picture.whenReadoutCover', { hour: at, value: people, moderators: words.number(cover, 1) });
}

/** `Tuesday 12–13`. */
export function hourText(hourOfWeek: number, words: Words): string {
  const hour = hourOfWeek % 24;
  const weekday = words.weekday(Math.floor(hourOfWeek / 24));
  return words.say('picture.hour', { weekday, from: twoDigits(hour), to: twoDigits(hour + 1) });
}

function twoDigits(hour: number): string {
  return String(hour).padStart(2, '0');
}
