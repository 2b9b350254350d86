import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LaneStore } from '../../../../src/store/lane-store.ts';
import { keptRow } from '../../../columns/report-rows.ts';
import { aDelta } from '../../contract/counters-of.ts';
import { april, fromTop, guildId, march, otherId, start } from '../../contract/store-under-test.ts';
import { noSummaries } from '../../no-summaries.ts';
import { found } from './bytes-found.ts';
import { SearchedStore } from './searched-store.ts';

describe('no byte is left', () => {
  let searched: SearchedStore;
  let directory: string;
  let store: LaneStore;
  const commit = (changes: Parameters<SearchedStore['commit']>[0]) => searched.commit(changes);

  beforeEach(async () => {
    searched = await SearchedStore.begin();
    ({ directory, store } = searched);
  });
  afterEach(() => searched.end());

  it('of what was derived from an erased member, a removed guild or a pruned month', async () => {
    const day = (seed: number, guild: string) =>
      aDelta(
        Array.from({ length: 3000 }, (_, index) => ({
          hour: start + (index % 3),
          metric: 'msg' as const,
          channel: 1 + (index % 20),
          member: (index * (7919 + 1234 * seed)) % 60_000,
          amount: 1 + ((index * (31 + seed)) % 200),
        })),
        guild,
      );
    await commit({ deltas: [day(1, guildId), day(2, otherId)] });
    await store.compact(start + 48);
    const kept = piecesOfDerived(guildId);
    const both = new Set(kept.map((piece) => piece.toString('hex')));
    const removed = piecesOfDerived(otherId).filter((piece) => !both.has(piece.toString('hex')));
    expect(kept.length).toBeGreaterThan(50);
    await store.forget();
    expect(found(directory, [...kept, ...removed])).toBe(kept.length + removed.length);
    await store.removeGuild(otherId);
    expect(found(directory, removed)).toBe(0);
    expect(found(directory, kept)).toBe(kept.length);

    await store.eraseMember(guildId, 0, null);
    await store.forget();
    expect(found(directory, kept)).toBe(0);
    await store.compact(start + 48);
    await store.beginRotation(march, april, fromTop());
    await store.openMonth(april);
    await store.noteSaltDestroyed(march, 1);
    const rows = Buffer.from('the rows of a whole month');
    await store.compact(start + 800);
    expect(await store.putMonthRows(guildId, march, rows)).toBe(true);
    const again = [...piecesOfDerived(guildId), rows];
    await store.forget();
    expect(found(directory, again)).toBe(again.length);
    const row = keptRow({ totalUsers: 1, joins: 0, parts: 0 }, nothing, nothing);
    await store.pruneMonth(guildId, { month: march, row }, noSummaries);
    await store.forget();
    expect(found(directory, again)).toBe(0);
  });

  /** Pieces of the roll-ups and summaries of a guild that are nowhere else in the file. */
  function piecesOfDerived(guild: string): Buffer[] {
    const database = new Database(join(directory, 'census.db'), { readonly: true });
    const blobs = database
      .prepare<object, Buffer>(
        `select derived
           from (select id, columns as derived from day_rollup union all select id, summary from day_summary) as day
           join guild_month on guild_month.id = day.id / 32
           join guild on guild.key = guild_month.guild
          where guild.id = :guild`,
      )
      .pluck()
      .all({ guild });
    database.close();
    return blobs.flatMap((blob) =>
      Array.from({ length: Math.floor(blob.length / 40) }, (_, index) => blob.subarray(index * 40, index * 40 + 12)),
    );
  }
});

const nothing = { users: 0, total: 0, perUser: 0, stdev: 0 };
