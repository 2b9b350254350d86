import type { Query, Result } from '../../query.ts';
import type { ChannelTableDeps } from '../channel-table.ts';

export const channelChangeMeasures = [
  'messages',
  'share',
  'people',
  'peopleBefore',
  'marked',
  'usualLow',
  'usualHigh',
  'unusual',
  'voiceSeconds',
  'lastMessageDay',
] as const;
export type ChannelChangeMeasure = (typeof channelChangeMeasures)[number];

/**
 * The table of channels, with silent ones, beside the time before:
 * - `messages`, `share`, `people`, `voiceSeconds`: as in `channelTable`;
 * - `peopleBefore`: the people of the equally long time before;
 * - `marked`: 1 if more people than before by more than chance, −1 if fewer, 0 if neither, or if that is not certain
 *   because people over a month's end have bounds;
 * - `usualLow`, `usualHigh`: the range of the channel's messages in the last twelve months; only of one whole calendar
 *   month, else `learning`, as with fewer than six months with messages;
 * - `unusual`: 1 if the messages lie above that range, −1 below, 0 inside;
 * - `lastMessageDay`: the last day with a message, in days since the Unix epoch, also in the time before as far as it was
 *   read; 0 if there is none.
 *
 * `before` has the range that was compared with and its facts, and no rows.
 */
export async function channelChanges(_query: Query, _deps: ChannelTableDeps): Promise<Result<ChannelChangeMeasure>> {
  throw new Error('not answered yet');
}
