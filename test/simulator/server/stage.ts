import { onTestFinished } from 'vitest';
import { DiscordServer, type DiscordServerOptions } from '../../../src/simulator/server/discord-server.ts';
import { SimulatedClock } from '../../../src/simulator/worlds/simulated-clock.ts';
import { general } from '../../cast.ts';
import { TestBot, type TestBotOptions } from './test-bot.ts';

export const guildId = '400000000000000001';
/** The first guild is on shard 0 of two or of four, this one is on shard 1. */
export const otherGuildId = String(BigInt(guildId) + (1n << 22n));
export const otherGeneral = '510000000000000002';
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

export interface StageOptions extends Partial<DiscordServerOptions> {
  /** The number of recommended shards at the start. */
  readonly shards?: number;
}

/** A server with one guild. It is stopped after the test, and so are its bots. */
export async function stage({ shards = 1, ...options }: StageOptions = {}): Promise<Stage> {
  const clock = new SimulatedClock(startMs);
  const server = new DiscordServer({ clock, ...options, settings: { shards, ...options.settings } });
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

/** A server with a guild on each of two shards. */
export async function stageOfTwoShards(): Promise<Stage> {
  const staged = await stage({ shards: 2 });
  const channels = [{ id: otherGeneral, name: 'general', type: 'text' }] as const;
  staged.server.guilds.create({ id: otherGuildId, name: 'Badgers', memberCount: 3, channels });
  return staged;
}
