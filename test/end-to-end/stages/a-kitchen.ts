import { onTestFinished } from 'vitest';
import { setUpDemoGuild } from '../../../src/simulator/population/demo-guild-setup.ts';
import { DiscordServer, type DiscordServerOptions } from '../../../src/simulator/server/discord-server.ts';
import type { WorldChannel } from '../../../src/simulator/worlds/world-file.ts';

/** A simulated Discord with a complete guild that has these channels. It is stopped after the test. */
export async function aKitchen(
  options: DiscordServerOptions,
  channels: readonly WorldChannel[],
  initialMemberCount: number,
) {
  const server = new DiscordServer(options);
  await server.start();
  onTestFinished(() => server.stop());
  const guild = setUpDemoGuild(server, { name: 'Kitchen', channels, initialMemberCount, afkChannelId: null });
  return { server, guild };
}
