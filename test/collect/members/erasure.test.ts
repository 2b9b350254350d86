import { describe, expect, it } from 'vitest';
import { StoreUnavailable } from '../../../src/core/errors.ts';
import { Person } from '../../../src/core/person.ts';
import { hourOf, hoursOfMonth, monthOf } from '../../../src/core/time.ts';
import { alice, bob, carol, guildId } from '../../cast.ts';
import { anErasingCensus, lobby, startMs } from './an-erasing-census.ts';

describe('an erasure', () => {
  it('changes no other person, and keeps what the person does afterwards', async () => {
    const census = await anErasingCensus();
    census.write(alice);
    census.write(bob);
    await census.clock.setTo(startMs + 60_000);
    const erased = await census.erasure.erase(census.asker(alice));
    expect(erased).toEqual({
      untilMs: startMs + 60_000,
      month: monthOf(startMs),
      isBehind: false,
      forgotten: 'overwritten',
    });
    expect(await census.rows()).toEqual([[rowOf('msg', 1, 1)]]);
    census.write(alice);
    expect(await census.rows()).toEqual([[rowOf('msg', 1, 1)], [rowOf('msg', 1, 1)]]);
    await census.stop();
  });

  it('may be requested twice, and by a person who was never seen', async () => {
    const census = await anErasingCensus();
    census.write(bob);
    for (const person of [new Person(carol), new Person(alice), new Person(alice)]) {
      await census.erasure.erase({ guildId, person, joinedAtMs: null });
    }
    expect(await census.rows()).toEqual([[rowOf('msg', 1, 1)]]);
    await census.stop();
  });

  it('continues the voice session of the person from its instant, under another number', async () => {
    const census = await anErasingCensus();
    census.speak(alice, lobby);
    await census.flusher.flush();
    const before = census.voice.openSessions();
    await census.clock.setTo(startMs + 60_000);
    await census.erasure.erase(census.asker(alice));
    const after = census.voice.openSessions();
    expect(after.map(({ channelId, countedUntilMs }) => [channelId, countedUntilMs])).toEqual([
      [lobby, startMs + 60_000],
    ]);
    expect(after[0]?.member).not.toBe(before[0]?.member);
    expect(census.voice.isInByAnother(guildId, after[0]?.member ?? 0, 'a phone')).toBe(true);
    await census.clock.setTo(startMs + 90_000);
    expect(await census.rows()).toEqual([[rowOf('voice', 2, 30_000)]]);
    await census.stop();
  });

  it('includes what is counted during the write', async () => {
    const census = await anErasingCensus();
    census.write(alice);
    census.meanwhile.onCommit = () => census.write(alice);
    census.meanwhile.onErase = () => {
      census.write(alice);
      census.speak(alice, lobby);
      census.speak(alice, null);
      census.write(bob);
    };
    await census.erasure.erase(census.asker(alice));
    expect(await census.rows()).toEqual([[rowOf('msg', 1, 1)]]);
    await census.stop();
  });

  it('subtracts their share of totals, counted before and during the write', async () => {
    const census = await anErasingCensus();
    const reply = (userId: string) => {
      census.write(userId);
      census.totals.add({ guildId, metric: 'message_kind', atMs: census.clock.now(), channel: 1, key: 'reply' });
    };
    for (const userId of [alice, bob, bob, carol]) reply(userId);
    census.meanwhile.onErase = () => [alice, alice, bob].forEach(reply);
    await census.erasure.erase(census.asker(alice));
    await census.flusher.flush();
    const range = hoursOfMonth(monthOf(startMs));
    const totals = await census.store.totals(guildId, { metrics: ['message_kind'], range });
    expect(totals.map(({ amount }) => amount)).toEqual([3 + 1]);
    await census.stop();
  });

  it('includes a person who is first seen during the request', async () => {
    const census = await anErasingCensus();
    census.write(bob);
    census.meanwhile.onCommit = () => census.write(alice);
    await census.erasure.erase(census.asker(alice));
    expect(await census.rows()).toEqual([[rowOf('msg', 1, 1)]]);
    await census.stop();
  });

  it('reports that catch-up is not finished, and the history then skips the person', async () => {
    const census = await anErasingCensus({ isBehind: true });
    census.write(alice);
    const { isBehind } = await census.erasure.erase(census.asker(alice));
    expect(isBehind).toBe(true);
    expect(census.vault.isErased(guildId, new Person(alice))).toBe(true);
    expect(census.vault.isErased(guildId, new Person(bob))).toBe(false);
    await census.stop();
  });

  it('erases in the month that is open when its turn comes', async () => {
    const census = await anErasingCensus();
    census.write(alice);
    await census.flusher.flush();
    const next = monthOf(startMs) + 1;
    const sealed = census.flusher.alone(() => census.rotation.rotateTo(next));
    const erased = await census.erasure.erase(census.asker(alice));
    await sealed;
    expect(erased.month).toBe(next);
    expect(await census.rows()).toEqual([[rowOf('msg', 1, 1)]]);
    await census.stop();
  });

  it('is not undone by a replay after a crash', async () => {
    const census = await anErasingCensus();
    const session = { shardId: 0, shardCount: 1, sessionId: 'a session', resumeUrl: 'ws://127.0.0.1', intents: 0 };
    census.progress.begin(session, 0);
    const receive = (sequence: number) => {
      census.write(alice);
      census.progress.handled(sequence);
    };
    receive(1);
    census.meanwhile.onErase = () => receive(2);
    await census.erasure.erase(census.asker(alice));
    expect((await census.store.checkpoint()).gatewayPosition).toEqual({ ...session, sequence: 2, countedAbove: [] });
    await census.stop();
  });

  it('does nothing while the disk refuses, and everything when repeated', async () => {
    const census = await anErasingCensus();
    census.write(alice);
    await census.flusher.flush();
    census.meanwhile.onCommit = () => {
      throw new StoreUnavailable('The disk is full.');
    };
    await expect(census.erasure.erase(census.asker(alice))).rejects.toThrow(StoreUnavailable);
    expect(await census.rows()).toEqual([[rowOf('msg', 1, 1)]]);
    await census.erasure.erase(census.asker(alice));
    expect(await census.rows()).toEqual([]);
    await census.stop();
  });

  it('leaves nothing that a batch refused in between could restore', async () => {
    const census = await anErasingCensus();
    census.write(alice);
    let refused: Promise<void> = Promise.resolve();
    census.meanwhile.onCommit = () => {
      census.write(alice);
      // It is queued before the erasure's own turn.
      refused = census.flusher.flush();
      census.meanwhile.onCommit = () => {
        throw new StoreUnavailable('The disk is full.');
      };
    };
    const asked = census.erasure.erase(census.asker(alice));
    await expect(asked).rejects.toThrow('The disk is full.');
    await expect(refused).rejects.toThrow('The disk is full.');
    expect(await census.rows()).toEqual([[rowOf('msg', 1, 2)]]);
    await census.erasure.erase(census.asker(alice));
    expect(await census.rows()).toEqual([]);
    await census.stop();
  });

  it('repeated after a crash half-way, erases what is left', async () => {
    const census = await anErasingCensus();
    census.write(alice);
    census.write(bob);
    census.meanwhile.onErase = () => {
      throw new Error('the process ends here');
    };
    await expect(census.erasure.erase(census.asker(alice))).rejects.toThrow('ends here');
    await census.stop();
    const again = await anErasingCensus({ directory: census.directory });
    again.write(alice);
    await again.erasure.erase(again.asker(alice));
    expect(await again.rows()).toEqual([[rowOf('msg', 1, 1)]]);
    await again.stop();
  });
});

