import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Tally } from '../../src/columns/tally.ts';
import type { Channel } from '../../src/core/channel.ts';
import type { Counter } from '../../src/core/counter.ts';
import type { LaneStore } from '../../src/store/lane-store.ts';
import type { Gap } from '../../src/store/records.ts';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.ts';
import { projectRoot } from '../project-root.ts';
import { aBatch, aGuild, nobody } from '../store/a-batch.ts';

export const guildId = '700000000000000001';

export interface StoreContent {
  /** One list per batch. The same counter may be in several. */
  readonly batches: readonly (readonly Counter[])[];
  readonly channels?: readonly Channel[];
  readonly gaps?: readonly Omit<Gap, 'guildId'>[];
  readonly openMonth: number;
}

/**
 * Runs `use` with a single-lane store in a temporary directory with one guild. Members have the token
 * `tokenOf(number)`.
 */
export async function withStore<Result>(
  { batches, channels = [], gaps = [], openMonth }: StoreContent,
  use: (store: LaneStore, directory: string) => Promise<Result>,
): Promise<Result> {
  const directory = mkdtempSync(join(tmpdir(), 'census-report-'));
  const lanes = openSqliteStore({
    path: join(directory, 'census.db'),
    migrationsDirectory: join(projectRoot, 'migrations/sqlite'),
  });
  try {
    const store = lanes.open(0);
    await store.openMonth(openMonth);
    await store.commit(
      aBatch(1, {
        guilds: [aGuild(guildId, { firstConnectedMs: 0 })],
        channels: channels.map((channel) => ({ guildId, channel })),
        members: membersOf(batches.flat()),
        gaps: gaps.map((gap) => ({ ...gap, guildId })),
      }),
      nobody,
    );
    for (const [index, batch] of batches.entries()) {
      await store.commit(aBatch(index + 2, { deltas: deltasOf(batch) }), nobody);
    }
    return await use(store, directory);
  } finally {
    await lanes.close();
    rmSync(directory, { recursive: true });
  }
}

/** A deterministic token that does not ascend with the number. */
export function tokenOf(member: number): number {
  return 0xa000_0000 + ((member * 48_271) % 0x5fff_ffff);
}

export function aChannel(number: number, name: string, changes: Partial<Channel> = {}): Channel {
  return { id: `51000000000000000${number}`, kind: 'text', name, number, isDeleted: false, ...changes };
}

/** The members that have these counters. */
export function membersOf(counters: readonly Counter[]) {
  const numbers = counters.filter(({ metric }) => metric === 'msg' || metric === 'voice').map(({ member }) => member);
  return [...new Set(numbers)].map((number) => ({ guildId, member: { number, token: tokenOf(number) } }));
}

/** The counters in the form in which the collector commits them. */
export function deltasOf(counters: readonly Counter[]) {
  const tally = new Tally();
  for (const { hour, metric, channel, member, amount } of counters) {
    if (metric === 'total_users') tally.setHeadcount(guildId, hour, amount);
    else tally.add(guildId, hour, metric, channel, member, amount);
  }
  return tally.drain();
}
