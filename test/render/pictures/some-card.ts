import { seesAllChannels } from '../../../src/core/channel.ts';
import type { Query, Result, RowKey } from '../../../src/query/query.ts';
import { type CardMeasure, cardMeasures } from '../../../src/query/questions/card.ts';
import { notKnown, type Value } from '../../../src/query/value.ts';
import { busyChannels } from './some-channels.ts';
import { busyDays, facts, october } from './some-days.ts';

/** A card of the month, as `card` answers it: numbers rounded. */
export function someCard(): Result<CardMeasure> {
  const total = { people: 500, peoplePerDay: 95, messages: 18_000, voiceHours: 310, joins: 270, totalUsers: 12_135 };
  const channels = busyChannels.map(({ name, messages }, index) => {
    const channel = { id: String(100 + index), kind: 'text', name, number: index + 1, isDeleted: false } as const;
    return rowOf({ kind: 'channel', channel }, { people: 60, messages: Number(Number(messages).toPrecision(2)) });
  });
  const days = busyDays.map(({ value }, index) => {
    const from = october.from + 24 * index;
    return rowOf({ kind: 'period', from, to: from + 24 }, { peoplePerDay: 5 * Math.round(Number(value) / 5) });
  });
  return {
    query: { about: 'card', guildId: '7', range: october, by: 'total', channel: null, view: seesAllChannels } as Query,
    measures: cardMeasures,
    rows: [rowOf({ kind: 'total' }, total), ...days, ...channels],
    facts,
    before: null,
  };
}

function rowOf(key: RowKey, known: Partial<Record<CardMeasure, Value>>): Result<CardMeasure>['rows'][number] {
  const unknown = Object.fromEntries(cardMeasures.map((measure) => [measure, notKnown('tooFew')]));
  return { key, values: { ...unknown, ...known } as Record<CardMeasure, Value> };
}
