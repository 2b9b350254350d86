import type { ChannelNumber, MemberNumber } from '../core/counter.ts';
import type { MessageShares } from '../core/message-shares.ts';
import { dayOfHour, type Hour } from '../core/time.ts';
import { ColumnCursor } from './blob/column-cursor.ts';
import { CounterList } from './blob/counter-list.ts';

/** Notes the messages of a blob, and which of them are a member's. Throws `CorruptColumns`. */
export function countMessages(blob: Uint8Array, member: MemberNumber, shares: MessageShares): void {
  const cursor = new ColumnCursor(blob);
  const list = new CounterList();
  while (cursor.next()) {
    const { hour, metric, channel } = cursor;
    if (metric !== 'msg') continue;
    list.clear();
    cursor.decode(list);
    noteMessages(hour, channel, list, member, shares);
  }
}

/** The same for the messages of one hour and channel. */
export function noteMessages(
  hour: Hour,
  channel: ChannelNumber,
  { members, amounts, length }: CounterList,
  member: MemberNumber,
  shares: MessageShares,
): void {
  let own = 0;
  let all = 0;
  for (let index = 0; index < length; index += 1) {
    const amount = amounts[index] as number;
    all += amount;
    if (members[index] === member) own += amount;
  }
  shares.note(dayOfHour(hour), channel, own, all);
}
