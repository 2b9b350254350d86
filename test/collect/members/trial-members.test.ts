import { describe, expect, it } from 'vitest';
import { TrialMembers } from '../../../src/collect/members/trial-members.ts';
import { dayMs, hourMs, hourOf, monthOf } from '../../../src/core/time.ts';
import type { LaneStore } from '../../../src/store/lane-store.ts';
import { alice, general, guildId, lobby } from '../../cast.ts';
import { found, sixBytes } from '../../store/sqlite/forgotten/bytes-found.ts';
import { WrittenChannels } from '../a-written-channel.ts';
import { aCollection, arnold, jennifer, sylvester } from '../collection-fixture.ts';
import { anErasingCensus } from './an-erasing-census.ts';

const startMs = Date.UTC(2026, 2, 10, 22);

type Collection = Awaited<ReturnType<typeof aCollection>>;

/** Jennifer joined 47 hours ago, Arnold a month ago; for Sylvester it is not known. The trial takes two days. */
async function aKitchen(options: Partial<Parameters<typeof aCollection>[0]> = {}): Promise<Collection> {
  const collection = await aCollection({ startMs, trialDays: 2, ...options });
  collection.joinedAtMs.set(jennifer, startMs - 47 * hourMs - 1).set(arnold, Date.UTC(2026, 1, 8));
  collection.see();
  return collection;
}

/** The committed trials of a month, in hours from the start of the test. */
async function trialsIn(
  store: Pick<LaneStore, 'trial'>,
  month = monthOf(startMs),
  guild = guildId,
): Promise<(string | null)[]> {
  const { members } = await store.trial(guild, month);
  return Array.from(members.values(), ({ from, to }) => `${from - hourOf(startMs)} ${to && to - hourOf(startMs)}`);
}

async function trials(collection: Collection, month?: number) {
  await collection.flusher.flush();
  return trialsIn(collection.store, month);
}

describe('late activity', () => {
  const hour = hourOf(startMs);
  const joinedAtMs = startMs - 2 * dayMs; // The trial ends as the test begins.
  const changed = (note: (members: TrialMembers) => void) => {
    const members = new TrialMembers(2, { trial: new Map() });
    note(members);
    return members.takeChanges().map(({ from, to }) => [from - hour, to && to - hour]);
  };

  it('may move the start of a trial back, even of one that is over', () => {
    expect(
      changed((members) => {
        members.recordMessage(guildId, 1, startMs - 1, joinedAtMs);
        members.recordMessage(guildId, 1, startMs + hourMs, joinedAtMs);
        members.recordVoice(guildId, 1, hour - 3, joinedAtMs);
      }),
    ).toEqual([[-3, 1]]);
  });

  it('may move its end back, but not before its start', () => {
    expect(
      changed((members) => {
        members.recordMessage(guildId, 1, startMs - 1, joinedAtMs);
        members.recordMessage(guildId, 1, startMs + 5 * hourMs, joinedAtMs);
        members.recordMessage(guildId, 1, startMs + 2 * hourMs, joinedAtMs);
        members.recordMessage(guildId, 1, startMs - 9 * hourMs, 0); // From an earlier stay.
      }),
    ).toEqual([[-1, 2]]);
  });

  it('is returned once', () => {
    const members = new TrialMembers(2, { trial: new Map() });
    members.recordMessage(guildId, 1, startMs - 1, joinedAtMs);
    expect(members.takeChanges()).toHaveLength(1);
    members.recordMessage(guildId, 1, startMs - 1, joinedAtMs);
    expect(members.takeChanges()).toEqual([]);
  });
});

