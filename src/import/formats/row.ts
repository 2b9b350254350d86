import type { CounterMetric } from '../../core/metric.ts';
import type { Person } from '../../core/person.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { type Hour, hourMs } from '../../core/time.ts';

/** One thing to count, from a line or message of a file. */
export interface Row {
  /** The number of the line in a CSV file, or of the message in a JSON file, from 1. */
  readonly place: number;
  readonly hour: Hour;
  readonly metric: CounterMetric;
  /** Null for `join`, `part` and `total_users`. */
  readonly channel: ChannelReference | null;
  /** A person, or another program's name for a member; null for `join`, `part` and `total_users`. */
  readonly member: Person | string | null;
  /** As in a `Counter`: voice in milliseconds. */
  readonly amount: number;
  /** Identifies a single message, so that it counts once; null if the file has only counts. */
  readonly message: { readonly id: Snowflake; readonly roleIds: readonly Snowflake[] } | null;
}

/** Nobody chatted before; an earlier time is in another unit, or of a clock that was not set. */
export const earliestHour: Hour = Date.UTC(1990, 0) / hourMs;

/** A channel as a file names it. Rows of one channel share one reference. */
export interface ChannelReference {
  /** Null if the file has only names. */
  readonly id: Snowflake | null;
  /** Without `#`. */
  readonly name: string;
  readonly kind: 'text' | 'voice';
  /** Whether a channel of the other kind may be meant if there is none of this kind. */
  readonly isOfAnyKind: boolean;
  /** The thread of the message, which the guild may ignore; null outside threads. */
  readonly threadId: Snowflake | null;
}

/** Makes rows of a file's text, chunk by chunk. Invalid rows are reported as faults and left out. */
export interface RowReader {
  /** The last item that was read: `line 17`, `message 3`. */
  readonly place: string;
  /** The rows that end in the next chunk of the text, in its order. */
  read(text: string): Row[];
  /** The remaining rows at the end of the file. */
  end(): Row[];
}

/** Called for each fault in a file: where it is, and what was expected. Never with what is there. */
export type OnFault = (place: string, expected: string) => void;
