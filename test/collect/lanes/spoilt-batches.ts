import { firstSnowflakeAt } from '../../../src/core/snowflake.ts';
import { dayOf, hoursOfMonth, monthOf } from '../../../src/core/time.ts';
import type { Total } from '../../../src/core/total.ts';
import type { Batch } from '../../../src/store/batch.ts';
import { general, guildId } from '../../cast.ts';
import { aTotal } from '../../store/contract/a-total.ts';

export const startMs = Date.UTC(2018, 2, 5, 9, 30);

export type Mutable<T> = { -readonly [Key in keyof T]: T[Key] extends readonly (infer Row)[] ? Row[] : T[Key] };

const aGuild: Batch['guilds'][number] = {
  id: guildId,
  name: 'Kitchen',
  settings: {} as never,
  afkChannelId: null,
  headcount: 1,
  firstConnectedMs: startMs,
  leftMs: null,
  wasGreeted: false,
  catchUpFromMs: startMs,
};

/** Faults in the rows of one guild of a batch, which the database or the code that writes them refuses. */
export const batchFaults: Readonly<Record<string, (batch: Mutable<Batch>) => void>> = {
  'a guild without a name': ({ guilds }) => guilds.push({ ...aGuild, name: null as never }),
  'a guild whose headcount is no number': ({ guilds }) => guilds.push({ ...aGuild, headcount: Number.NaN }),
  'a guild with a number that cannot be bound': ({ guilds }) => {
    guilds.push({ ...aGuild, headcount: { valueOf: () => 1 } as never });
  },
  'a thread of a channel that cannot be bound': ({ threads }) => {
    threads.push({ guildId, id: firstSnowflakeAt(startMs), channelId: {} as never });
  },
  'a channel without an id': ({ channels }) => channels.push(aChannel({ id: null as never })),
  'a channel of an unknown kind': ({ channels }) => channels.push(aChannel({ kind: 'forum' as never })),
  'a member whose number is taken': ({ members }) => {
    for (const { guildId: of, member } of [...members]) if (of === guildId) members.push({ guildId, member });
    if (members.length === 0) members.push({ guildId, member: { number: -1, token: 0xa000_0000 } });
  },
  'a member without a token': ({ members }) => {
    members.forEach((row, index) => {
      if (row.guildId === guildId) members[index] = { guildId, member: { ...row.member, token: 0 } };
    });
  },
  'counters of a month that is closed': ({ deltas }) => changeDelta(deltas, { month: monthOf(startMs) - 1 }),
  'counters of hours that are in no month': ({ deltas }) => {
    changeDelta(deltas, { hours: { from: Number.NaN, to: Number.NaN } });
  },
  'counters of hours that are in another month': ({ deltas }) => {
    changeDelta(deltas, { hours: { from: 0, to: 1 } });
  },
  'counters that cannot be read': ({ deltas }) => {
    changeDelta(deltas, { hours: hoursOfMonth(monthOf(startMs)), columns: Uint8Array.of(1, 255) });
  },
  'counters that are no bytes': ({ deltas }) => changeDelta(deltas, { columns: 'text' as never }),
  'a total of no metric': ({ totals }) => totals.push(aSpoiltTotal({ metric: 'msg' as never })),
  'a total with amount 0': ({ totals }) => totals.push(aSpoiltTotal({ amount: 0 })),
  'a total of no number': ({ totals }) => totals.push(aSpoiltTotal({ amount: Number.NaN })),
  'a total of a month that is closed': ({ totals }) => totals.push(aSpoiltTotal({ start: 17_000 })),
  'a total with a channel that its metric has not': ({ totals }) => totals.push(aSpoiltTotal({ channel: 1 })),
  'a total whose key is no text': ({ totals }) => totals.push(aSpoiltTotal({ key: {} as never })),
  'a trial that ends before it begins': ({ trial }) => trial.push({ guildId, member: 1, from: 5, to: 4 }),
  'a voice session in no channel': (batch) => {
    batch.voiceSessions = [
      ...(batch.voiceSessions ?? []),
      { guildId, member: 1, channelId: null as never, countedUntilMs: 0 },
    ];
  },
  'a message position in no channel': ({ messagePositions }) => {
    messagePositions.push({ guildId, channelId: null as never, lastId: '1', readUpToId: null, gaps: [] });
  },
  'a message position that is no JSON': ({ messagePositions }) => {
    messagePositions.push({ guildId, channelId: '1', lastId: '1', readUpToId: null, gaps: [{ afterId: 1n }] as never });
  },
  'a gap that begins at no time': ({ gaps }) => gaps.push({ guildId, fromMs: Number.NaN, toMs: null }),
};

function aSpoiltTotal(changes: Partial<Total>): Total {
  return aTotal('joiners', dayOf(startMs), 1, { guildId, ...changes });
}

function aChannel(changes: Partial<Batch['channels'][number]['channel']>): Batch['channels'][number] {
  const channel = { id: general, kind: 'text', name: 'x', number: 1, isDeleted: false } as const;
  return { guildId, channel: { ...channel, ...changes } };
}

function changeDelta(deltas: Batch['deltas'][number][], changes: Partial<Batch['deltas'][number]>): void {
  const columns = Uint8Array.of(1);
  const hour = hoursOfMonth(monthOf(startMs)).from;
  const index = deltas.findIndex((delta) => delta.guildId === guildId);
  const delta = deltas[index] ?? { guildId, month: monthOf(startMs), hours: { from: hour, to: hour + 1 }, columns };
  deltas.splice(Math.max(0, index), index < 0 ? 0 : 1, { ...delta, ...changes });
}
