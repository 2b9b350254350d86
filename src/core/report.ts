import { sampleStandardDeviation } from 'simple-statistics';

/** One row for all, one a day of the week, one an hour of the day, one a channel. */
export const reportTypes = ['full', 'weekday', 'hourly', 'channels'] as const;
export type ReportType = (typeof reportTypes)[number];

/** What a report says of one bucket of counters. Null is what does not apply: a channel has no members of its own. */
export interface ReportRow {
  readonly label: string;
  /** Members of the guild at the end of the bucket's last observed hour, 0 if none was. */
  readonly totalUsers: number | null;
  /** Members with a message or more. */
  readonly activeUsers: number;
  /** Members with a second of voice or more. */
  readonly voiceUsers: number;
  readonly joins: number | null;
  readonly parts: number | null;
  readonly messages: number;
  readonly messagesPerUser: number;
  /** Sample standard deviation (n − 1) over the active users; 0 for fewer than two. */
  readonly messagesPerUserStdev: number;
  readonly voiceSeconds: number;
  readonly voiceHours: number;
  readonly voiceHoursPerUser: number;
  /** In hours, over the voice users; as above. */
  readonly voiceHoursPerUserStdev: number;
}

/** The guild's own numbers in a bucket, which no channel has. */
export interface GuildNumbers {
  readonly totalUsers: number | null;
  readonly joins: number | null;
  readonly parts: number | null;
}

/** Puts a row together from what each active user wrote and how many seconds each voice user was connected. */
export function reportRow(label: string, guild: GuildNumbers, messages: Spread, voice: Spread): ReportRow {
  return {
    label,
    totalUsers: guild.totalUsers,
    activeUsers: messages.users,
    voiceUsers: voice.users,
    joins: guild.joins,
    parts: guild.parts,
    messages: messages.total,
    messagesPerUser: messages.perUser,
    messagesPerUserStdev: messages.stdev,
    voiceSeconds: voice.total,
    voiceHours: voice.total / 3600,
    voiceHoursPerUser: voice.perUser / 3600,
    voiceHoursPerUserStdev: voice.stdev / 3600,
  };
}

/** How an amount is spread over the users that have any. */
export interface Spread {
  readonly users: number;
  readonly total: number;
  readonly perUser: number;
  readonly stdev: number;
}

/** `sums` has the amount of each user, all above 0. */
export function spreadOf(sums: Float64Array): Spread {
  const users = sums.length;
  let total = 0;
  // By index: an iterator over half a million sums takes as long as all the rest of a report when V8 is not warm yet.
  for (let index = 0; index < users; index += 1) total += sums[index] as number;
  return {
    users,
    total,
    perUser: users === 0 ? 0 : total / users,
    stdev: users < 2 ? 0 : sampleStandardDeviation(sums as ArrayLike<number> as readonly number[]),
  };
}

/**
 * Puts together how an amount is spread over different users (Chan, Golub and LeVeque, Updating Formulae and a Pairwise
 * Algorithm for Computing Sample Variances, 1979).
 */
export function unitedSpread(a: Spread, b: Spread): Spread {
  if (a.users === 0 || b.users === 0) return a.users === 0 ? b : a;
  const users = a.users + b.users;
  const total = a.total + b.total;
  const between = ((b.perUser - a.perUser) ** 2 * a.users * b.users) / users;
  const squares = a.stdev ** 2 * (a.users - 1) + b.stdev ** 2 * (b.users - 1) + between;
  return { users, total, perUser: total / users, stdev: Math.sqrt(squares / (users - 1)) };
}
