import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LaneStore } from '../../../src/store/lane-store.ts';
import type { DrawTokens } from '../../../src/store/records.ts';
import { aBatch, aGuild, nobody } from '../a-batch.ts';
import { april, fromTop, guildId, march, otherId, type StoreUnderTest } from '../contract/store-under-test.ts';
import { makeSqliteStore } from './a-sqlite-store.ts';

/** In lane 1 of two. */
const farId = '300000000004194305';

describe('a draft of tokens in SQLite', () => {
  let underTest: StoreUnderTest;
  let near: LaneStore;
  let far: LaneStore;
  let asked: number[];

  beforeEach(async () => {
    underTest = await makeSqliteStore();
    await underTest.lanes.divide(2);
    [near, far] = [underTest.lanes.open(0), underTest.lanes.open(1)];
    asked = [];
    for (const lane of [near, far]) await lane.openMonth(march);
    await near.commit(aBatch(1, { guilds: [aGuild(otherId), aGuild(guildId)], ...members(guildId, 3, 12) }), nobody);
    await far.commit(aBatch(1, { guilds: [aGuild(farId)], ...members(farId, 3, 12) }), nobody);
  });
  afterEach(() => underTest.dispose());

  const draw: DrawTokens = (count) => {
    asked.push(count);
    return fromTop()(count);
  };

  function members(id: string, ...numbers: readonly number[]) {
    return { members: numbers.map((number) => ({ guildId: id, member: { number, token: 0xb000_0000 + number } })) };
  }

  async function expectTokens(lane: LaneStore, id: string, ...numbers: readonly number[]): Promise<void> {
    const tokens = await lane.tokens(id, march);
    expect(tokens.size).toBe(numbers.length);
    const drawn = numbers.map((number) => tokens.of(number));
    expect(new Set(drawn).size).toBe(numbers.length);
    for (const token of drawn) expect(token).toBeGreaterThan(0xf000_0000);
  }

  it('has enough tokens, also for members added since then', async () => {
    await near.draftTokens(march, draw);
    await near.draftTokens(march, draw); // As after a failed closing.
    await near.commit(aBatch(2, members(guildId, 0, 50, 80_000)), nobody);
    asked = [];
    expect(await near.beginRotation(march, april, draw)).toBe(5);
    expect(asked).toEqual([]);
    await expectTokens(near, guildId, 0, 3, 12, 50, 80_000);
    expect((await near.checkpoint()).members).toEqual(new Map());
  });

  it('does not affect that of another lane, in any order', async () => {
    await near.draftTokens(march, draw);
    await far.commit(aBatch(2, members(farId, 40)), nobody);
    await far.draftTokens(march, draw);
    await near.commit(aBatch(2, members(guildId, 50)), nobody);
    await far.commit(aBatch(3, members(farId, 60)), nobody);
    asked = [];
    await near.beginRotation(march, april, draw);
    await near.forget();
    await far.commit(aBatch(4, members(farId, 70)), nobody);
    await far.beginRotation(march, april, draw);
    expect(asked).toEqual([]);
    await expectTokens(near, guildId, 3, 12, 50);
    await expectTokens(far, farId, 3, 12, 40, 60, 70);
  });

  it('stays valid when members of other lanes are erased, or another guild is removed', async () => {
    await near.draftTokens(march, draw);
    await far.draftTokens(march, draw);
    await near.eraseMember(guildId, 3, null);
    await near.removeGuild(otherId);
    await near.beginRotation(march, april, draw);
    await far.beginRotation(march, april, draw);
    await expectTokens(near, guildId, 12);
    await expectTokens(far, farId, 3, 12);
  });

  it('of a removed guild is not used when it comes back', async () => {
    await near.draftTokens(march, draw);
    await near.removeGuild(guildId);
    await near.commit(aBatch(2, { guilds: [aGuild(guildId)], ...members(guildId, 8, 12) }), nobody);
    await near.beginRotation(march, april, draw);
    await expectTokens(near, guildId, 8, 12);
  });

  it('can be used again after a failed rotation', async () => {
    await near.draftTokens(march, draw);
    await near.commit(aBatch(2, members(guildId, 50)), nobody);
    const failing = () => {
      throw new Error('no tokens today');
    };
    await near.commit(aBatch(3, { ...members(otherId, 1) }), nobody);
    await expect(near.beginRotation(march, april, failing)).rejects.toThrow('no tokens today');
    await near.commit(aBatch(4, members(guildId, 51)), nobody);
    expect(await near.beginRotation(march, april, draw)).toBe(5);
    await expectTokens(near, guildId, 3, 12, 50, 51);
  });
});
