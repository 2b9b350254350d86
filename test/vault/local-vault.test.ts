import { mkdirSync, rmSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Person } from '../../src/core/person.ts';
import { numberIn } from '../../src/vault/identity-map.ts';
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

  it('recognises a person within a guild, and not in another', () => {
    const number = census.numberOf(ada);
    expect(census.numberOf(ada)).toBe(number);
    expect(census.numberOf(ben)).not.toBe(number);
    expect(census.numberOf(ada, otherGuildId)).not.toBe(number);
  });

  it('returns the number of a person who has one, and draws none', async () => {
    const numberOf = (id: string) => census.vault.numberOf(guildId, new Person(id));
    expect(numberOf(ada)).toBeUndefined();
    expect(census.vault.takeChanges(1).members).toEqual([]);
    const number = census.numberOf(ada);
    expect(numberOf(ada)).toBe(number);
    await census.countMessages([ada]);
    await census.vault.setIgnored(guildId, new Person(ada), true);
    expect(numberOf(ada)).toBe(number);
    census = await census.restart();
    expect([numberOf(ada), numberOf(ben)]).toEqual([number, undefined]);
    expect(census.vault.memberOf(guildId, new Person(ada))).toBeUndefined();
  });

  it('returns every person met, once', () => {
    const number = census.numberOf(ada);
    census.numberOf(ada);
    const { members, people } = census.vault.takeChanges(4);
    expect(members.map(({ member }) => member.number)).toEqual([number]);
    expect(people).toMatchObject({ month: march, records: [{ kind: 'identity', batch: 4 }] });
    expect(people.records.map(({ value }) => numberIn(value))).toEqual([number]);
    expect(census.vault.takeChanges(5)).toEqual({ members: [], people: { month: march, records: [] } });
  });

  it('recognises a person after a restart', async () => {
    await census.countMessages([ada, ben]);
    const numbers = [census.numberOf(ada), census.numberOf(ben)];
    census = await census.restart();
    expect([census.numberOf(ada), census.numberOf(ben)]).toEqual(numbers);
    expect(census.vault.takeChanges(2).members).toEqual([]);
  });

  it('treats a repeated commit as one', async () => {
    const messages = census.messages([ada]);
    for (const _again of [1, 2]) await census.commit(messages);
    const number = census.numberOf(ada);
    expect([...(await census.messagesByToken(march)).values()]).toEqual([1]);
    census = await census.restart();
    expect(census.numberOf(ada)).toBe(number);
    expect(await census.store.months(guildId)).toMatchObject([{ isSplit: false }]);
  });

  it('treats a commit that is repeated after a crash as one', async () => {
    const messages = census.messages([ada]);
    await census.installation.peopleAtRest(0).add(messages.people);
    await census.commit(messages);
    const number = census.numberOf(ada);
    census = await census.restart();
    expect(census.numberOf(ada)).toBe(number);
    await census.countMessages([ada]);
    expect([...(await census.messagesByToken(march)).values()]).toEqual([2]);
  });

  it('forgets what belongs to a batch that the store did not commit', async () => {
    await census.countMessages([ada]);
    const adasNumber = census.numberOf(ada);
    census.vault.enter(guildId, new Person(ada), joined, true);
    await census.loseMessages([ben]);
    const bensNumber = census.numberOf(ben);

    census = await census.restart({ seed: 'other' });
    expect(census.numberOf(ada)).toBe(adasNumber);
    expect(census.vault.enter(guildId, new Person(ada), joined, true)).toBe('first');
    expect(census.numberOf(ben)).not.toBe(bensNumber);
    await census.countMessages([ben]);
    expect((await census.messagesByToken(march)).size).toBe(2);
    expect(await census.store.months(guildId)).toMatchObject([{ isSplit: false }]);
  });

  it('goes back several batches if the store has lost several', async () => {
    const person = new Person(ada);
    const enter = (on: ACensus, atMs: number) => on.vault.enter(guildId, person, atMs, true);
    const copies: string[] = [];
    for (const step of [0, 1, 2]) {
      if (step !== 1) enter(census, joined + step * day);
      else census.vault.leave(guildId, person);
      await census.countMessages([ben]);
      if (step === 0) copies.push(census.copy());
    }
    const lost = copies[0] ?? '';
    rmSync(`${lost}/vault`, { recursive: true });
    mkdirSync(`${lost}/vault`, { mode: 0o700 });
    copyFolder(`${census.directory}/vault`, `${lost}/vault`);
    const earlier = await ACensus.open({ directory: lost });
    expect(enter(earlier, joined)).toBe('nothing');
    expect(earlier.vault.leave(guildId, person)).toBe(true);
    expect(enter(earlier, joined + day)).toBe('again');
    await earlier.dispose();
  });

  describe('recognises joins and leaves', () => {
    const enter = (at = joined, id = ada, guild = guildId) => census.vault.enter(guild, new Person(id), at, true);
    const leave = (id = ada) => census.vault.leave(guildId, new Person(id));

    it('by what is known about the person, whatever Discord repeats', () => {
      expect([enter(), enter(), enter(joined + 400), leave(), leave()]).toEqual([
        'first',
        'nothing',
        'nothing',
        true,
        false,
      ]);
    });

    it('and does not count a join that is repeated after a leave', () => {
      expect([enter(), enter(joined + 400), leave(), enter(), enter(joined + 400)]).toEqual([
        'first',
        'nothing',
        true,
        'nothing',
        'nothing',
      ]);
      expect([enter(joined + day), leave()]).toEqual(['again', true]);
    });

    it('of people who were there before the month', () => {
      expect([leave(), leave(), enter(), leave()]).toEqual([true, false, 'first', true]);
    });

    it('by person and guild', () => {
      expect([enter(), enter(joined, ben), enter(joined, ada, otherGuildId), enter(joined, ben)]).toEqual([
        'first',
        'first',
        'first',
        'nothing',
      ]);
    });

    it('after a restart', async () => {
      enter();
      leave();
      await census.countMessages([cleo]);
      enter(joined + day);
      await census.countMessages([cleo]);
      census = await census.restart();
      expect([enter(), enter(joined + day), leave(), leave()]).toEqual(['nothing', 'nothing', true, false]);
    });

    it('of people who may have joined or left unseen, also after a restart', async () => {
      enter();
      enter(joined, ben);
      expect(leave(ben)).toBe(true);
      await census.countMessages([cleo]);
      census.vault.loseSight(guildId);
      census.vault.loseSight(otherGuildId);
      await census.countMessages([cleo]);
      census = await census.restart();
      expect([enter(), enter(joined, ben)]).toEqual(['nothing', 'nothing']);
      expect([enter(joined + day), enter(joined + day + 1)]).toEqual(['again', 'nothing']);
      expect([leave(ben), leave(ben)]).toEqual([true, false]);
    });

    it('in a guild without a break, whatever happened to another', () => {
      enter();
      leave(ben);
      census.vault.loseSight(otherGuildId);
      expect([enter(joined + day), leave(ben)]).toEqual(['nothing', false]);
    });

    it('of people who are not counted too, and recognises a first counted join', async () => {
      const unseen = (at: number) => census.vault.enter(guildId, new Person(ada), at, false);
      await census.vault.setIgnored(guildId, new Person(ada), true);
      expect([unseen(joined), unseen(joined + 1), leave(), leave()]).toEqual(['first', 'nothing', true, false]);
      await census.vault.setIgnored(guildId, new Person(ada), false);
      expect([enter(joined + day), leave(), enter(joined + 2 * day)]).toEqual(['first', true, 'again']);
    });
  });

  describe('ignores a member', () => {
    const ignore = (id: string, isIgnored = true) => census.vault.setIgnored(guildId, new Person(id), isIgnored);
    const member = (id: string) => census.vault.memberOf(guildId, new Person(id));
    const isIgnored = (id: string) => census.vault.isIgnored(guildId, new Person(id));

    it('from that moment on, in that guild only', async () => {
      const other = census.numberOf(ada, otherGuildId);
      await ignore(ada);
      expect(member(ada)).toBeUndefined();
      expect([isIgnored(ada), isIgnored(ben)]).toEqual([true, false]);
      expect(census.numberOf(ada, otherGuildId)).toBe(other);
      expect(member(ben)).toBeDefined();
      expect(census.vault.takeChanges(1).members.filter((of) => of.guildId === guildId)).toHaveLength(1);
    });

    it('who keeps their number when they are counted again, committed or not', async () => {
      const numbers = [ada, ben].map((id) => census.numberOf(id));
      for (const isNow of [true, false]) for (const id of [ada, ben]) await ignore(id, isNow);
      expect([ada, ben].map(member)).toEqual(numbers);
      await census.countMessages([ada, ben]);
      await ignore(ada);
      census = await census.restart();
      expect(member(ada)).toBeUndefined();
      await ignore(ada, false);
      expect(member(ada)).toBe(numbers[0]);
    });

    it('through restarts and months, and returns their number', async () => {
      expect(census.vault.memberLists).toBeNull();
      await ignore(ada);
      await ignore(ada);
      await ignore(ben);
      census = await census.restart();
      expect([census.vault.ignoredCount(guildId), census.vault.ignoredCount(otherGuildId)]).toEqual([2, 0]);
      await census.rotateTo(march + 1);
      expect([isIgnored(ada), member(ada), member(cleo) === undefined]).toEqual([true, undefined, false]);
      await ignore(ada, false);
      await ignore(ben, false);
      expect(census.vault.memberLists).toMatchObject({ generation: 4, entries: 0 });
    });
  });

  describe('leaves out people who have opted out', { timeout: 30_000 }, () => {
    const person = new Person(ada);
    const set = { ignored: 'setIgnored', optedOut: 'setOptedOut' } as const;
    const isCounted = () => census.vault.memberOf(guildId, person) !== undefined;

    it('in one guild, through restarts and months', async () => {
      await census.vault.setOptedOut(guildId, person, true);
      expect([isCounted(), census.vault.isOptedOut(guildId, person)]).toEqual([false, true]);
      expect([census.vault.isIgnored(guildId, person), census.vault.ignoredCount(guildId)]).toEqual([true, 0]);
      expect(census.vault.isOptedOut(otherGuildId, person)).toBe(false);
      expect(census.vault.isOptedOut(guildId, new Person(ben))).toBe(false);
      census = await census.restart();
      await census.rotateTo(march + 1);
      expect([isCounted(), census.vault.isOptedOut(guildId, person)]).toEqual([false, true]);
      await census.vault.setOptedOut(guildId, person, false);
      expect([isCounted(), census.vault.isOptedOut(guildId, person)]).toEqual([true, false]);
      expect(census.vault.memberLists).toMatchObject({ generation: 2, entries: 0 });
      census.vault.takeChanges(1);
    });

    it('independently of what a moderator ignores, and keeps the number until neither applies', async () => {
      const change = fc.record({ list: fc.constantFrom('ignored', 'optedOut'), isOn: fc.boolean() });
      const number = census.numberOf(ada);
      await fc.assert(
        fc.asyncProperty(fc.array(change, { maxLength: 12 }), async (changes) => {
          const isOn = { ignored: false, optedOut: false };
          for (const { list, isOn: isOnNow } of [...changes, ...neither]) {
            await census.vault[set[list]](guildId, person, isOnNow);
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
