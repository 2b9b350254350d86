import { EventEmitter } from 'node:events';
import { type WebSocketShard, WebSocketShardEvents } from '@discordjs/ws';
import { describe, expect, it } from 'vitest';
import { GatewayProgress } from '../../../src/collect/gateway-progress.ts';
import { DispatchQueue } from '../../../src/gateway/connection/dispatch-queue.ts';
import { Shard } from '../../../src/gateway/connection/shard.ts';
import { SimulatedClock } from '../../../src/simulator/worlds/simulated-clock.ts';
import { gate } from '../gate.ts';

/** A queue in which the dispatches of some sequence numbers wait for the gate. */
function aQueue(slow: readonly number[] = []) {
  const clock = new SimulatedClock(0);
  const held = gate();
  const handled: (readonly [sequence: number, receivedMs: number])[] = [];
  const backlog: (number | null)[] = [];
  const queue = new DispatchQueue(
    {
      clock,
      progress: new GatewayProgress(null),
      handle: ({ s: sequence }, receivedMs) => {
        handled.push([sequence, receivedMs]);
        return slow.includes(sequence) ? held.pass() : undefined;
      },
      onBacklog: (sinceMs) => void backlog.push(sinceMs),
      onTrouble: (trouble) => expect.unreachable(String(trouble)),
    },
    0,
  );
  const receive = (sequence: number) => queue.receive({ op: 0, t: 'TYPING_START', s: sequence, d: null } as never);
  return { clock, held, handled, backlog, queue, receive };
}

describe('a dispatch', () => {
  it('has the time of its receipt, however long it waits', async () => {
    const { clock, held, handled, queue, receive } = aQueue([1]);
    receive(1);
    await clock.setTo(3_000);
    receive(2);
    await clock.setTo(60_000);
    receive(3);
    held.open();
    await queue.settled(3);
    expect(handled).toEqual([
      [1, 0],
      [2, 3_000],
      [3, 60_000],
    ]);
  });

  it('that waits is reported with the time of its receipt, and so is the end of the backlog', async () => {
    const { clock, held, backlog, queue, receive } = aQueue([2]);
    receive(1);
    await clock.setTo(5_000);
    receive(2);
    receive(3);
    expect(backlog).toEqual([5_000]);
    held.open();
    await queue.settled(3);
    await new Promise(setImmediate);
    expect(backlog).toEqual([5_000, null]);
  });

  it('is refused while fifty thousand are waiting, and all of those are handled in order', async () => {
    const { held, handled, queue, receive } = aQueue([1]);
    receive(1);
    const waiting = Array.from({ length: 50_000 }, (_, index) => index + 2);
    expect(waiting.every(receive)).toBe(true);
    expect(receive(50_002)).toBe(false);
    held.open();
    await queue.settled(50_001);
    expect(handled.map(([sequence]) => sequence)).toEqual([1, ...waiting]);
    expect(receive(50_002)).toBe(true);
  });
});

describe('a shard whose queue overflows', () => {
  it('is treated as cut off: it starts a new session, and accepts nothing before', async () => {
    const clock = new SimulatedClock(0);
    const held = gate();
    const notes: unknown[] = [];
    const handled: string[] = [];
    const shard = new Shard({
      shardId: 0,
      shardCount: 1,
      clock,
      progress: new GatewayProgress(null),
      intents: [],
      handle: ({ t }) => {
        handled.push(t);
        return t === 'TYPING_START' ? held.pass() : undefined;
      },
      onBacklog: () => {},
      onTrouble: (trouble) => void notes.push(trouble),
      onSession: () => void notes.push('session'),
      onLost: (atMs) => void notes.push(`lost at ${atMs}`),
      onRefused: (error) => void notes.push(error),
      onShardsRequired: () => void notes.push('more shards'),
    });
    const connection = Object.assign(new EventEmitter(), { destroy: async () => notes.push('ended') });
    shard.follow(connection as unknown as WebSocketShard);
    const send = (t: string, s: number) => connection.emit(WebSocketShardEvents.Dispatch, { op: 0, t, s, d: null });
    const begin = (sessionId: string) => {
      shard.updateSession({ shardId: 0, shardCount: 1, sessionId, resumeURL: 'wss://gateway', sequence: 1 });
      send('READY', 1);
    };
    begin('one');
    send('TYPING_START', 2);
    await clock.setTo(7_000);
    send('TYPING_START', 3);
    await clock.setTo(9_000);
    for (let sequence = 4; sequence <= 60_000; sequence += 1) send('TYPING_START', sequence);
    expect(notes).toEqual(['session', 'lost at 7000', 'ended']);
    begin('two');
    held.open();
    await shard.settled(1);
    expect(notes.slice(3)).toEqual(['session']);
    expect(handled).toEqual(['READY', 'TYPING_START', 'READY']);
    expect(shard.state.isConnected).toBe(true);
  });
});
