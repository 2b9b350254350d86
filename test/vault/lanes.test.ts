import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Person } from '../../src/core/person.ts';
import { startOfMonthMs } from '../../src/core/time.ts';
import type { RotationStep } from '../../src/months/rotation.ts';
import { laneFiles } from '../../src/vault/at-rest/lane-files.ts';
import { recordBytes, recordIn } from '../../src/vault/at-rest/vault-record.ts';
import { expectNothingOf, expectSealed, liveThroughMarch, userIds } from '../months/a-lived-month.ts';
import { ACensus, march } from './a-census.ts';
import { openedCensuses } from './opened-censuses.ts';
import { saltOf } from './residue.ts';

const april = march + 1;
const [ada = '', ben = ''] = userIds;
const person = new Person(ada);

describe('the people of two lanes', () => {
  let census: ACensus;
  afterEach(() => census.dispose());

  async function openTwo(options: Parameters<typeof ACensus.open>[0] = {}): Promise<readonly [ACensus, ACensus]> {
    census = await ACensus.open({ lanes: 2, ...options });
    return [census, await census.beside(1)];
  }

  it('share no hash, token or salt, whatever is known about the same person', async () => {
    const lanes = await openTwo();
    for (const lane of lanes) {
      for (const id of userIds) {
        lane.vault.enter(lane.guildId, new Person(id), startOfMonthMs(march) + 1, true);
        lane.vault.isNewVisitor(lane.guildId, new Person(id), 'device');
        lane.numberOf(id);
      }
      await lane.countMessages(userIds);
      await lane.vault.erase(lane.guildId, new Person(userIds.at(-1) ?? ''), true);
      lane.vault.loseSight(lane.guildId);
      await lane.countMessages([]);
    }
    const [first, second] = lanes.map(({ directory, lane }) => recordsOf(directory, lane));
    expect([first?.hashes.size, second?.hashes.size]).toEqual(Array(2).fill(userIds.length * 4));
    expect(inBoth(first?.hashes, second?.hashes)).toEqual([]);
    expect(first?.breaks).toHaveLength(1);
    expect(inBoth(new Set(first?.breaks), new Set(second?.breaks)), 'guilds').toEqual([]);
    expect(first?.keyCheck).not.toBe(second?.keyCheck);
    expect(saltOf(census.directory, 0).equals(saltOf(census.directory, 1))).toBe(false);

    const [ones = [], others = []] = await Promise.all(lanes.map(tokensOf));
    expect(new Set(ones).size).toBe(userIds.length);
    expect(ones.filter((token) => others.includes(token))).toEqual([]);
  });

  it('have other tokens in a guild of the other lane, before and after the month', async () => {
    const lanes = await openTwo();
    for (const lane of lanes) await lane.countMessages(userIds);
    const open = await Promise.all(lanes.map(tokensOf));
    for (const lane of lanes) await lane.rotateTo(april);
    const sealed = await Promise.all(lanes.map(tokensOf));
    const all = [...open, ...sealed].flat();
    expect(all).toHaveLength(4 * userIds.length);
    expect(new Set(all).size).toBe(all.length);
  });

  it('are closed at the same time, each completely, and leave nothing', async () => {
    const lanes = await openTwo();
    const lived = [];
    for (const lane of lanes) lived.push(await liveThroughMarch(lane));
    census.setClock(startOfMonthMs(april) + 7000);
    const receipts = await Promise.all(lanes.map((lane) => lane.rotateTo(april)));
    const receipt = {
      month: march,
      members: userIds.length,
      saltDestroyedAtMs: startOfMonthMs(april) + 7000,
      forgottenChannels: [],
    };
    expect(receipts).toEqual([receipt, receipt]);
    for (const [index, lane] of lanes.entries()) {
      const own = lived[index];
      if (own !== undefined) await expectSealed(lane, own);
    }
    await census.close();
    for (const { scan } of lived) expectNothingOf(scan.inFolder(census.directory));
  });

  it.each<readonly [RotationStep, RotationStep]>([
    ['begun', 'salt drawn'],
    ['salt wiped', 'month opened'],
    ['map overwritten', 'begun'],
    ['forgotten', 'forgotten'],
    ['month opened', 'sealed'],
  ])('are closed by the next start after a crash at "%s" in one and at "%s" in the other', async (...failing) => {
    const onStep = (step: RotationStep, lane: number) => {
      if (step === failing[lane]) throw new Error('crash');
    };
    const lanes = await openTwo({ onStep });
    const lived = [];
    for (const lane of lanes) lived.push(await liveThroughMarch(lane));
    const rotations = await Promise.allSettled(lanes.map((lane) => lane.rotateTo(april)));
    expect(rotations.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    census = await census.restart();
    for (const [index, lane] of [census, await census.beside(1)].entries()) {
      const own = lived[index];
      if (own !== undefined) await expectSealed(lane, own);
      expect(lane.checkpoint).toMatchObject({ openMonth: april, rotation: null, unsealedMonths: [] });
    }
  });

  it('may be in different months: one lane counts March while the other has closed it', async () => {
    const [one, other] = await openTwo();
    for (const lane of [one, other]) await lane.countMessages([ada, ben]);
    await other.rotateTo(april);
    await one.countMessages([ada]);
    expect([...(await one.messagesByToken(march)).values()].sort()).toEqual([1, 2]);
    census = await census.restart();
    const again = await census.beside(1);
    expect([census.vault.month, again.vault.month]).toEqual([march, april]);
    await census.countMessages([ada]);
    expect([...(await census.messagesByToken(march)).values()].sort()).toEqual([1, 3]);
    expect((await census.store.months(census.guildId))[0]).toMatchObject({ isSealed: false, isSplit: false });
    expect((await again.store.months(again.guildId))[0]).toMatchObject({ isSealed: true, isSplit: false });
  });
});

describe('the lists of ignored and opted-out members', () => {
  const { open, close } = openedCensuses();
  const names = ['optout.db', 'optout.key'];

  it('are shared by all lanes, each with its own guilds', async () => {
    const census = await open({ lanes: 2 });
    const other = await census.beside(1);
    await census.vault.setOptedOut(census.guildId, person, true);
    await other.vault.setIgnored(other.guildId, person, true);
    expect(census.vault.memberLists).toEqual(other.vault.memberLists);
    expect(census.vault.memberLists).toMatchObject({ generation: 2, entries: 2 });
    for (const { vault } of [census, other]) {
      expect([vault.isOptedOut(census.guildId, person), vault.isOptedOut(other.guildId, person)]).toEqual([
        true,
        false,
      ]);
      expect([vault.ignoredCount(census.guildId), vault.ignoredCount(other.guildId)]).toEqual([0, 1]);
    }
    expect(other.vault.memberOf(other.guildId, person)).toBeUndefined();
    expect(other.vault.memberOf(other.otherGuildId, person)).toBeDefined();
  });

  it('accept an opt-out in one lane at every step of a rotation in the other', async () => {
    const optingOut: Promise<void>[] = [];
    const onStep = () => {
      const id = userIds[optingOut.length] ?? '';
      optingOut.push(other.vault.setOptedOut(other.guildId, new Person(id), true));
    };
    const census = await open({ lanes: 2, onStep });
    const other = await census.beside(1);
    await census.countMessages([ada]);
    await other.countMessages(userIds);
    await census.rotateTo(april);
    await Promise.all(optingOut);
    expect(optingOut).toHaveLength(10);
    await other.countMessages(userIds.slice(10));
    expect([...(await other.messagesByMember(march)).values()].filter((count) => count === 2)).toHaveLength(140);
    await close(census);

    const again = await open({ directory: census.directory });
    const { vault, guildId } = await again.beside(1);
    const isOut = userIds.map((id) => vault.isOptedOut(guildId, new Person(id)));
    expect(isOut.slice(0, 10)).toEqual(Array(10).fill(true));
    expect(isOut.slice(10)).not.toContain(true);
    expect(vault.memberLists).toMatchObject({ generation: 10, entries: 10 });
  });

  it('have their last state in the store, in whatever order the lanes commit', async () => {
    const census = await open({ lanes: 2 });
    const other = await census.beside(1);
    await census.vault.setOptedOut(census.guildId, person, true);
    const early = census.messages([]);
    const vault = join(census.directory, 'vault');
    const old = names.map((name) => readFileSync(join(vault, name)));
    await other.vault.setOptedOut(other.guildId, person, true);
    await other.countMessages([]);
    await census.commit(early);
    expect(await census.installation.lanes.memberLists()).toEqual(other.vault.memberLists);
    await close(census);

    const again = await open({ directory: census.directory });
    expect(again.vault.memberLists).toMatchObject({ generation: 2, entries: 2 });
    await close(again);
    for (const [index, name] of names.entries()) writeFileSync(join(vault, name), old[index] ?? '');
    await expect(open({ directory: census.directory })).rejects.toThrow('it is older, or from another installation');
  });
});

async function tokensOf(lane: ACensus): Promise<readonly number[]> {
  return [...(await lane.messagesByToken(march)).keys()];
}

function inBoth<Value>(ones: ReadonlySet<Value> = new Set(), others: ReadonlySet<Value> = new Set()): readonly Value[] {
  return [...ones].filter((value) => others.has(value));
}

/** The content of a lane's people file: the hashes of people, and the numbers of guilds. */
function recordsOf(directory: string, lane: number) {
  const file = readFileSync(laneFiles(join(directory, 'vault'), lane).identities);
  const records = Array.from({ length: file.length / recordBytes - 2 }, (_, index) => {
    return recordIn(file.subarray((index + 2) * recordBytes, (index + 3) * recordBytes));
  }).filter((record) => record !== null && record !== 'torn');
  const ofPeople = records.filter(({ kind }) => kind !== 'break');
  return {
    keyCheck: file.subarray(20, 36).toString('hex'),
    hashes: new Set(ofPeople.map(({ hash }) => hash.toString('hex'))),
    breaks: records.filter(({ kind }) => kind === 'break').map(({ value }) => value),
  };
}
