import { nextTurn } from '../../core/async/event-loop.ts';
import { hoursOfMonth, monthOfHour } from '../../core/time.ts';
import { cardChannels } from '../card/card-channels.ts';
import { roundedAmount, roundedParts, roundedPeople } from '../card/card-rounding.ts';
import type { Query, Result, ResultRow } from '../query.ts';
import { rangeFacts } from '../range-facts.ts';
import type { SeriesMeasure } from '../series/series-measures.ts';
import { dayMean } from '../usual/day-mean.ts';
import { knownDays } from '../usual/known-days.ts';
import { notKnown, type Value } from '../value.ts';
import type { AnswerDeps } from './question-deps.ts';
import { series } from './series.ts';

export const cardMeasures = ['people', 'peoplePerDay', 'messages', 'voiceHours', 'joins', 'totalUsers'] as const;
export type CardMeasure = (typeof cardMeasures)[number];

/**
 * What of one sealed month may be passed on: a row of all, one for each day (a period), and one for each channel that
 * everyone in the guild and the asker can view, busiest first.
 * - `people` who wrote or talked, `peoplePerDay` (the mean of the days observed for 95 %; of a day, its people), `joins`
 *   and `totalUsers` (members at the end): rounded to five; the latter three are `ofServer` in the row of a channel;
 * - `messages` and `voiceHours`: rounded to two digits.
 *
 * Numbers of one to four people are `tooFew`, and so are those that a sum would give away with them. A channel with
 * nothing to show has no row. Of a month that is not sealed there is one row, and all of it is `running`.
 */
export async function card(query: Query<'card'>, deps: AnswerDeps): Promise<Result<CardMeasure>> {
  const { guildId, view } = query;
  const nowMs = deps.clock.now();
  const asOfNow = { ...deps, clock: { now: () => nowMs } };
  const range = hoursOfMonth(monthOfHour(query.range.from));
  const result = (rows: readonly ResultRow<CardMeasure>[], facts: Result['facts']): Result<CardMeasure> => {
    return { query: { ...query, range }, measures: cardMeasures, rows, facts, before: null };
  };
  const facts = await rangeFacts(deps.store, asOfNow.clock, guildId, range);
  if (!facts.isSealed) return result([{ key: { kind: 'total' }, values: everywhere(notKnown('running')) }], facts);

  const asked = { about: 'series', guildId, channel: null, view, range } as const;
  const { rows: totals, facts: allFacts } = await series({ ...asked, by: 'total' }, asOfNow);
  await nextTurn();
  const { rows: days } = await series({ ...asked, by: 'day' }, asOfNow);
  const { days: known } = await knownDays({ ...query, channel: null }, range, 'people', asOfNow);
  await nextTurn();
  const perDay = dayMean(known, 'people');
  const total = totals.map(({ key, values }): ResultRow<CardMeasure> => {
    const mean = 'notKnown' in perDay ? perDay : perDay.value / perDay.days;
    return {
      key,
      values: {
        ...ofServer(values),
        peoplePerDay: roundedPeople(mean),
        messages: roundedAmount(values.messages, values.activeUsers),
        voiceHours: roundedAmount(hoursOf(values.voiceSeconds), values.voiceUsers),
      },
    };
  });
  const messages = roundedParts(days.map(({ values }) => ({ amount: values.messages, people: values.activeUsers })));
  const voice = roundedParts(
    days.map(({ values }) => ({ amount: hoursOf(values.voiceSeconds), people: values.voiceUsers })),
  );
  const ofDays = days.map(({ key, values }, index): ResultRow<CardMeasure> => {
    const own = ofServer(values);
    const [ofMessages, ofVoice] = [messages[index] ?? 0, voice[index] ?? 0];
    return { key, values: { ...own, peoplePerDay: own.people, messages: ofMessages, voiceHours: ofVoice } };
  });
  const ofChannels = (await cardChannels({ ...query, range }, asOfNow)).map((each): ResultRow<CardMeasure> => {
    const { channel, people, messages: ofMessages, voiceHours } = each;
    const values = { ...everywhere(notKnown('ofServer')), people, messages: ofMessages, voiceHours };
    return { key: { kind: 'channel', channel }, values };
  });
  return result([...total, ...ofDays, ...ofChannels], allFacts);
}

function everywhere(value: Value): Readonly<Record<CardMeasure, Value>> {
  return { people: value, peoplePerDay: value, messages: value, voiceHours: value, joins: value, totalUsers: value };
}

function ofServer({ people, joins, totalUsers }: Readonly<Record<SeriesMeasure, Value>>) {
  return { people: roundedPeople(people), joins: roundedPeople(joins), totalUsers: roundedPeople(totalUsers) };
}

function hoursOf(seconds: Value): Value {
  return typeof seconds === 'number' ? seconds / 3600 : seconds;
}
