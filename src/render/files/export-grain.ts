/** What a row of an export sums up: an hour as it was counted, or a day, which says less about who it may have been. */
export const exportGrains = ['hour', 'day'] as const;
export type ExportGrain = (typeof exportGrains)[number];
