import { finalSummaries } from '../../src/columns/day/final-summaries.ts';
import { encodeFinalSummaries } from '../../src/columns/day/final-summaries-bytes.ts';

/** The final summaries of a month in which another program counted nothing. */
export const noSummaries = encodeFinalSummaries(
  await finalSummaries({ days: [], channels: [], activeDays: [], unreadable: [], isImported: true }),
);
