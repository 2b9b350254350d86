import { describe, expect, it } from 'vitest';
import { dayMs, hourMs } from '../../../src/core/time.ts';
import { general, guildId, lobby } from '../../cast.ts';
import { found, sixBytes, timesFound } from '../../store/sqlite/forgotten/bytes-found.ts';
import { WrittenChannels } from '../a-written-channel.ts';
import { aCollection, arnold, jennifer, sylvester } from '../collection-fixture.ts';

const startMs = Date.UTC(2026, 2, 10, 22);
const midnightMs = startMs + 2 * hourMs;

type Collection = Awaited<ReturnType<typeof aCollection>>;

/** The committed totals of March and April: `day of the month/class: members`. */
async function tenureIn(collection: Collection): Promise<string[]> {
  await collection.flusher.flush();
  const range = { from: Date.UTC(2026, 2, 1) / hourMs, to: Date.UTC(2026, 4, 1) / hourMs };
  const totals = await collection.store.totals(guildId, { metrics: ['tenure'], range });
  return totals.map(({ start, key, amount }) => {
    const date = new Date(start * dayMs).toISOString().slice(5, 10);
    return `${date} ${key}: ${amount}`;
  });
}

/** A guild that Jennifer joined yesterday, and Arnold a month ago. */
async function aKitchen(options: Partial<Parameters<typeof aCollection>[0]> = {}): Promise<Collection> {
  const collection = await aCollection({ startMs, ...options });
  collection.joinedAtMs.set(jennifer, Date.UTC(2026, 2, 9, 23)).set(arnold, Date.UTC(2026, 1, 8));
  collection.see();
  return collection;
}

