import { mkdirSync, rmSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Person } from '../../src/core/person.ts';
import { copyFolder } from '../copy-folder.ts';
import { ACensus, guildId, march, otherGuildId } from './a-census.ts';

const [ada, ben, cleo] = ['200000000000000001', '200000000000000002', '200000000000000003'];
const day = 86_400_000;
const joined = Date.UTC(2026, 2, 3, 12, 0, 0, 123);

describe('the vault', () => {
  let census: ACensus;
  beforeEach(async () => {
    census = await ACensus.open();
  });
  afterEach(() => census.dispose());

  it('knows a person again within a guild, and not in another', () => {
    const number = census.numberOf(ada);
    expect(census.numberOf(ada)).toBe(number);
    expect(census.numberOf(ben)).not.toBe(number);
    expect(census.numberOf(ada, otherGuildId)).not.toBe(number);
  });

  it('says the number of whoever has one, and draws none', async () => {
    const numberOf = (id: string) => census.vault.numberOf(guildId, new Person(id));
    expect(numberOf(ada)).toBeUndefined();
    expect(census.vault.takeChanges(1).members).toEqual([]);
    const number = census.numberOf(ada);
    expect(numberOf(ada)).toBe(number);
    await census.countMessages([ada]);
    census.vault.setIgnored(guildId, new Person(ada), true);
    expect(numberOf(ada)).toBe(number);
    census = await census.restart();
    expect([numberOf(ada), numberOf(ben)]).toEqual([number, undefined]);
    expect(census.vault.memberOf(guildId, new Person(ada))).toBeUndefined();
  });

  it('hands out everybody whom it met, once', () => {
    const number = census.numberOf(ada);
    census.numberOf(ada);
    const { members, identities, batch } = census.vault.takeChanges(4);
    expect({ batch, numbers: members.map(({ member }) => member.number) }).toEqual({ batch: 4, numbers: [number] });
    expect(identities.map((row) => row.number)).toEqual([number]);
    expect(census.vault.takeChanges(5)).toEqual({
      batch: 5,
      members: [],
      identities: [],
      memberships: [],
      visits: [],
    });
  });

  it('knows a person again after a restart', async () => {
    await census.countMessages([ada, ben]);
    const numbers = [census.numberOf(ada), census.numberOf(ben)];
    census = await census.restart();
    expect([census.numberOf(ada), census.numberOf(ben)]).toEqual(numbers);
    expect(census.vault.takeChanges(2).members).toEqual([]);
  });

  it('takes a repeated commit for one', async () => {
    const batch = census.prepareMessages([ada]);
    const again = { batch: 1, members: [], identities: [], memberships: [], visits: [] };
    census.vault.commit(again);
    await census.store.commit(batch);
    expect(await census.messagesByToken(march)).toHaveProperty('size', 1);
  });

  it('forgets what belongs to a batch that the store never got', async () => {
    await census.countMessages([ada]);
    const adasNumber = census.numberOf(ada);
    census.vault.isNewJoin(guildId, new Person(ada), joined);
    census.prepareMessages([ben]);
    const bensNumber = census.numberOf(ben);

    census = await census.restart({ seed: 'other' });
    expect(census.numberOf(ada)).toBe(adasNumber);
    expect(census.vault.isNewJoin(guildId, new Person(ada), joined)).toBe(true);
    expect(census.numberOf(ben)).not.toBe(bensNumber);
    await census.countMessages([ben]);
    expect((await census.messagesByToken(march)).size).toBe(2);
    expect(await census.store.months(guildId)).toMatchObject([{ isSplit: false }]);
  });

  it('goes back several batches when the store has lost several', async () => {
    const person = new Person(ada);
    const copies: string[] = [];
    for (const step of [0, 1, 2]) {
      census.vault.isNewJoin(guildId, person, joined + step * day);
      if (step === 1) census.vault.isNewPart(guildId, person, joined + day + 1);
      await census.countMessages([ben]);
      if (step === 0) copies.push(census.copy());
    }
    const lost = copies[0] ?? '';
    rmSync(`${lost}/vault`, { recursive: true });
    mkdirSync(`${lost}/vault`, { mode: 0o700 });
    copyFolder(`${census.directory}/vault`, `${lost}/vault`);
    const earlier = await ACensus.open({ directory: lost });
    expect(earlier.vault.isNewJoin(guildId, person, joined)).toBe(false);
    expect(earlier.vault.isNewPart(guildId, person, joined + day + 1)).toBe(true);
    expect(earlier.vault.isNewJoin(guildId, person, joined + day)).toBe(true);
    await earlier.dispose();
  });

  describe('recognises joins and parts', () => {
    const join = (at = joined, id = ada, guild = guildId) => census.vault.isNewJoin(guild, new Person(id), at);
    const part = (id = ada, at = joined + 1000) => census.vault.isNewPart(guildId, new Person(id), at);

    it('that are sent again', () => {
      expect([join(), join(), part(), part(), join(), part()]).toEqual([true, false, true, false, false, false]);
    });

    it('of people who come back', () => {
      expect([join(), part(), join(joined + day), part(), join(joined + 2 * day)]).toEqual(Array(5).fill(true));
      expect([join(joined), join(joined + day)]).toEqual([false, false]);
    });

    it('of people who were there before the month', () => {
      expect([part(), part(), join()]).toEqual([true, false, true]);
    });

    it('of people who came back unseen', () => {
      expect([part(ada, joined), part(ada, joined + 59_000), part(ada, joined + 60_000)]).toEqual([true, false, true]);
    });

    it('by person and guild', () => {
      expect([join(), join(joined, ben), join(joined, ada, otherGuildId), join(joined, ben)]).toEqual([
        true,
        true,
        true,
        false,
      ]);
    });

    it('after a restart', async () => {
      join();
      part();
      await census.countMessages([cleo]);
      join(joined + day);
      await census.countMessages([cleo]);
      census = await census.restart();
      expect([join(), join(joined + day), part(), part()]).toEqual([false, false, true, false]);
    });

    it('of nobody whom it must ignore', () => {
      census.vault.setIgnored(guildId, new Person(ada), true);
      expect([join(), part()]).toEqual([false, false]);
      census.vault.setIgnored(guildId, new Person(ada), false);
      expect([join(), part()]).toEqual([true, true]);
    });
  });

  describe('ignores a member', () => {
    const ignore = (id: string, isIgnored = true) => census.vault.setIgnored(guildId, new Person(id), isIgnored);
    const member = (id: string) => census.vault.memberOf(guildId, new Person(id));
    const isIgnored = (id: string) => census.vault.isIgnored(guildId, new Person(id));

    it('from that moment on, and only there', () => {
      const other = census.numberOf(ada, otherGuildId);
      ignore(ada);
      expect(member(ada)).toBeUndefined();
      expect([isIgnored(ada), isIgnored(ben)]).toEqual([true, false]);
      expect(census.numberOf(ada, otherGuildId)).toBe(other);
      expect(member(ben)).toBeDefined();
      expect(census.vault.takeChanges(1).members.filter((of) => of.guildId === guildId)).toHaveLength(1);
    });

    it('who keeps the number of before when they are counted again, committed or not', async () => {
      const numbers = [ada, ben].map((id) => census.numberOf(id));
      for (const isNow of [true, false]) for (const id of [ada, ben]) ignore(id, isNow);
      expect([ada, ben].map(member)).toEqual(numbers);
      await census.countMessages([ada, ben]);
      ignore(ada);
      census = await census.restart();
      expect(member(ada)).toBeUndefined();
      ignore(ada, false);
      expect(member(ada)).toBe(numbers[0]);
    });

    it('through restarts and months, and says how many', async () => {
      expect(census.vault.hasMemberLists).toBe(false);
      ignore(ada);
      ignore(ada);
      ignore(ben);
      census = await census.restart();
      expect([census.vault.ignoredCount(guildId), census.vault.ignoredCount(otherGuildId)]).toEqual([2, 0]);
      await census.rotateTo(march + 1);
      expect([isIgnored(ada), member(ada), member(cleo) === undefined]).toEqual([true, undefined, false]);
      ignore(ada, false);
      ignore(ben, false);
      expect(census.vault.hasMemberLists).toBe(false);
    });
  });

  describe('leaves out whoever has opted out', { timeout: 30_000 }, () => {
    const person = new Person(ada);
    const set = { ignored: 'setIgnored', optedOut: 'setOptedOut' } as const;
    const isCounted = () => census.vault.memberOf(guildId, person) !== undefined;

    it('in one guild, through restarts and months', async () => {
      census.vault.setOptedOut(guildId, person, true);
      expect([isCounted(), census.vault.isOptedOut(guildId, person)]).toEqual([false, true]);
      expect([census.vault.isIgnored(guildId, person), census.vault.ignoredCount(guildId)]).toEqual([true, 0]);
      expect(census.vault.isOptedOut(otherGuildId, person)).toBe(false);
      expect(census.vault.isOptedOut(guildId, new Person(ben))).toBe(false);
      census = await census.restart();
      await census.rotateTo(march + 1);
      expect([isCounted(), census.vault.isOptedOut(guildId, person)]).toEqual([false, true]);
      census.vault.setOptedOut(guildId, person, false);
      expect([isCounted(), census.vault.isOptedOut(guildId, person)]).toEqual([true, false]);
      expect(census.vault.hasMemberLists).toBe(false);
      census.vault.takeChanges(1);
    });

    it('whatever a moderator does, and the other way round, and keeps the number for when both are over', async () => {
      const change = fc.record({ list: fc.constantFrom('ignored', 'optedOut'), isOn: fc.boolean() });
      const number = census.numberOf(ada);
      fc.assert(
        fc.property(fc.array(change, { maxLength: 12 }), (changes) => {
          const isOn = { ignored: false, optedOut: false };
          for (const { list, isOn: isOnNow } of [...changes, ...neither]) {
            census.vault[set[list]](guildId, person, isOnNow);
            isOn[list] = isOnNow;
            expect(census.vault.isOptedOut(guildId, person)).toBe(isOn.optedOut);
            expect(census.vault.ignoredCount(guildId)).toBe(Number(isOn.ignored));
            const isCountedNow = !isOn.ignored && !isOn.optedOut;
            expect(census.vault.memberOf(guildId, person)).toBe(isCountedNow ? number : undefined);
            expect(census.vault.isIgnored(guildId, person)).toBe(!isCountedNow);
          }
        }),
        { numRuns: 25 },
      );
      expect(census.vault.takeChanges(1).members).toHaveLength(1);
    });

    const neither = [
      { list: 'ignored', isOn: false },
      { list: 'optedOut', isOn: false },
    ] as const;
  });
});
