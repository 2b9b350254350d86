import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { divideLanes, type OpenLane, openLanes } from '../../src/app/open-lanes.ts';
import { encodeColumns } from '../../src/columns/columns.ts';
import type { MemberNumber } from '../../src/core/counter.ts';
import { LaneLost, UserError } from '../../src/core/errors.ts';
import { Person } from '../../src/core/person.ts';
import { laneOf } from '../../src/core/snowflake.ts';
import { hoursOfMonth, startOfMonthMs } from '../../src/core/time.ts';
import { SimulatedClock } from '../../src/simulator/worlds/simulated-clock.ts';
import { seededBytes } from '../seeded-bytes.ts';
import { aBatch, aGuild } from '../store/a-batch.ts';
import { aTotal } from '../store/contract/a-total.ts';
import { type Installation, openInstallation } from './an-open-lane.ts';

const march = 2026 * 12 + 2;
const april = march + 1;
const people = Array.from({ length: 12 }, (_, index) => String(200_000_000_000_000_001n + BigInt(index)));

/** Six guilds. With six lanes, the first is in lane 0, the second in lane 1, and so on. */
const guilds = Array.from({ length: 6 }, (_, index) => String(300_000_000_000_000_001n + 2n ** 22n * BigInt(index)));

describe('the lanes of an installation', () => {
  let directory: string;
  let clock: SimulatedClock;
  let installation: Installation;
  let opened: readonly OpenLane[];

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'census-lanes-'));
    clock = new SimulatedClock(startOfMonthMs(march));
    await start('first');
  });
  afterEach(async () => {
    await installation.close();
    rmSync(directory, { recursive: true });
  });

  async function start(seed: string): Promise<void> {
    installation = await openInstallation({ directory, clock, random: seededBytes(seed) });
    opened = await openLanes(parts());
  }

  async function restart(): Promise<void> {
    await installation.close();
    await start('restarted');
  }

  function parts() {
    return { lanes: installation.lanes, vault: installation.vault, clock };
  }

  async function divide(count: number, isRequired = false): Promise<void> {
    opened = await divideLanes(parts(), opened, { count, isRequired });
  }

  function laneWith(guildId: string): OpenLane {
    const lane = opened[laneOf(guildId, opened.length)];
    if (lane === undefined) throw new Error('a lane is missing');
    return lane;
  }

  function numberOf(guildId: string, id: string): MemberNumber {
    const number = laneWith(guildId).vault.memberOf(guildId, new Person(id));
    if (number === undefined) throw new Error('nobody is ignored here');
    return number;
  }

  /** Counts one message by each of these people in a guild. The guild's lane commits them. */
  async function count(guildId: string, ids = people): Promise<void> {
    const { vault, store } = laneWith(guildId);
    const { from: hour } = hoursOfMonth(vault.month);
    const counters = ids.map((id) => {
      return { hour, metric: 'msg', channel: 1, member: numberOf(guildId, id), amount: 1 } as const;
    });
    const number = (await store.checkpoint()).batch + 1;
    const { members, people } = vault.takeChanges(number);
    const columns = encodeColumns(counters);
    const delta = { guildId, month: vault.month, hours: { from: hour, to: hour + 1 }, columns };
    await store.commit(aBatch(number, { guilds: [aGuild(guildId)], members, deltas: [delta] }), people);
  }

  /** The known members of a guild: their numbers and tokens. */
  async function known(guildId: string): Promise<readonly (readonly [MemberNumber | undefined, number | undefined])[]> {
    const { vault, store } = laneWith(guildId);
    const tokens = await store.tokens(guildId, vault.month);
    return people.map((id) => {
      const number = vault.numberOf(guildId, new Person(id));
      return [number, number === undefined ? undefined : tokens.of(number)];
    });
  }

  async function monthsOf(guildId: string): Promise<readonly string[]> {
    const months = await installation.lanes.months(guildId);
    return months.map(({ month, isSealed, isSplit }) => {
      return `${month === march ? 'March' : 'April'} ${isSealed ? 'sealed' : 'open'}${isSplit ? ' split' : ''}`;
    });
  }

  it('start as one; before anything is counted they become as many as are wanted, all in one month', async () => {
    expect(opened.map(({ store, vault }) => [store.lane, vault.month])).toEqual([[0, march]]);
    await divide(3);
    expect(opened.map(({ store, vault }) => [store.lane, vault.month])).toEqual([0, 1, 2].map((lane) => [lane, march]));
    for (const guildId of guilds) await count(guildId);
    for (const guildId of guilds) expect(await monthsOf(guildId)).toEqual(['March open']);
    const salts = ['salt', 'salt-1', 'salt-2'].map((name) => readFileSync(join(directory, 'vault', name), 'hex'));
    expect(new Set(salts).size).toBe(3);

    const before = await Promise.all(guilds.map(known));
    await restart();
    expect(opened).toHaveLength(3);
    expect(await Promise.all(guilds.map(known))).toEqual(before);
  });

  it('stay as they are if their number is the wanted one', async () => {
    await count(guilds[0] ?? '');
    const before = opened;
    await divide(1);
    expect(opened).toBe(before);
    await count(guilds[0] ?? '');
  });

  it('are divided when a month has just begun; no member has two tokens, and the old lanes are lost', async () => {
    await divide(2);
    for (const guildId of guilds) await count(guildId);
    for (const { rotation } of opened) await rotation.rotateTo(april);
    const [before] = opened;
    await divide(3);
    expect(opened.map(({ vault }) => vault.month)).toEqual([april, april, april]);
    await expect(before?.store.checkpoint()).rejects.toBeInstanceOf(LaneLost);
    for (const guildId of guilds) {
      await count(guildId);
      await count(guildId);
      expect(await monthsOf(guildId)).toEqual(['March sealed', 'April open']);
      expect(new Set((await known(guildId)).map(([, token]) => token)).size).toBe(people.length);
    }
    await restart();
    for (const guildId of guilds) expect(await monthsOf(guildId)).toEqual(['March sealed', 'April open']);
    expect(opened.flatMap(({ warnings }) => warnings)).toEqual([]);
  });

  it('may become fewer when a month has just begun; nothing is left of the removed ones', async () => {
    await divide(3);
    for (const guildId of guilds) await count(guildId);
    for (const { rotation } of opened) await rotation.rotateTo(april);
    await divide(1);
    expect(opened).toHaveLength(1);
    const left = readdirSync(join(directory, 'vault')).filter((name) => /^(salt|identity)/.test(name));
    expect(left.sort()).toEqual(['identity.db', 'salt']);
    for (const guildId of guilds) await count(guildId);
    for (const guildId of guilds) expect(await monthsOf(guildId)).toEqual(['March sealed', 'April open']);
  });

  it('are not divided while the month has a known member', async () => {
    await divide(2);
    await count(guilds[1] ?? '', people.slice(0, 1));
    const before = opened;
    await divide(3);
    expect(opened).toBe(before);
    await count(guilds[1] ?? '');
  });

  it('are not divided if a member was counted and erased, or counted without a number', async () => {
    await divide(2);
    const [guildId = ''] = guilds;
    const { store, vault } = laneWith(guildId);
    const totals = [aTotal('language', march, 1, { guildId, key: 'de' })];
    await store.commit(aBatch(1, { guilds: [aGuild(guildId)], totals }), vault.takeChanges(1).people);
    await divide(3);
    expect(opened).toHaveLength(2);
  });

  it('skip the history of a moved guild if a member was erased in it, and of no other guild', async () => {
    const [first = '', second = ''] = guilds;
    for (const guildId of [first, second]) await count(guildId);
    const { vault, store } = laneWith(second);
    const [id = ''] = people;
    await store.eraseMember(second, numberOf(second, id), null);
    await vault.erase(second, new Person(id), true);
    await restart();
    await divide(2, true);
    const fromMs = (await installation.lanes.guilds()).map(({ catchUpFromMs }) => catchUpFromMs);
    expect(fromMs).toEqual([aGuild(first).catchUpFromMs, clock.now()]);
  });

  it('are not divided while they are in different months, even if none has a known member', async () => {
    await divide(2);
    await opened[1]?.rotation.rotateTo(april);
    const before = opened;
    await divide(3);
    expect(opened).toBe(before);
    await opened[0]?.rotation.rotateTo(april);
    await divide(3);
    expect(opened).toHaveLength(3);
  });

  describe('in the middle of a month, if Discord requires more', () => {
    const [still = '', alsoStill = ''] = guilds; // In the same lane whether there are two or three.
    const moving = guilds.slice(2);

    it('are divided: a guild that stays keeps its people, and the month of one that moves is split', async () => {
      await divide(2);
      for (const guildId of guilds) await count(guildId);
      const before = await Promise.all([still, alsoStill].map(known));
      const ofMoving = await Promise.all(moving.map(known));
      await divide(3, true);
      expect(opened).toHaveLength(3);
      expect(await Promise.all([still, alsoStill].map(known))).toEqual(before);
      for (const guildId of [still, alsoStill]) expect(await monthsOf(guildId)).toEqual(['March open']);
      for (const guildId of moving) expect(await monthsOf(guildId)).toEqual(['March open split']);

      for (const guildId of guilds) await count(guildId);
      expect(await Promise.all([still, alsoStill].map(known))).toEqual(before);
      const metAgain = (await Promise.all(moving.map(known))).flat();
      const taken = new Set(ofMoving.flat().map(([, token]) => token));
      expect(metAgain.filter(([, token]) => token === undefined || taken.has(token))).toEqual([]);
    });

    it('are unchanged after a restart, and mark no guild that has stayed', async () => {
      await divide(2);
      for (const guildId of [still, alsoStill]) await count(guildId, people.slice(0, 2));
      for (const guildId of moving) await count(guildId);
      await divide(3, true);
      const before = await Promise.all([still, alsoStill].map(known));
      for (const _again of [1, 2]) {
        await restart();
        expect(opened.flatMap(({ warnings }) => warnings)).toEqual([]);
        for (const guildId of [still, alsoStill]) expect(await monthsOf(guildId)).toEqual(['March open']);
        expect(await Promise.all([still, alsoStill].map(known))).toEqual(before);
      }
      for (const { rotation } of opened) await rotation.rotateTo(april);
      for (const guildId of [still, alsoStill]) expect(await monthsOf(guildId)).toEqual(['March sealed']);
      for (const guildId of moving) expect(await monthsOf(guildId)).toEqual(['March sealed split']);
    });

    it('that lose the people of guilds that stay mark those guilds too', async () => {
      await divide(2);
      for (const guildId of guilds) await count(guildId);
      await divide(3, true);
      await installation.close();
      rmSync(join(directory, 'vault', 'identity-1.db'));
      await start('lost');
      const warnings = opened.flatMap((lane) => lane.warnings);
      expect(warnings).toEqual([expect.stringMatching(/does not know all who were counted in March 2026/)]);
      expect(await monthsOf(alsoStill)).toEqual(['March open split']);
      expect(await monthsOf(still)).toEqual(['March open']);
    });

    it('do not mark a moved guild in which no one was counted', async () => {
      const [empty = ''] = moving;
      await divide(2);
      await count(still);
      await divide(3, true);
      await count(empty);
      expect(await monthsOf(empty)).toEqual(['March open']);
    });

    it('are brought to one month first', async () => {
      await divide(2);
      for (const guildId of guilds) await count(guildId);
      clock = new SimulatedClock(startOfMonthMs(april) + 1000);
      await opened[1]?.rotation.rotateTo(april);
      await count(guilds[3] ?? '');
      await divide(3, true);
      expect(opened.map(({ vault }) => vault.month)).toEqual([april, april, april]);
      for (const guildId of guilds) {
        const ofApril = guildId === guilds[3] ? ['April open split'] : [];
        expect(await monthsOf(guildId)).toEqual(['March sealed', ...ofApril]);
      }
      await count(guilds[2] ?? '');
      expect(await monthsOf(guilds[2] ?? '')).toEqual(['March sealed', 'April open']);
    });

    it('are divided at the next start if a crash came in between', async () => {
      await divide(2);
      for (const guildId of guilds) await count(guildId);
      await installation.lanes.divide(3);
      await restart();
      expect(opened.map(({ vault, warnings }) => [vault.month, warnings])).toEqual(Array(3).fill([march, []]));
      for (const guildId of [still, alsoStill]) expect(await monthsOf(guildId)).toEqual(['March open']);
      for (const guildId of moving) expect(await monthsOf(guildId)).toEqual(['March open split']);
    });

    it.each([2, 1])('and the operator wants %i, are refused with a remedy, and nothing is changed', async (wanted) => {
      await divide(2);
      await count(still);
      const before = await known(still);
      await expect(divide(wanted, true)).rejects.toThrow(UserError);
      await expect(divide(wanted, true)).rejects.toThrow(
        /requires more shards .* than 2\. Set SHARDS in \.env to a higher number/,
      );
      expect(await known(still)).toEqual(before);
      expect(existsSync(join(directory, 'vault', 'salt-1'))).toBe(true);
    });
  });
});
