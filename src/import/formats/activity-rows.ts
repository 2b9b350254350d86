import { hourOf } from '../../core/time.ts';
import { type ActivityColumns, activityColumns, readActivity } from './activity-csv.ts';
import { LineRows } from './line-rows.ts';
import { type ChannelReference, earliestHour, type Row } from './row.ts';

/** Makes a row of each message in an activity CSV. */
export class ActivityRows extends LineRows {
  readonly #channels = new Map<string, ChannelReference>();
  #columns: ActivityColumns | null = null;

  protected rowOf(line: string, number: number): Row | null {
    if (this.#columns === null) {
      this.#columns = activityColumns(line);
      return this.#columns === null ? this.fault('expected the columns ts, user, channel') : null;
    }
    const message = readActivity(line, this.#columns);
    if (typeof message === 'string') return this.fault(message);
    const hour = hourOf(message.atMs);
    if (hour < earliestHour) return this.fault('ts: expected a time from 1990 on');
    return {
      place: number,
      hour,
      metric: 'msg',
      channel: this.#channel(message.channel),
      member: message.user,
      amount: 1,
      message: null,
    };
  }

  #channel(name: string): ChannelReference {
    const known = this.#channels.get(name);
    if (known !== undefined) return known;
    const channel = { id: null, name, kind: 'text', isOfAnyKind: false, threadId: null } as const;
    this.#channels.set(name, channel);
    return channel;
  }
}
