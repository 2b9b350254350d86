import { copyFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { VaultRefused } from '../../../src/core/errors.ts';
import type { MemberListsState } from '../../../src/store/records.ts';
import { type ListName, MemberLists } from '../../../src/vault/lists/member-lists.ts';
import { seededBytes } from '../../seeded-bytes.ts';
import { guildId, otherGuildId } from '../a-census.ts';
import { refuseSync } from '../at-rest/disk-syncs.ts';

const [ada, ben, cleo] = ['200000000000000001', '200000000000000002', '200000000000000003'];
const names = ['optout.db', 'optout.key'];

describe('the lists of ignored and opted-out members', () => {
  let directory: string;
  let lists: MemberLists | null;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'census-lists-'));
    lists = null;
  });
  afterEach(async () => {
    await lists?.close();
    rmSync(directory, { recursive: true });
  });

  const pathOf = (name: string) => join(directory, name);

  async function open(known: MemberListsState | null, seed = 'lists'): Promise<MemberLists> {
    const paths = { path: pathOf('optout.db'), keyPath: pathOf('optout.key') };
    lists = await MemberLists.open({ ...paths, known, random: seededBytes(seed) });
    return lists;
  }

  async function close(): Promise<MemberListsState | null> {
    const state = lists?.state ?? null;
    await lists?.close();
    lists = null;
    return state;
  }

  /** Opens the lists, opts people out, and resolves to the state for the store. */
  async function optOut(known: MemberListsState | null, ...userIds: string[]): Promise<MemberListsState | null> {
    const opened = await open(known);
    for (const userId of userIds) await opened.set('opted-out', guildId, userId, true);
    return close();
  }

  function backUp(): () => void {
    const backup = mkdtempSync(join(tmpdir(), 'census-backup-'));
    for (const name of names) copyFileSync(pathOf(name), join(backup, name));
    return () => {
      for (const name of names) copyFileSync(join(backup, name), pathOf(name));
    };
  }

  it('keep their entries through any changes, crashes that lose the last change, and restarts', async () => {
    const change = fc.record({
      list: fc.constantFrom<ListName>('ignored', 'opted-out'),
      guild: fc.constantFrom(guildId, otherGuildId),
      userId: fc.constantFrom(ada, ben, cleo),
      isListed: fc.boolean(),
      isRestarted: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 20 }), async (changes) => {
        for (const name of names) rmSync(pathOf(name), { force: true });
        const naive = new Set<string>();
        let opened = await open(null);
        let told: MemberListsState | null = null;
        for (const { list, guild, userId, isListed, isRestarted } of changes) {
          told = opened.state;
          await opened.set(list, guild, userId, isListed);
          naive[isListed ? 'add' : 'delete'](`${list} ${guild} ${userId}`);
          if (!isRestarted) continue;
          await close();
          opened = await open(told); // The store lacks the last change.
        }
        const all = (['ignored', 'opted-out'] as const).flatMap((list) =>
          [guildId, otherGuildId].flatMap((guild) => [ada, ben, cleo].map((userId) => ({ list, guild, userId }))),
        );
        const found = all.filter(({ list, guild, userId }) => opened.isOn(list, guild, userId));
        expect(new Set(found.map(({ list, guild, userId }) => `${list} ${guild} ${userId}`))).toEqual(naive);
        for (const list of ['ignored', 'opted-out'] as const) {
          const own = [...naive].filter((entry) => entry.startsWith(`${list} ${guildId}`));
          expect(opened.count(list, guildId)).toBe(own.length);
        }
        await close();
      }),
      { numRuns: 30 },
    );
  });

  it('may be any number of changes newer than the store, as beside a restored backup', async () => {
    const known = await optOut(null, ada);
    await optOut(known, ben);
    await optOut(known, cleo);
    const opened = await open(known);
    expect([ada, ben, cleo].map((userId) => opened.isOn('opted-out', guildId, userId))).toEqual([true, true, true]);
  });

  it('stay as small as their entries, however often they change', async () => {
    const opened = await open(null);
    for (let time = 0; time < 50; time += 1) await opened.set('opted-out', guildId, ada, time % 2 === 0);
    expect(opened.state).toMatchObject({ generation: 50, entries: 0 });
    await close();
    expect(readFileSync(pathOf('optout.db')).length).toBeLessThanOrEqual(64 + 3 * 32);
  });

  it('contain a person at once when added, and until their removal is durable', async () => {
    const opened = await open(null);
    const adding = opened.set('opted-out', guildId, ada, true);
    expect(opened.isOn('opted-out', guildId, ada)).toBe(true);
    await adding;
    const removing = opened.set('opted-out', guildId, ada, false);
    expect(opened.isOn('opted-out', guildId, ada)).toBe(true);
    await removing;
    expect(opened.isOn('opted-out', guildId, ada)).toBe(false);
  });

  it.each([
    ['added', ben, true],
    ['removed', ada, false],
  ])('can be opened with any state that the store got while a person was %s', async (_change, userId, isListed) => {
    const opened = await open(await optOut(null, ada));
    const told: (MemberListsState | null)[] = [];
    let isDone = false;
    const changing = opened.set('opted-out', guildId, userId, isListed).finally(() => {
      isDone = true;
    });
    while (!isDone) {
      told.push(opened.state);
      await nextTurn();
    }
    await changing;
    await close();
    for (const known of told) {
      expect((await open(known)).isOn('opted-out', guildId, userId)).toBe(isListed);
      await close();
    }
  });

  it('do not contain a person who could not be added', async () => {
    const opened = await open(null);
    await opened.set('opted-out', guildId, ben, true);
    await close();
    await expect(opened.set('opted-out', guildId, ada, true)).rejects.toThrow();
    expect(opened.isOn('opted-out', guildId, ada)).toBe(false);
  });

  describe('after the disk refused a change that is in the file nevertheless', () => {
    const changes = [
      ['an opt-out', ben, true, 1],
      ['the new generation of an opt-in', ada, false, 1],
      ['the removal of an opt-in', ada, false, 2],
    ] as const;

    it.each(changes)('(%s) can be opened again', async (_change, userId, isListed, nth) => {
      const opened = await open(await optOut(null, ada));
      await refuseSync(pathOf('optout.db'), nth);
      await expect(opened.set('opted-out', guildId, userId, isListed)).rejects.toThrow('i/o error');
      await open(await close());
    });

    const withNext = changes.flatMap((change) => [
      { change, next: cleo, isNextListed: true, expected: [true, false, true] },
      { change, next: ada, isNextListed: false, expected: [false, false, false] },
    ]);
    it.each(withNext)('($change.0) are after the next change ($isNextListed) what they were before', async (given) => {
      const { change, next, isNextListed, expected } = given;
      const [, userId, isListed, nth] = change;
      const opened = await open(await optOut(null, ada));
      await refuseSync(pathOf('optout.db'), nth);
      await expect(opened.set('opted-out', guildId, userId, isListed)).rejects.toThrow('i/o error');
      const on = (lists: MemberLists) => [ada, ben, cleo].map((id) => lists.isOn('opted-out', guildId, id));
      expect(on(opened)).toEqual([true, false, false]);
      await opened.set('opted-out', guildId, next, isNextListed);
      expect(on(opened)).toEqual(expected);
      expect(on(await open(await close()))).toEqual(expected);
    });
  });

  describe('are refused', () => {
    it('if they are older than the store knows', async () => {
      const before = await optOut(null, ada);
      const restore = backUp();
      const known = await optOut(before, ben);
      restore();
      await expect(open(known)).rejects.toThrow('it is older, or from another installation');
      expect((await open(before)).has(guildId, ada)).toBe(true);
    });

    it('if they have the same number of changes, but other ones', async () => {
      const before = await optOut(null, ada);
      const restore = backUp();
      const known = await optOut(before, ben);
      restore();
      await optOut(before, cleo);
      await expect(open(known)).rejects.toThrow(VaultRefused);
    });

    it.each([0, 1, 5])('if they are from another installation, with %i entries', async (entries) => {
      const known = await optOut(null, ada);
      for (const name of names) rmSync(pathOf(name));
      const others = await open(null, 'another');
      for (let nth = 0; nth < entries; nth += 1) await others.set('ignored', guildId, `30000000000000000${nth}`, true);
      await close();
      await expect(open(known)).rejects.toThrow(VaultRefused);
    });

    it.each(names)('without %s', async (name) => {
      const known = await optOut(null, ada);
      rmSync(pathOf(name));
      await expect(open(known)).rejects.toThrow('Restore vault/optout.db and vault/optout.key');
    });

    it('wherever their file was cut or damaged', async () => {
      const known = await optOut(null, ada, ben);
      const whole = readFileSync(pathOf('optout.db'));
      const emptySlots = 2 * 32; // They follow the header, and hold the generation after a removal.
      for (let at = 0; at < whole.length; at += 1) {
        if (at >= 64 && at < 64 + emptySlots) continue;
        writeFileSync(
          pathOf('optout.db'),
          whole.map((byte, index) => (index === at ? byte ^ 1 : byte)),
        );
        await expect(open(known)).rejects.toThrow(VaultRefused);
      }
      for (let length = 0; length < whole.length; length += 7) {
        writeFileSync(pathOf('optout.db'), whole);
        truncateSync(pathOf('optout.db'), length);
        await expect(open(known)).rejects.toThrow(VaultRefused);
      }
    });
  });

  it('may be lost while they are empty', async () => {
    await optOut(null, ada);
    const opened = await open(null);
    await opened.set('opted-out', guildId, ada, false);
    const known = await close();
    for (const name of names) rmSync(pathOf(name));
    const begun = await open(known, 'new');
    expect(begun.state).toMatchObject({ generation: known?.generation, entries: 0 });
    await begun.set('ignored', guildId, ben, true);
    await close();
    expect((await open(known)).isOn('ignored', guildId, ben)).toBe(true);
  });
});