describe('the tenure of active members', () => {
  it('is counted once a day, by messages and by voice', async () => {
    const collection = await aKitchen();
    collection.write(jennifer);
    collection.speak(jennifer, lobby);
    collection.speak(arnold, lobby);
    collection.write(sylvester);
    await collection.clock.setTo(startMs + 5000);
    collection.write(jennifer);
    collection.write(arnold);
    expect(await tenureIn(collection)).toEqual(['03-10 1: 1', '03-10 30: 1']);
    await collection.stop();
  });

  it('is counted on both days for voice over midnight, and not for less than a second', async () => {
    const collection = await aKitchen();
    await collection.clock.setTo(midnightMs - 999);
    collection.speak(jennifer, lobby);
    collection.speak(arnold, lobby);
    await collection.clock.setTo(midnightMs + 999);
    collection.speak(arnold, null);
    await collection.clock.setTo(midnightMs + 1000);
    collection.speak(jennifer, null);
    expect(await tenureIn(collection)).toEqual(['03-11 2: 1']);
    await collection.stop();
  });

  it('is all that is kept about the time of joining', async () => {
    const collection = await aKitchen();
    const joinedAtMs = Date.UTC(2026, 2, 9, 23, 17, 41, 389);
    collection.joinedAtMs.set(jennifer, joinedAtMs);
    collection.write(jennifer);
    collection.speak(jennifer, lobby);
    await collection.clock.setTo(midnightMs + 5000);
    expect(await tenureIn(collection)).toEqual(['03-10 1: 1', '03-11 2: 1']);
    const { countedUntilMs } = (await collection.store.checkpoint()).voiceSessions[0] ?? { countedUntilMs: 0 };
    await collection.crash();

    const day = Buffer.from('2026-03-09');
    const forms = [sixBytes(joinedAtMs), Buffer.from(String(joinedAtMs)), Buffer.from(String(joinedAtMs / 1000)), day];
    expect(timesFound(collection.directory, forms)).toEqual([0, 0, 0, 0]);
    expect(found(collection.directory, [sixBytes(countedUntilMs)])).toBe(1); // An instant that is kept is found.
  });

  it('starts again for a member who leaves and rejoins', async () => {
    const collection = await aKitchen();
    collection.write(jennifer);
    await collection.clock.setTo(midnightMs + hourMs);
    const atMs = collection.clock.now();
    collection.collector.record(
      { kind: 'part', guildId, person: jennifer, isApp: false, stateValidUntilMs: atMs, atMs },
      null,
    );
    collection.collector.record({ kind: 'join', guildId, person: jennifer, isApp: false, atMs }, null);
    collection.joinedAtMs.set(jennifer, atMs);
    collection.write(jennifer);
    await collection.clock.setTo(midnightMs + dayMs);
    collection.write(jennifer);
    expect(await tenureIn(collection)).toEqual(['03-10 1: 1', '03-11 0: 1', '03-12 1: 1']);
    await collection.stop();
  });

  it('is not counted if nothing else is', async () => {
    const collection = await aKitchen();
    const { collector, guilds, clock } = collection;
    guilds.change(guildId, { afkChannelId: lobby });
    collector.setIgnored(guildId, arnold, true, clock.now());
    collector.changeSettings(
      guildId,
      { ...guilds.settings(guildId), ignoredChannelIds: [general], ignoredRoleIds: ['9'] },
      clock.now(),
    );
    collection.write(jennifer);
    collection.write(arnold);
    collection.speak(jennifer, lobby);
    guilds.meetChannel(guildId, { id: '520000000000000002', kind: 'voice', name: 'Lounge', parentId: null });
    collection.speak(arnold, '520000000000000002');
    await clock.setTo(startMs + hourMs);
    expect(await tenureIn(collection)).toEqual([]);
    await collection.stop();
  });

  it('counts no member twice if a replay follows a crash between two commits', async () => {
    let collection = await aKitchen();
    collection.write(jennifer);
    await collection.flusher.flush();
    const lost = collection.write(arnold);
    collection.write(jennifer);
    await collection.crash();

    collection = await aKitchen({ directory: collection.directory });
    collection.writeAgain(arnold, lost, startMs, null);
    collection.write(jennifer, startMs + 9);
    expect(await tenureIn(collection)).toEqual(['03-10 1: 1', '03-10 30: 1']);
    await collection.crash();

    collection = await aKitchen({ directory: collection.directory, startMs: midnightMs + 1 });
    collection.write(arnold, midnightMs - 1);
    collection.write(arnold);
    expect(await tenureIn(collection)).toEqual(['03-10 1: 1', '03-10 30: 1', '03-11 31: 1']);
    await collection.stop();
  });

  it('is kept with a refused batch, and counted once', async () => {
    let isFull = false;
    const collection = await aKitchen({
      beforeCommit: () => {
        if (isFull) throw new Error('the disk is full');
      },
    });
    isFull = true;
    collection.write(jennifer);
    await expect(collection.flusher.flush()).rejects.toThrow('full');
    collection.write(arnold);
    isFull = false;
    expect(await tenureIn(collection)).toEqual(['03-10 1: 1', '03-10 30: 1']);
    await collection.stop();
  });

  it('continues over the end of a month, when every member gets another number', async () => {
    const monthEndMs = Date.UTC(2026, 3, 1);
    const collection = await aKitchen({ startMs: monthEndMs - hourMs });
    collection.joinedAtMs.set(jennifer, monthEndMs - hourMs).set(sylvester, monthEndMs - 7 * dayMs);
    collection.speak(jennifer, lobby);
    collection.write(arnold);
    await collection.clock.setTo(monthEndMs + 1000);
    collection.write(sylvester); // It waits until the month is closed.
    await collection.clock.setTo(monthEndMs + 60_000);
    collection.write(arnold);
    expect(await tenureIn(collection)).toEqual([
      '03-31 0: 1',
      '03-31 31: 1',
      '04-01 1: 1',
      '04-01 31: 1',
      '04-01 7: 1',
    ]);
    await collection.stop();
  });

  it('is not known for a message from history, whose author is still active on that day', async () => {
    const history = new WrittenChannels();
    const collection = await aKitchen({ history });
    collection.collector.recover(history.write(general, jennifer, startMs));
    collection.write(jennifer, startMs + 5);
    collection.write(arnold, startMs + 5);
    expect(await tenureIn(collection)).toEqual(['03-10 30: 1']);
    await collection.stop();
  });

  it('is not known for a voice session of an earlier process, until Discord says it', async () => {
    let collection = await aKitchen();
    await collection.clock.setTo(midnightMs - 5000);
    for (const person of [jennifer, arnold]) collection.speak(person, lobby);
    await collection.clock.setTo(midnightMs - 1000);
    await collection.stop();

    const { directory } = collection;
    collection = await aCollection({ directory, startMs: midnightMs - 1000 });
    collection.joinedAtMs.set(jennifer, Date.UTC(2026, 2, 9, 23)).set(arnold, Date.UTC(2026, 1, 8));
    collection.coverage.resumed();
    collection.speak(arnold, lobby); // He mutes himself.
    await collection.clock.setTo(midnightMs + 5000);
    await collection.flusher.flush();
    collection.write(jennifer);
    expect(await tenureIn(collection)).toEqual(['03-10 1: 1', '03-10 30: 1', '03-11 31: 1']);
    await collection.stop();
  });

  it('counts an erased person a second time if they continue, because they are not recognised', async () => {
    const collection = await aKitchen();
    collection.write(jennifer);
    await collection.flusher.flush();
    const member = [...(await collection.store.checkpoint()).members.values()].flat()[0]?.number ?? 0;
    await collection.store.eraseMember(guildId, member, null);
    await collection.vault.erase(guildId, jennifer, false);
    collection.write(jennifer, startMs + 5);
    expect(await tenureIn(collection)).toEqual(['03-10 1: 2']);
    await collection.stop();
  });
});
