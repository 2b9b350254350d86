import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dayMs, hoursOfMonth, startOfMonthMs } from '../../../src/core/time.ts';
import type { Total } from '../../../src/core/total.ts';
import { laneFiles } from '../../../src/vault/at-rest/lane-files.ts';
import { recordBytes, recordIn } from '../../../src/vault/at-rest/vault-record.ts';
import type { LocalVault } from '../../../src/vault/local-vault.ts';
import { ACensus, march } from '../a-census.ts';

const april = march + 1;
const members = Array.from({ length: 12 }, (_, index) => String(200_000_000_000_000_000n + BigInt(index)));
const [lastYear, lastMonth] = [march - 12, march - 1].map((month) => startOfMonthMs(month) + dayMs) as [number, number];

describe('cohorts', () => {
  let census: ACensus;
  beforeEach(async () => {
    census = await ACensus.open();
  });
  afterEach(() => census.dispose());

  /** Counts these active members, who joined at the same instant. */
  function count(userIds: readonly string[], joinedAtMs: number, on = census, guildId = on.guildId): void {
    for (const id of userIds) on.vault.countInCohort(guildId, on.numberOf(id, guildId), joinedAtMs);
  }

  const commit = (on = census) => on.countMessages([]);
  const ofLane = (on = census) => byGuild((on.vault as LocalVault).cohorts);
  const cohorts = () => ofLane()[census.guildId];

  it('have each member once, by the first time of joining, and not beyond the open month', () => {
    count(members.slice(0, 7), lastYear);
    count(members.slice(0, 7), lastMonth);
    count(members.slice(7), startOfMonthMs(april) + 3);
    expect(cohorts()).toEqual({ '2025-03': 7, '2026-03': 5 });
  });

  it('are known after a restart, up to the last committed batch', async () => {
    count(members.slice(0, 5), lastYear);
    await commit();
    count(members.slice(4, 6), lastYear);
    await census.loseMessages([]);
    census = await census.restart();
    expect(cohorts()).toEqual({ '2025-03': 5 });
    count(members.slice(0, 7), lastYear);
    expect(cohorts()).toEqual({ '2025-03': 7 });
  });

  it('are separate for each guild', async () => {
    count(members.slice(0, 5), lastYear);
    count(members.slice(0, 6), lastMonth, census, census.otherGuildId);
    await commit();
    census = await census.restart();
    const [one, other] = [census.guildId, census.otherGuildId];
    const expected = { [one]: { '2025-03': 5 }, [other]: { '2026-02': 6 } };
    expect(ofLane()).toEqual(expected);
  });

  it('are lowered once for an erased number, which is not counted again', async () => {
    await census.countMessages(members);
    count(members, lastYear);
    await commit();
    const number = census.numberOf(members[0] ?? '');
    for (const _ of [1, 2]) census.vault.takeOutOfCohort(census.guildId, number, lastYear);
    count(members.slice(0, 1), lastYear);
    expect(cohorts()).toEqual({ '2025-03': 11 });
    await commit();
    census = await census.restart();
    census.vault.takeOutOfCohort(census.guildId, number, lastYear);
    count(members.slice(0, 1), lastYear);
    expect(cohorts()).toEqual({ '2025-03': 11 });
  });

  it('are stored when the rotation begins, and are empty in the next month', async () => {
    await census.countMessages(members);
    count(members.slice(0, 9), lastYear);
    count(members.slice(9), lastMonth);
    await commit();
    const stored = async () => {
      const range = { from: 0, to: hoursOfMonth(april).to };
      const totals = await census.store.totals(census.guildId, { metrics: ['cohort'], range });
      return totals.map(({ start, key, amount }) => [start, key, amount]);
    };
    expect(await stored()).toEqual([]);
    await census.rotateTo(april);
    expect(await stored()).toEqual([[march, 'other', 12]]);
    expect(cohorts()).toBeUndefined();
    count(members, lastYear);
    expect(cohorts()).toEqual({ '2025-03': 12 });
  });

  it('leave nothing of a guild that has moved to another lane, and share no hash', async () => {
    await census.dispose();
    census = await ACensus.open({ lanes: 2 });
    const second = await census.beside(1);
    for (const lane of [census, second]) {
      await lane.countMessages(members);
      count(members.slice(lane.lane), lastYear, lane);
      await commit(lane);
    }
    expect([ofLane(), ofLane(second)]).toEqual([
      { [census.guildId]: { '2025-03': 12 } },
      { [second.guildId]: { '2025-03': 11 } },
    ]);
    const [kept, keptBeside] = [0, 1].map((lane) => cohortHashes(census.directory, lane));
    expect([kept?.length, keptBeside?.length]).toEqual([1, 1]);
    expect(kept).not.toEqual(keptBeside);
    census = await census.restart({ lanes: 1, lane: 0 });
    expect(ofLane()).toEqual({ [census.guildId]: { '2025-03': 12 } });
  });
});

function byGuild(totals: readonly Total[]): Record<string, Record<string, number>> {
  const guilds: Record<string, Record<string, number>> = {};
  for (const { guildId, key, amount } of totals) guilds[guildId] = { ...guilds[guildId], [key]: amount };
  return guilds;
}

function cohortHashes(directory: string, lane: number): string[] {
  const file = readFileSync(laneFiles(join(directory, 'vault'), lane).identities).subarray(2 * recordBytes);
  return Array.from({ length: file.length / recordBytes }, (_, index) =>
    recordIn(file.subarray(index * recordBytes, (index + 1) * recordBytes)),
  ).flatMap((record) => {
    return record === null || record === 'torn' || record.kind !== 'cohort' ? [] : [record.hash.toString('hex')];
  });
}
