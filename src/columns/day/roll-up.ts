import type { Steps } from '../../core/async/steps.ts';
import type { ChannelNumber } from '../../core/counter.ts';
import type { CounterMetric } from '../../core/metric.ts';
import { ColumnWriter } from '../blob/column-writer.ts';
import { CounterList } from '../blob/counter-list.ts';
import type { TabulatedDay } from './tabulate-day.ts';

/*
 * The sums of each member over a day: a column blob, so that reading it needs no code of its own. Under the day's first
 * hour it has one run of messages and one of voice, both of channel 1. The amounts of voice are seconds, because each
 * counter is rounded down before it is added. Members without a message or a second of voice are left out. Joins, leaves
 * and headcounts are in their own hours.
 */

/** The channel of all counters with a member in a roll-up. */
export const rollUpChannel: ChannelNumber = 1;

/** The roll-up of a day. Null if a sum is 2^32 or more. Yields after each slice of work. */
export function* encodeRollUp({ members, summary }: TabulatedDay): Steps<Uint8Array | null> {
  const messages = new CounterList();
  const voice = new CounterList();
  if (members.hasGreatSum) return null; // Readers add up roll-ups in 32 bits.
  for (let from = 0; from < members.room; from += sliceMembers) {
    members.each(from, from + sliceMembers, (member, ofMessages, ofVoice) => {
      if (ofMessages > 0) messages.push(member, ofMessages);
      if (ofVoice > 0) voice.push(member, ofVoice);
    });
    if (from > 0) yield;
  }

  const writer = new ColumnWriter();
  const first = summary.day * 24;
  if (messages.length > 0) writer.run(first, 'msg', rollUpChannel, messages);
  yield;
  if (voice.length > 0) writer.run(first, 'voice', rollUpChannel, voice);
  const single = new CounterList();
  for (const { hour, joins, parts, headcount } of summary.hours) {
    const put = (metric: CounterMetric, amount: number) => {
      single.clear();
      single.push(0, amount);
      writer.run(hour, metric, 0, single);
    };
    if (joins > 0) put('join', joins);
    if (parts > 0) put('part', parts);
    if (headcount !== null) put('total_users', headcount);
  }
  return writer.finish();
}

/** Member numbers per slice: a few milliseconds of work. */
const sliceMembers = 2 ** 17;
