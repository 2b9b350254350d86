import { onTestFinished } from 'vitest';
import { furnishGuild } from '../../src/simulator/population/furnished-guild.ts';
import { DiscordServer, type DiscordServerOptions } from '../../src/simulator/server/discord-server.ts';
import type { WorldChannel } from '../../src/simulator/worlds/world-file.ts';

/** A simulated Discord with a furnished guild of these channels. It is stopped after the test. */
export async function aKitchen(
  options: DiscordServerOptions,
  channels: readonly WorldChannel[],
  initialMemberCount: number,
) {
  const server = new DiscordServer(options);
  await server.start();
  onTestFinished(() => server.stop());
  const guild = furnishGuild(server, { name: 'Kitchen', channels, initialMemberCount, afkChannelId: null });
  return { server, guild };
}