describe('a trial', () => {
  it('ends with the first message after that number of days, to the millisecond', async () => {
    const collection = await aKitchen();
    for (const person of [jennifer, arnold, sylvester]) collection.write(person);
    expect(await trials(collection)).toEqual(['0 null']);
    await collection.clock.setTo(startMs + hourMs - 2);
    collection.write(jennifer);
    expect(await trials(collection)).toEqual(['0 null']);
    await collection.clock.setTo(startMs + hourMs - 1);
    collection.write(jennifer);
    expect(await trials(collection)).toEqual(['0 0']);
    await collection.stop();
  });

  it('ends in voice with the first hour that begins after that number of days', async () => {
    const collection = await aKitchen();
    await collection.clock.setTo(startMs + hourMs / 2);
    for (const person of [jennifer, arnold, sylvester]) collection.speak(person, lobby);
    await collection.clock.setTo(startMs + hourMs);
    expect(await trials(collection)).toEqual(['0 null']);
    await collection.clock.setTo(startMs + hourMs + 1000);
    expect(await trials(collection)).toEqual(['0 1']);
    await collection.stop();
  });

  it('continues in a process that does not know when a member in voice joined', async () => {
    let collection = await aKitchen();
    collection.speak(jennifer, lobby);
    await collection.clock.setTo(startMs + 60_000);
    const { directory } = collection;
    await collection.stop();
    collection = await aCollection({ directory, startMs: startMs + 60_000, trialDays: 2 });
    collection.coverage.resumed();
    await collection.clock.setTo(startMs + 2 * hourMs);
    expect(await trials(collection)).toEqual(['0 null']);
    await collection.stop();
  });

  it('is not known for a message from history', async () => {
    const history = new WrittenChannels();
    const collection = await aKitchen({ history });
    collection.collector.recover(history.write(general, jennifer, startMs));
    expect(await trials(collection)).toEqual([]);
    await collection.stop();
  });

  it('starts for a member who leaves and rejoins, and keeps what was before', async () => {
    const collection = await aKitchen();
    collection.write(arnold);
    await collection.clock.setTo(startMs + 5 * hourMs);
    collection.joinedAtMs.set(arnold, startMs + 5 * hourMs);
    collection.write(arnold);
    expect(await trials(collection)).toEqual(['5 null']);
    await collection.stop();
  });

  it('does not start if it takes no days, and ends for members in it', async () => {
    let collection = await aKitchen();
    collection.write(jennifer);
    const { directory } = collection;
    await collection.stop();
    collection = await aKitchen({ directory, startMs: startMs + 60_000, trialDays: 0 });
    collection.joinedAtMs.set(sylvester, startMs + 120_000); // By a clock that is ahead.
    collection.write(jennifer);
    collection.write(sylvester);
    expect(await trials(collection)).toEqual(['0 0']);
    await collection.stop();
  });

  it('is not noted if nothing is counted', async () => {
    const collection = await aKitchen();
    const { collector, guilds, clock } = collection;
    guilds.change(guildId, { afkChannelId: lobby });
    collector.changeSettings(guildId, { ...guilds.settings(guildId), ignoredChannelIds: [general] }, clock.now());
    collection.write(jennifer);
    collection.speak(jennifer, lobby);
    await clock.setTo(startMs + 60_000);
    expect(await trials(collection)).toEqual([]);
    await collection.stop();
  });

  it('continues over the end of a month, when every member gets another number', async () => {
    const monthEndMs = Date.UTC(2026, 3, 1);
    const collection = await aKitchen({ startMs: monthEndMs - hourMs });
    const [march, april] = [monthOf(startMs), monthOf(monthEndMs)];
    collection.joinedAtMs.set(jennifer, monthEndMs - dayMs);
    collection.speak(jennifer, lobby);
    await collection.clock.setTo(monthEndMs + 60_000);
    const [first, next] = [hourOf(monthEndMs) - 1, hourOf(monthEndMs)].map((hour) => hour - hourOf(startMs));
    expect(await trials(collection, march)).toEqual([`${first} null`]);
    expect(await trials(collection, april)).toEqual([`${next} null`]);
    await collection.stop();
  });

  it('is all that is kept about the time of joining', async () => {
    const collection = await aKitchen();
    const joinedAtMs = Date.UTC(2026, 2, 9, 23, 17, 41, 389);
    collection.joinedAtMs.set(jennifer, joinedAtMs);
    collection.write(jennifer);
    collection.speak(jennifer, lobby);
    await collection.clock.setTo(startMs + 5000);
    expect(await trials(collection)).toEqual(['0 null']);
    const { countedUntilMs } = (await collection.store.checkpoint()).voiceSessions[0] ?? { countedUntilMs: 0 };
    await collection.crash();
    const forms = [sixBytes(joinedAtMs), Buffer.from(String(joinedAtMs)), Buffer.from('2026-03-09')];
    expect(found(collection.directory, forms)).toBe(0);
    expect(found(collection.directory, [sixBytes(countedUntilMs)])).toBe(1); // An instant that is kept is found.
  });

  it('is kept with a refused batch', async () => {
    let isFull = true;
    const collection = await aKitchen({
      beforeCommit: () => {
        if (isFull) throw new Error('the disk is full');
      },
    });
    collection.write(jennifer);
    await expect(collection.flusher.flush()).rejects.toThrow('full');
    isFull = false;
    expect(await trials(collection)).toEqual(['0 null']);
    await collection.stop();
  });

  it('is deleted when the member is erased, also if it changes during the write', async () => {
    const census = await anErasingCensus({ trialDays: 2, joinedAtMs: Date.UTC(2018, 2, 5, 9) });
    const now = () => trialsIn(census.store, monthOf(census.clock.now()), guildId);
    census.write(alice);
    await census.flusher.flush();
    expect(await now()).toHaveLength(1);
    census.meanwhile.onErase = () => {
      census.write(alice, Date.UTC(2018, 2, 5, 8)); // This would change the trial.
    };
    await census.erasure.erase(census.asker(alice));
    await census.flusher.flush();
    expect(await now()).toEqual([]);
    await census.stop();
  });
});