describe('a person who has opted out', () => {
  it('while a month is closing is on the list, and is not counted in the next month', async () => {
    const census = await anErasingCensus();
    census.write(alice);
    await census.flusher.flush();
    const sealed = census.flusher.alone(() => census.rotation.rotateTo(monthOf(startMs) + 1));
    const isOpen = () => {
      try {
        census.vault.numberOf(guildId, new Person(alice));
        return true;
      } catch {
        return false;
      }
    };
    while (isOpen()) await new Promise(setImmediate);
    await census.erasure.optOut(census.asker(alice));
    await sealed;
    expect(census.vault.isOptedOut(guildId, new Person(alice))).toBe(true);
    expect(census.vault.memberOf(guildId, new Person(alice))).toBeUndefined();
    await census.stop();
  });

  it('is not counted until they opt in again, not even by the next process', async () => {
    const census = await anErasingCensus();
    census.write(alice);
    census.speak(alice, lobby);
    await census.erasure.optOut(census.asker(alice));
    census.write(alice);
    await census.clock.setTo(startMs + 60_000);
    expect(await census.rows()).toEqual([]);
    expect((await census.store.checkpoint()).memberLists).toMatchObject({ generation: 1, entries: 1 });
    await census.stop();

    const next = await anErasingCensus({ directory: census.directory, atMs: startMs + 60_000 });
    next.write(alice);
    expect(await next.rows()).toEqual([]);
    await next.erasure.optIn(next.asker(alice));
    expect((await next.store.checkpoint()).memberLists).toMatchObject({ generation: 2, entries: 0 });
    expect(next.guilds.get(guildId)?.catchUpFromMs).toBe(startMs + 60_000);
    next.write(alice);
    expect(await next.rows()).toEqual([[rowOf('msg', 1, 1)]]);
    await next.stop();
  });

  it('and in again, is skipped in the history of the time between', async () => {
    const census = await anErasingCensus({ isBehind: true });
    await census.erasure.optOut(census.asker(alice));
    await census.vault.forgetErasures(guildId);
    await census.erasure.optIn(census.asker(alice));
    expect(census.vault.isErased(guildId, new Person(alice))).toBe(true);
    await census.stop();
  });

  it('is no longer counted even if the erasure fails', async () => {
    const census = await anErasingCensus();
    census.speak(alice, lobby);
    census.meanwhile.onCommit = () => {
      throw new StoreUnavailable('The disk is full.');
    };
    await expect(census.erasure.optOut(census.asker(alice))).rejects.toThrow(StoreUnavailable);
    await census.clock.setTo(startMs + 60_000);
    census.write(alice);
    expect(await census.rows()).toEqual([]);
    await census.stop();
  });
});

function rowOf(event: string, channel: number, amount: number): string {
  return `${hourOf(startMs)} ${event} ${channel} ${amount}`;
}
