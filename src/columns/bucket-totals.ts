import type { Hour } from '../core/time.ts';
import type { Moments } from './moments.ts';
import { type Spread, spreadOf } from './spread.ts';

/** The totals of one row of a report. */
export interface BucketTotals extends GuildTotals {
  readonly messages: Spread;
  /** In seconds. */
  readonly voice: Spread;
}

/** The same as exact integers. */
export interface BucketMoments extends GuildTotals {
  readonly messages: Moments;
  /** In seconds. */
  readonly voice: Moments;
  /** How many members wrote a message or were in voice for a second; null if that was not counted. */
  readonly people: number | null;
}

interface GuildTotals {
  /** A day of the week (0 is Monday), an hour of the day, or a channel (0: the hidden ones); 0 for a full report. */
  readonly key: number;
  readonly joins: number;
  readonly parts: number;
  /** The last headcount of the bucket, and its hour; 0 and −1 if there is none. */
  readonly headcount: number;
  readonly headcountHour: Hour;
}

/** The totals of a row with these moments. */
export function totalsOf({ key, joins, parts, headcount, headcountHour, ...by }: Omit<BucketMoments, 'people'>) {
  const [messages, voice] = [spreadOf(by.messages), spreadOf(by.voice)];
  return { key, joins, parts, headcount, headcountHour, messages, voice } satisfies BucketTotals;
}
