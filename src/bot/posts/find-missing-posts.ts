import type { API, APIEmbed, APIMessage } from '@discordjs/core';
import { compareSnowflakes, firstSnowflakeAt, type Snowflake } from '../../core/snowflake.ts';
import { hourMs } from '../../core/time.ts';

/** A message that the bot sends unasked, once. */
export interface Announcement {
  /** Empty beside an embed. */
  readonly content: string;
  readonly embeds: readonly APIEmbed[];
  /** The same for the same message, at most 25 characters. */
  readonly nonce: string;
}

export interface SentBefore {
  readonly api: { readonly channels: Pick<API['channels'], 'getMessages'> };
  readonly botId: Snowflake;
  /** One whose history the bot may read. */
  readonly channelId: Snowflake;
  /** None of them was sent before this instant, in milliseconds since the Unix epoch. */
  readonly sinceMs: number;
}

/** So many messages of a channel are looked at. Where more were written, nobody would welcome old news. */
const mostPages = 20;
const perPage = 100;

/** Those of some announcements that do not stand in the channel; none where there is too much to look through. */
export async function findMissingPosts(
  announcements: readonly Announcement[],
  { api, botId, channelId, sinceMs }: SentBefore,
): Promise<readonly Announcement[]> {
  let missing = announcements;
  let after = firstSnowflakeAt(sinceMs - hourMs); // The clocks of Discord and of this machine may differ.
  for (let page = 0; page < mostPages; page += 1) {
    const messages = await api.channels.getMessages(channelId, { after, limit: perPage });
    const own = messages.filter((message) => isOfItsOwnAccord(message, botId));
    missing = missing.filter((announcement) => !own.some((message) => isSame(message, announcement)));
    if (messages.length < perPage || missing.length === 0) return missing;
    after = messages.map(({ id }) => id).reduce((a, b) => (compareSnowflakes(a, b) < 0 ? b : a));
  }
  return [];
}

/** Whether the bot wrote it unasked: a moderator may have asked for the same report. */
function isOfItsOwnAccord({ author, message_reference, interaction_metadata }: APIMessage, botId: Snowflake): boolean {
  return author.id === botId && message_reference === undefined && interaction_metadata === undefined;
}

function isSame(message: APIMessage, { content, embeds }: Announcement): boolean {
  return message.content === content && message.embeds[0]?.title === embeds[0]?.title;
}
