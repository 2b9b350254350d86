/**
 * The numbers that are compared with what is usual, each as in a series: `people` wrote or talked, `totalUsers` are the
 * members at the end of a period.
 */
export const comparedMetrics = ['people', 'messages', 'voiceSeconds', 'joins', 'parts', 'totalUsers'] as const;

export type ComparedMetric = (typeof comparedMetrics)[number];
