import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Person } from '../../src/core/person.ts';
import type { VisitDimension } from '../../src/core/visit.ts';
import { ACensus, guildId, march, otherGuildId } from './a-census.ts';
import { hashOfPerson, ResidueScan, windowsOf } from './residue.ts';

const [ada, ben, robot] = ['200000000000000001', '200000000000000002', '200000000000000009'];

describe('a visitor', () => {
  let census: ACensus;
  beforeEach(async () => {
    census = await ACensus.open();
  });
  afterEach(() => census.dispose());

  const isNew = (id: string, dimension: VisitDimension = 'device', guild = guildId) =>
    census.vault.isNewVisitor(guild, new Person(id), dimension);

  it('is new once a month in each dimension and guild', () => {
    expect([isNew(ada), isNew(ada)]).toEqual([true, false]);
    expect([isNew(ada, 'language'), isNew(ada, 'language')]).toEqual([true, false]);
    expect([isNew(ada, 'device', otherGuildId), isNew(ada, 'device', otherGuildId)]).toEqual([true, false]);
    expect(isNew(ben)).toBe(true);
  });

  it('is not new again after a restart', async () => {
    isNew(ada);
    await census.countMessages([]);
    census = await census.restart();
    expect([isNew(ada), isNew(ada, 'language'), isNew(ben)]).toEqual([false, true, true]);
  });

  it('is new again if the store did not commit the batch', async () => {
    isNew(ada);
    await census.countMessages([]);
    isNew(ben);
    await census.loseMessages([]);
    census = await census.restart();
    expect([isNew(ada), isNew(ben)]).toEqual([false, true]);
  });

  it('is new again in the next month, which has no hash of the last one', async () => {
    isNew(ada);
    await census.countMessages([]);
    const scan = new ResidueScan({ hashes: windowsOf(hashOfPerson(census.directory, guildId, ada, 'mark device')) });
    expect(scan.inFolder(census.directory).hashes).toBeGreaterThan(0);
    await census.rotateTo(march + 1);
    expect(scan.inFolder(census.directory)).toEqual({ hashes: 0 });
    expect([isNew(ada), isNew(ada)]).toEqual([true, false]);
  });

  it('is not a person who is ignored or opted out, whether or not they were counted before', async () => {
    isNew(ada);
    await census.vault.setOptedOut(guildId, new Person(ada), true);
    await census.vault.setIgnored(guildId, new Person(ben), true);
    expect([isNew(ada), isNew(ada, 'language'), isNew(ben), isNew(ben, 'language')]).toEqual(Array(4).fill(false));
    expect(isNew(ben, 'device', otherGuildId)).toBe(true);
    await census.vault.setIgnored(guildId, new Person(ben), false);
    expect(isNew(ben)).toBe(true);
  });

  it('gets no member number', async () => {
    isNew(ada);
    const changes = census.vault.takeChanges(1);
    expect(changes).toMatchObject({ members: [], people: { month: march, records: [{ kind: 'mark' }] } });
    expect(census.vault.numberOf(guildId, new Person(ada))).toBeUndefined();
  });

  it('is not new again when erased, committed or not, so that one person cannot make a group of five', async () => {
    isNew(ada);
    await census.vault.erase(guildId, new Person(ada), false);
    expect(isNew(ada)).toBe(false);
    await census.countMessages([]);
    await census.vault.erase(guildId, new Person(ada), false);
    census = await census.restart();
    expect([isNew(ada), isNew(ben)]).toEqual([false, true]);
    await census.countMessages([]);
    await census.rotateTo(march + 1);
    expect(isNew(ada)).toBe(true);
  });

  describe('that is an app', () => {
    const note = () => census.vault.noteApp(guildId, new Person(robot));

    it('is not a visitor by device or language, in that guild', () => {
      for (const _again of [1, 2]) note();
      expect([isNew(robot), isNew(robot, 'language'), isNew(robot, 'device', otherGuildId)]).toEqual([
        false,
        false,
        true,
      ]);
      expect(census.vault.takeChanges(1).people.records).toHaveLength(2); // The app, and the visitor in the other guild.
    });

    it('is new once a month as an app', () => {
      note();
      expect([isNew(robot, 'app'), isNew(robot, 'app')]).toEqual([true, false]);
    });

    it('is known after a restart', async () => {
      note();
      await census.countMessages([]);
      census = await census.restart();
      expect(isNew(robot)).toBe(false);
    });

    it('is known in the next month, also after a restart in it', async () => {
      note();
      await census.countMessages([]);
      await census.rotateTo(march + 1);
      expect(isNew(robot)).toBe(false);
      await census.countMessages([]);
      census = await census.restart();
      expect([isNew(robot), isNew(ada)]).toEqual([false, true]);
      await census.countMessages([]);
    });
  });
});
