import type { CounterMetric } from '../../core/metric.ts';
import type { Person } from '../../core/person.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import type { Hour } from '../../core/time.ts';

/** One thing to be counted, as a line or a message of a file says it. */
export interface Row {
  /** The number of the line in a CSV file, of the message in a JSON file; from 1. */
  readonly place: number;
  readonly hour: Hour;
  readonly metric: CounterMetric;
  /** Null for `join`, `part` and `total_users`. */
  readonly channel: ChannelReference | null;
  /** A person, or what another program calls somebody; null for `join`, `part` and `total_users`. */
  readonly member: Person | string | null;
  /** As in a `Counter`: voice in milliseconds. */
  readonly amount: number;
  /** What the file says of a single message, so that none counts twice; null where it has counts only. */
  readonly message: { readonly id: Snowflake; readonly roleIds: readonly Snowflake[] } | null;
}

/** A channel as a file names it. Rows of one channel share one reference. */
export interface ChannelReference {
  /** Null where the file has names only. */
  readonly id: Snowflake | null;
  /** Without `#`. */
  readonly name: string;
  readonly kind: 'text' | 'voice';
  /** Whether a channel of the other kind may be meant, where there is none of this. */
  readonly isOfAnyKind: boolean;
  /** The thread in which it was written, which the guild may ignore; null outside of threads. */
  readonly threadId: Snowflake | null;
}

/** Makes rows of the text of a file, which comes in parts. What is wrong is told as a fault, and left out. */
export interface RowReader {
  /** The last that was read: `line 17`, `message 3`. */
  readonly place: string;
  /** The rows that end in the next part of the text, in its order. */
  read(text: string): Row[];
  /** The file has come to its end: what is left. */
  end(): Row[];
}

/** Told of what is wrong in a file: where, and what was expected. Never what is there. */
export type OnFault = (place: string, expected: string) => void;
