import { describe, expect, it } from 'vitest';
import { GatewayProgress } from '../../../src/collect/gateway-progress.ts';
import { UnknownChannels } from '../../../src/collect/messages/unknown-channels.ts';
import type { Message } from '../../../src/core/activity.ts';
import { SimulatedClock } from '../../../src/simulator/worlds/simulated-clock.ts';
import { guildId } from '../../cast.ts';
import { jennifer } from '../collection-fixture.ts';

const session = { shardId: 0, shardCount: 1, sessionId: 'one', resumeUrl: 'wss://gateway', intents: 1 };

/** Channels that no event has described, and a Discord whose answers the test controls. */
function unknownChannels() {
  const clock = new SimulatedClock(Date.UTC(2026, 2, 14));
  const progress = new GatewayProgress(null);
  progress.begin(session, 0);
  const known = new Set<string>();
  const taken: string[] = [];
  const asked: string[] = [];
  const answers = new Map<string, { resolve: () => void; reject: (error: Error) => void }>();
  const channels = new UnknownChannels({
    clock,
    progress,
    learnChannel: (_guildId, channelId) => {
      asked.push(channelId);
      return new Promise((resolve, reject) => answers.set(channelId, { resolve, reject }));
    },
    take: (message) => {
      taken.push(message.messageId);
      return known.has(message.channelId);
    },
  });
  let sequence = 0;
  return {
    clock,
    progress,
    known,
    taken,
    asked,
    channels,
    write(channelId: string, messageId: string, guild = guildId): boolean {
      sequence += 1;
      const atMs = clock.now();
      const about = { channelId, messageId, guildId: guild, person: jennifer, roleIds: [], joinedAtMs: null, atMs };
      const isKept = channels.add({ kind: 'message', ...about } satisfies Message, sequence);
      progress.handled(sequence);
      return isKept;
    },
    async answer(channelId: string): Promise<void> {
      answers.get(channelId)?.resolve();
      await new Promise(setImmediate);
    },
    async stop(channelId: string): Promise<void> {
      answers.get(channelId)?.reject(new Error('stopped'));
      await new Promise(setImmediate);
    },
  };
}

describe('messages in a channel that no event has described', () => {
  it('wait for one request per channel, and are taken in order', async () => {
    const { channels: _, ...on } = unknownChannels();
    on.write('1', 'a');
    on.write('2', 'b');
    on.write('1', 'c');
    expect(on.asked).toEqual(['1', '2']);
    on.known.add('2');
    await on.answer('2');
    expect(on.taken).toEqual(['b']);
    await on.answer('1');
    expect(on.taken).toEqual(['b', 'a', 'c']);
  });

  it('are not passed by the gateway position until they are taken', async () => {
    const on = unknownChannels();
    on.write('1', 'a');
    on.write('2', 'b');
    await on.answer('2');
    expect(on.progress.position).toMatchObject({ sequence: 0, countedAbove: [2] });
    await on.answer('1');
    expect(on.progress.position).toMatchObject({ sequence: 2, countedAbove: [] });
  });

  it('are neither taken nor passed if Census stops', async () => {
    const on = unknownChannels();
    on.write('1', 'a');
    await on.stop('1');
    expect(on.taken).toEqual([]);
    expect(on.progress.position?.sequence).toBe(0);
  });

  it('are not held for a minute after a failed request for the channel', async () => {
    const on = unknownChannels();
    on.write('1', 'a');
    await on.answer('1');
    expect(on.write('1', 'b')).toBe(false);
    expect(on.asked).toEqual(['1']);
    await on.clock.setTo(on.clock.now() + 60_000);
    expect(on.write('1', 'c')).toBe(true);
    expect(on.asked).toEqual(['1', '1']);
  });

  it('are dropped in guilds where history has them, and only there', async () => {
    const on = unknownChannels();
    on.write('1', 'a');
    on.write('2', 'b', '310000000000000002');
    on.channels.drop(guildId);
    expect(on.progress.position).toMatchObject({ sequence: 1 });
    await on.answer('1');
    await on.answer('2');
    expect(on.taken).toEqual(['b']);
  });

  it('are held up to a limit', () => {
    const on = unknownChannels();
    for (let index = 0; index < 20_000; index += 1) on.write(String(index % 7), String(index));
    expect(on.write('1', 'one more')).toBe(false);
    const others = unknownChannels();
    for (let index = 0; index < 2_000; index += 1) others.write(String(index), 'a');
    expect(others.write('2000', 'one more')).toBe(false);
    expect(others.write('1', 'of a channel that is asked for')).toBe(true);
  });
});
