import { onTestFinished } from 'vitest';
import { DiscordServer, type DiscordServerOptions } from '../../src/simulator/discord-server.ts';
import { SimulatedClock } from '../../src/simulator/simulated-clock.ts';
import { TestBot, type TestBotOptions } from './test-bot.ts';

export const guildId = '400000000000000001';
export const general = '510000000000000001';
export const modRoom = '510000000000000009';
export const voiceOne = '520000000000000001';
export const voiceTwo = '520000000000000002';
export const alice = '100000000000000001';
export const bob = '100000000000000002';
export const startMs = Date.UTC(2018, 2, 5, 9, 30);

export interface Stage {
  readonly clock: SimulatedClock;
  readonly server: DiscordServer;
  /** A bot that is connected. */
  connect(options?: TestBotOptions): Promise<TestBot>;
  /** A bot that is not connected yet. */
  bot(options?: TestBotOptions): TestBot;
}

/** A server with one guild, gone again after the test, bots included. */
export async function stage(options: Partial<DiscordServerOptions> = {}): Promise<Stage> {
  const clock = new SimulatedClock(startMs);
  const server = new DiscordServer({ clock, ...options });
  await server.start();
  const bots: TestBot[] = [];
  onTestFinished(async () => {
    await Promise.all(bots.map((bot) => bot.stop()));
    await server.stop();
  });
  server.guilds.create({
    id: guildId,
    name: 'Aardvarks',
    memberCount: 10,
    channels: [
      { id: general, name: 'general', type: 'text' },
      { id: modRoom, name: 'mods', type: 'text' },
      { id: voiceOne, name: 'Voice One', type: 'voice' },
      { id: voiceTwo, name: 'Voice Two', type: 'voice' },
    ],
  });
  const bot = (botOptions?: TestBotOptions) => {
    const made = new TestBot(server, botOptions);
    bots.push(made);
    return made;
  };
  return { clock, server, bot, connect: (botOptions) => bot(botOptions).connect(server) };
}
