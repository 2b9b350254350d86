import type { ChannelNumber } from '../core/counter.ts';
import { isoDay, isoHour } from '../core/time.ts';
import type { RowKey } from '../query/query.ts';
import { channelLabels } from './channel-labels.ts';
import { english, type Words } from './words.ts';

/** The labels of channels, by number: see {@link channelLabels}. */
export type ChannelLabels = ReadonlyMap<ChannelNumber, string>;

/** What a row is called in a table for people. */
export function rowLabel(key: RowKey, labels: ChannelLabels, words: Words = english): string {
  switch (key.kind) {
    case 'total':
      return words.say('row.total');
    case 'hidden':
      return words.say('row.hidden');
    case 'weekday':
      return words.weekday(key.weekday);
    case 'hourOfDay':
      return words.time(key.hour);
    case 'hourOfWeek':
      return `${words.weekday(Math.floor(key.hour / 24))} ${words.time(key.hour % 24)}`;
    case 'channel':
      return labels.get(key.channel.number) ?? channelLabels([key.channel]).get(key.channel.number) ?? '';
    case 'period':
      return periodLabel(key.from, key.to);
    case 'notice':
      return periodLabel(key.from, key.to);
    case 'group':
      return key.name;
  }
}

/** The labels of the channels in a result, if no others are known. */
export function labelsIn(rows: readonly { readonly key: RowKey }[]): ChannelLabels {
  return channelLabels(rows.flatMap(({ key }) => (key.kind === 'channel' ? [key.channel] : [])));
}

/** A day, the first day of a longer period, or an hour. */
function periodLabel(from: number, to: number): string {
  return to - from === 1 ? isoHour(from) : isoDay(from);
}
