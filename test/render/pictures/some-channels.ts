import { type Channel, seesAllChannels } from '../../../src/core/channel.ts';
import type { HourRange } from '../../../src/core/time.ts';
import type { Result, ResultRow } from '../../../src/query/query.ts';
import {
  type ChannelChangeMeasure,
  channelChangeMeasures,
} from '../../../src/query/questions/compared/channel-changes.ts';
import type { RangeFacts } from '../../../src/query/range-facts.ts';
import { notKnown, type Value } from '../../../src/query/value.ts';
import { facts, october } from './some-days.ts';

/** A channel of a made-up result. */
export interface SomeChannel {
  readonly name: string;
  readonly messages: Value;
  readonly usual?: readonly [low: number, high: number];
  readonly marked?: number;
  readonly isDeleted?: boolean;
}

/** Channels as `channelChanges` answers them. */
export function someChannels(
  channels: readonly SomeChannel[],
  {
    range = october,
    facts: changed = {},
    hidden = null,
  }: { range?: HourRange; facts?: Partial<RangeFacts>; hidden?: number | null } = {},
): Result<ChannelChangeMeasure> {
  const numbers = channels.map(({ messages }) => (typeof messages === 'number' ? messages : 0));
  const all = numbers.reduce((sum, messages) => sum + messages, hidden ?? 0);
  const rows = channels.map((channel, index) => rowOf(channel, index, all));
  return {
    query: { about: 'channelChanges', guildId: '7', range, by: 'channel', channel: null, view: seesAllChannels },
    measures: channelChangeMeasures,
    rows:
      hidden === null
        ? rows
        : [...rows, { key: { kind: 'hidden' }, values: valuesOf({ name: '', messages: hidden }, all) }],
    facts: { ...facts, ...changed },
    before: null,
  };
}

function rowOf(channel: SomeChannel, index: number, all: number): ResultRow<ChannelChangeMeasure> {
  const { name, isDeleted = false } = channel;
  const about: Channel = { id: String(100 + index), kind: 'text', name, number: index + 1, isDeleted };
  return { key: { kind: 'channel', channel: about }, values: valuesOf(channel, all) };
}

function valuesOf({ messages, usual, marked = 0 }: SomeChannel, all: number): Record<ChannelChangeMeasure, Value> {
  const [usualLow, usualHigh] = usual ?? [notKnown('learning'), notKnown('learning')];
  const unusual = usual === undefined || typeof messages !== 'number' ? notKnown('learning') : side(messages, usual);
  const share = typeof messages === 'number' && all > 0 ? messages / all : messages;
  const people = { people: 40, peopleBefore: 40, voiceSeconds: 0, lastMessageDay: 20_000 };
  return { messages, share, ...people, marked, usualLow, usualHigh, unusual };
}

function side(value: number, [low, high]: readonly [number, number]): number {
  return value > high ? 1 : value < low ? -1 : 0;
}

/** The busiest of a community like the real one. */
export const busyChannels: readonly SomeChannel[] = [
  { name: 'Equational', messages: 5647 },
  { name: 'new-members', messages: 2674, usual: [1922, 3061] },
  { name: 'mathlib4', messages: 2339, usual: [1946, 3172] },
  { name: 'general', messages: 1619, usual: [1141, 2022] },
  { name: 'lean4', messages: 1117, usual: [1499, 2972] },
  { name: 'Is-there-code-for-X?', messages: 805, usual: [1098, 2151] },
  { name: 'maths', messages: 549, usual: [211, 710], marked: 1 },
  { name: 'nightly-testing', messages: 547, usual: [0, 762] },
  { name: 'PR-reviews', messages: 345, usual: [295, 590] },
];
