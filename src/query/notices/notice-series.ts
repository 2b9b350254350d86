/** The numbers of which notices may be given, in the order in which they are told. */
export const noticeSeries = ['people', 'messages', 'joins', 'parts', 'voiceSeconds'] as const;
export type NoticeSeries = (typeof noticeSeries)[number];

/** Those whose hours are watched. */
export const hourlySeries = ['messages', 'joins'] as const satisfies readonly NoticeSeries[];
