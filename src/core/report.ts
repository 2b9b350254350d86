/** A report has one row in all, or one per day of the week, per hour of the day, or per channel. */
export const reportTypes = ['full', 'weekday', 'hourly', 'channels'] as const;
export type ReportType = (typeof reportTypes)[number];

/** One row of a report. Null means not applicable: a channel has no joins, leaves or headcount. */
export interface ReportRow {
  readonly label: string;
  /** Members of the guild at the end of the bucket's last observed hour; 0 if no hour was observed. */
  readonly totalUsers: number | null;
  /** Members with at least one message. */
  readonly activeUsers: number;
  /** Members with at least one second of voice. */
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
  /** In hours, over the voice users; otherwise the same. */
  readonly voiceHoursPerUserStdev: number;
}

/** The numbers of a bucket that belong to the guild and to no channel. */
export interface GuildNumbers {
  readonly totalUsers: number | null;
  readonly joins: number | null;
  readonly parts: number | null;
}

/** The time span of an export's row: an hour, as counted, or a day, which reveals less about people. */
export const exportGrains = ['hour', 'day'] as const;
export type ExportGrain = (typeof exportGrains)[number];
