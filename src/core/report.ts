/** A report has one row in all, or one per day of the week, per hour of the day, or per channel. */
export const reportTypes = ['full', 'weekday', 'hourly', 'channels'] as const;
export type ReportType = (typeof reportTypes)[number];

/**
 * The full report that is kept of a month whose counters were deleted: its numbers by name, as they were shown. A number
 * that was not known has the reason instead.
 */
export type KeptReport = Readonly<Record<string, number | { readonly notKnown: string }>>;

/** The time span of an export's row: an hour, as counted, or a day, which reveals less about people. */
export const exportGrains = ['hour', 'day'] as const;
export type ExportGrain = (typeof exportGrains)[number];
