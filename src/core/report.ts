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

/** The period of an export's row: an hour, as counted, or a day, which reveals less about people. */
export const exportGrains = ['hour', 'day'] as const;
export type ExportGrain = (typeof exportGrains)[number];
