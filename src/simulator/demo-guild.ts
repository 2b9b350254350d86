import { snowflakeOfName } from './snowflakes.ts';
import type { World } from './world-file.ts';

/** The guild in which a generated population lives. */
export const demoGuild: Omit<World, 'events' | 'startMs' | 'endMs'> & { readonly residents: number } = {
  name: 'The Kitchen Table',
  residents: 300,
  /** The moderator and the bot live there, too. */
  initialMemberCount: 302,
  channels: [
    ...[
      'general',
      'introductions',
      'art-café',
      'worldbuilding',
      'off-topic',
      'help-desk',
      'music',
      'announcements',
    ].map((name) => ({ id: snowflakeOfName('channel', name), name, type: 'text' as const })),
    ...['Lounge', 'Game night', 'Study hall'].map((name) => ({
      id: snowflakeOfName('channel', name),
      name,
      type: 'voice' as const,
    })),
  ],
  ignoreUsers: [],
  ignoreChannels: [],
  afkChannelId: null,
};
