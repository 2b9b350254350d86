import { describe, expect, it, vi } from 'vitest';
import type { Channel } from '../../../src/simulator/server/entities.ts';
import { alice, bob, general, lobby } from '../../cast.ts';
import { type ConnectedApp, tenMinutes } from '../stages/ten-minutes.ts';

/** Bob writes in a thread that no event has described. Discord does not describe it before `answer` is called. */
async function aSlowLookUp({ server, guildId }: ConnectedApp) {
  const thread: Channel = { ...server.channels.createThread(general, 'a thread'), id: server.world.newId() };
  server.world.addChannel(thread);
  const answer = server.faults.holdRequests(new RegExp(`/channels/${thread.id}$`));
  server.perform(guildId, { atMs: server.world.clock.now(), ev: 'msg', user: bob, channel: thread.id, amount: 3 });
  return answer;
}

describe('while Discord is slow to describe a channel', { timeout: 30_000 }, () => {
  it('commands are answered, other channels are counted, and no voice is invented or lost', async () => {
    const census = await tenMinutes();
    const answer = await aSlowLookUp(census);
    census.speak(alice, null);
    await census.ask('status');
    await census.until(10.1);
    census.speak(alice, lobby);
    census.write(alice, 1);
    expect(await census.ask('status')).toMatch(/Counting since/);
    await census.until(10.2);
    census.speak(bob, null);
    await census.ask('status');
    answer();
    await census.settle();
    await census.until(12);
    const { messages, voice } = await census.counted();
    expect(messages).toBe(5 + 1 + 3);
    expect(voice).toEqual(['Lobby 11.9', 'Lobby 8.2']);
  });

  it('beyond the time limit, its messages show as a gap, and nothing else is delayed', async () => {
    const census = await tenMinutes();
    const answer = await aSlowLookUp(census);
    await census.ask('status');
    await census.until(10.5);
    await census.settle();
    census.write(alice, 1);
    await census.settle();
    const { messages, gaps } = await census.counted();
    answer();
    expect(messages).toBe(5 + 1);
    expect(gaps).toContainEqual([10, 10 + 1 / 60]);
  });

  it('a crash has its messages replayed', async () => {
    const census = await tenMinutes();
    const answer = await aSlowLookUp(census);
    await census.ask('status');
    await census.stop();
    answer();
    await census.startUnseen();
    await census.settle();
    await vi.waitFor(async () => expect(await census.ask('status')).not.toBe(''));
    expect((await census.counted()).messages).toBe(5 + 3);
  });
});
