import { ChannelType } from '@discordjs/core';
import type { ChannelFacts } from '../../collect/guild-registry.ts';
import type { GivenChannel } from '../cached-guild.ts';

/** The fields of a channel that Census keeps. */
export function channelFacts(channel: GivenChannel): ChannelFacts {
  const kind = kindOf(channel.type);
  const parentId = kind === 'thread' ? (channel.parent_id ?? null) : null;
  return { id: channel.id, kind, name: channel.name ?? '', parentId };
}

/** The name of a channel that is known only by its id. */
export const unknownName = 'unknown';

function kindOf(type: ChannelType): ChannelFacts['kind'] {
  switch (type) {
    case ChannelType.GuildVoice:
    case ChannelType.GuildStageVoice:
      return 'voice';
    case ChannelType.GuildCategory:
      return 'category';
    case ChannelType.AnnouncementThread:
    case ChannelType.PublicThread:
    case ChannelType.PrivateThread:
      return 'thread';
    default:
      return 'text';
  }
}
