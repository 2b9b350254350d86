import type { API, APIMessage } from '@discordjs/core';
import { compareSnowflakes, firstSnowflakeAt, type Snowflake } from '../../core/snowflake.ts';
import { hourMs } from '../../core/time.ts';
import { type Announcement, isAnnouncement } from './announcement.ts';

export interface SentBefore {
  readonly api: { readonly channels: Pick<API['channels'], 'getMessages'> };
  readonly botId: Snowflake;
  /** A channel whose history the bot may read. */
  readonly channelId: Snowflake;
  /** No announcement was sent before this time, in milliseconds since the Unix epoch. */
  readonly sinceMs: number;
}

/** The number of pages to search. In a busier channel, late news would not be welcome. */
const mostPages = 20;
const perPage = 100;

/** Returns the announcements that the channel does not contain; null if there are too many messages to search. */
export async function findMissingPosts<Post extends Pick<Announcement, 'mark'>>(
  announcements: readonly Post[],
  { api, botId, channelId, sinceMs }: SentBefore,
): Promise<readonly Post[] | null> {
  let missing = announcements;
  let after = firstSnowflakeAt(sinceMs - hourMs); // The clocks of Discord and of this machine may differ.
  for (let page = 0; page < mostPages; page += 1) {
    const messages = await api.channels.getMessages(channelId, { after, limit: perPage });
    const own = messages.filter((message) => isOfItsOwnAccord(message, botId));
    missing = missing.filter((announcement) => !own.some((message) => isAnnouncement(message, announcement)));
    if (messages.length < perPage || missing.length === 0) return missing;
    after = messages.map(({ id }) => id).reduce((a, b) => (compareSnowflakes(a, b) < 0 ? b : a));
  }
  return null;
}

/** Whether the bot posted unprompted. A moderator may have asked for the same report. */
function isOfItsOwnAccord({ author, message_reference, interaction_metadata }: APIMessage, botId: Snowflake): boolean {
  return author.id === botId && message_reference === undefined && interaction_metadata === undefined;
}
