import type { DiscordServerOptions } from '../../../src/simulator/server/discord-server.ts';
import { alice, bob, carol, lobby } from '../../cast.ts';
import { aConnectedApp, attic } from './a-connected-app.ts';
import type { Counted } from './counted.ts';

export type ConnectedApp = Awaited<ReturnType<typeof aConnectedApp>>;

/** An hour that starts with ten members, Alice and Bob in the lobby, and five messages in ten minutes. */
export async function tenMinutes(options: Partial<DiscordServerOptions> = {}): Promise<ConnectedApp> {
  const census = await aConnectedApp(options);
  await census.start();
  census.speak(alice, lobby);
  await census.settle();
  await census.until(2);
  census.speak(bob, lobby);
  census.write(alice, 5);
  await census.settle();
  await census.until(10);
  return census;
}

/** What happens while Census is not connected: Bob leaves, Carol comes, two write, one joins and one leaves. */
export async function meanwhile({ until, write, speak, join, part }: ConnectedApp): Promise<void> {
  await until(15);
  write(bob, 2);
  speak(bob, null);
  speak(carol, attic);
  join('110000000000000009');
  join('110000000000000010');
  part('110000000000000011');
  await until(20);
}

/** All of it until minute 30. A replay does not say when a member left or entered voice, which shows as a gap. */
export const allOfIt: Counted = {
  messages: 7,
  joins: 2,
  parts: 1,
  voice: ['Attic 10', 'Lobby 30', 'Lobby 8'],
  totalUsers: 11,
  gaps: [[10, 20]],
};

/** The same if ten minutes were not observed: the messages come from history, and nothing else is invented. */
export const allButTheGap: Counted = {
  messages: 7,
  joins: 0,
  parts: 0,
  voice: ['Attic 10', 'Lobby 20', 'Lobby 8'],
  totalUsers: 11,
  gaps: [[10, 20]],
};
