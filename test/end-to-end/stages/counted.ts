import { join } from 'node:path';
import { readColumns } from '../../../src/columns/columns.ts';
import { hoursOfMonth, type Month } from '../../../src/core/time.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open-sqlite-store.ts';
import type { SqliteStore } from '../../../src/store/sqlite/sqlite-store.ts';
import { projectRoot } from '../../project-root.ts';

/** What the store has of a guild at the end. */
export interface Counted {
  readonly messages: number;
  readonly joins: number;
  readonly parts: number;
  /** Voice minutes by channel and member. Each line is a channel's name and the minutes of one member. */
  readonly voice: readonly string[];
  /** The number of members at the end of the hour. */
  readonly totalUsers: number;
  /** Start and end, in minutes; null is still open. */
  readonly gaps: readonly (readonly [number | null, number | null])[];
}

export interface Wanted {
  readonly guildId: string;
  readonly month: Month;
  /** Minute 0. */
  readonly startMs: number;
}

/** Reads the counts of a guild in a month from a `census.db`. */
export async function readCounted(path: string, { guildId, month, startMs }: Wanted): Promise<Counted> {
  const store = openToRead(path);
  const sums = { msg: 0, join: 0, part: 0, total_users: 0 };
  const voice = new Map<string, number>();
  const names = new Map((await store.channels(guildId)).map(({ number, name }) => [number, name]));
  for await (const { blobs } of store.readCounters(guildId, hoursOfMonth(month))) {
    for (const blob of blobs) {
      readColumns(blob, (_hour, event, channel, member, amount) => {
        const key = `${names.get(channel)} ${member}`;
        if (event === 'voice') voice.set(key, (voice.get(key) ?? 0) + amount);
        else if (event === 'total_users') sums.total_users = amount;
        else sums[event] += amount;
      });
    }
  }
  const minuteOf = (timeMs: number | null) => (timeMs === null ? null : (timeMs - startMs) / minuteMs);
  const gaps = (await store.gaps(guildId, hoursOfMonth(month))).map(
    ({ fromMs, toMs }) => [minuteOf(fromMs), minuteOf(toMs)] as const,
  );
  await store.close();
  return {
    messages: sums.msg,
    joins: sums.join,
    parts: sums.part,
    voice: [...voice].map(([key, milliseconds]) => `${key.split(' ')[0]} ${milliseconds / minuteMs}`).sort(),
    totalUsers: sums.total_users,
    gaps,
  };
}

/** Fails while messages are still to be counted from history, in any lane. */
export async function expectCaughtUp(path: string): Promise<void> {
  const store = openToRead(path);
  const lanes = await store.lanes();
  const checkpoints = await Promise.all(lanes.map(({ lane }) => store.open(lane).checkpoint()));
  await store.close();
  const gaps = checkpoints.flatMap(({ messagePositions }) => messagePositions.flatMap((position) => position.gaps));
  if (gaps.length > 0) throw new Error('not caught up');
}

/** A `census.db` that may be in use. */
export function openToRead(path: string): SqliteStore {
  return openSqliteStore({ path, migrationsDirectory, isReadOnly: true });
}

const minuteMs = 60_000;

const migrationsDirectory = join(projectRoot, 'migrations/sqlite');
