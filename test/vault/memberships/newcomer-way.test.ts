import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Person } from '../../../src/core/person.ts';
import { dayMs, startOfMonthMs } from '../../../src/core/time.ts';
import { packWay, stepsOf, unpackWay } from '../../../src/vault/memberships/newcomer-way.ts';
import { ACensus, guildId, march, otherGuildId } from '../a-census.ts';
import { hashOfPerson, ResidueScan, windowsOf } from '../residue.ts';

const ada = new Person('200000000000000001');
const joined = startOfMonthMs(march) + dayMs;

it('a way survives packing and unpacking', () => {
  fc.assert(fc.property(fc.nat(15), (packed) => packWay(unpackWay(packed)) === packed));
  expect(stepsOf(unpackWay(0))).toEqual([]);
});

describe('a newcomer', () => {
  let census: ACensus;
  beforeEach(async () => {
    census = await ACensus.open();
  });
  afterEach(() => census.dispose());

  const take = (step: 'passed' | 'wrote' | 'left', atMs = joined, guild = guildId) =>
    census.vault.takeStep(guild, ada, step, atMs);
  const enter = () => census.vault.enter(guildId, ada, joined, true);

  it('takes each step once, in the guild that they joined, within seven days', () => {
    expect(take('wrote')).toBe(false);
    enter();
    expect(take('wrote', joined, otherGuildId)).toBe(false);
    expect(take('wrote', joined - 1)).toBe(false);
    expect(take('wrote', joined + 7 * dayMs)).toBe(false);
    expect([take('wrote', joined + 7 * dayMs - 1), take('wrote')]).toEqual([true, false]);
    expect([take('passed'), take('left'), take('left')]).toEqual([true, true, false]);
  });

  it('is known after a crash up to the last committed batch', async () => {
    enter();
    take('passed');
    await census.countMessages([]);
    take('wrote');
    await census.loseMessages([]);
    census = await census.restart();
    expect([take('passed'), take('wrote')]).toEqual([false, true]);
  });

  it('leaves nothing in the next month', async () => {
    enter();
    await census.countMessages([]);
    const hash = hashOfPerson(census.directory, guildId, '200000000000000001', 'mark newcomer');
    const scan = new ResidueScan({ hashes: windowsOf(hash) });
    expect(scan.inFolder(census.directory).hashes).toBeGreaterThan(0);
    await census.rotateTo(march + 1);
    expect(scan.inFolder(census.directory)).toEqual({ hashes: 0 });
    expect([take('wrote'), census.vault.takeBackSteps(guildId, ada)]).toEqual([false, []]);
  });

  it('is subtracted once, and takes no further step, erased or not', async () => {
    enter();
    take('wrote');
    expect(census.vault.takeBackSteps(guildId, ada)).toEqual(['joined', 'wrote']);
    expect([take('passed'), census.vault.takeBackSteps(guildId, ada)]).toEqual([false, []]);
    await census.countMessages([]);
    await census.vault.erase(guildId, ada, false);
    census = await census.restart();
    expect([enter(), take('passed'), census.vault.takeBackSteps(guildId, ada)]).toEqual(['nothing', false, []]);
  });
});
