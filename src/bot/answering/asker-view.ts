import type { Channel, ChannelView } from '../../core/channel.ts';
import { channelView } from '../../gateway/channel-view.ts';
import type { CommandServices } from '../commands/command.ts';
import type { Asker } from '../rights.ts';

/** What a command may show to its asker. */
export interface AskerView {
  readonly view: ChannelView;
  /** The guild's channels in that view, deleted ones included. */
  readonly channels: readonly Channel[];
}

/** The channels that the asker can view now. Rejects with the REST client's error if the guild must be fetched. */
export async function askerView(
  { guildId, userId, roleIds }: Pick<Asker, 'guildId' | 'userId' | 'roleIds'>,
  { guilds, guildCache }: Pick<CommandServices, 'guilds' | 'guildCache'>,
): Promise<AskerView> {
  const view = channelView(await guildCache.get(guildId), { userId, roleIds });
  return { view, channels: guilds.channels(guildId).filter(view) };
}
