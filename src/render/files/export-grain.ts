/** The period of an export's row: an hour, as counted, or a day, which reveals less about people. */
export const exportGrains = ['hour', 'day'] as const;
export type ExportGrain = (typeof exportGrains)[number];
