import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { firstSnowflakeAt } from '../../../../src/core/snowflake.ts';
import { startOfMonthMs } from '../../../../src/core/time.ts';
import type { LaneStore } from '../../../../src/store/lane-store.ts';
import { openSqliteStore } from '../../../../src/store/sqlite/open-sqlite-store.ts';
import type { SqliteStore } from '../../../../src/store/sqlite/sqlite-store.ts';
import { projectRoot } from '../../../project-root.ts';
import { aBatch, aGuild, nobody } from '../../a-batch.ts';
import { april, fromTop, march } from '../../contract/store-under-test.ts';
import { found, sixBytes } from './bytes-found.ts';

const migrationsDirectory = join(projectRoot, 'migrations/sqlite');

/** In lanes 0, 1 and 2 of three. */
const guildIds = ['300000000000000001', '300000000004194305', '300000000008388609'] as const;

/** The number of members, channels and threads in each lane. */
const count = 1_200;

describe('no byte is left of the closed month of a lane', () => {
  let directory: string;
  let path: string;
  let store: SqliteStore;
  let lanes: LaneStore[];

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'census-lanes-'));
    path = join(directory, 'census.db');
    store = openSqliteStore({ path, migrationsDirectory });
    await store.divide(3);
    lanes = [0, 1, 2].map((lane) => store.open(lane));
    for (const [lane, of] of lanes.entries()) {
      await of.openMonth(march);
      await of.commit(aBatch(1, { guilds: [aGuild(guildIds[lane] ?? '')] }), nobody);
    }
    await fill();
  });
  afterEach(async () => {
    await store.close();
    rmSync(directory, { recursive: true });
  });

  /** Lanes take turns with small unordered batches, so that pages are split and have rows of several lanes. */
  async function fill(): Promise<void> {
    const each = 40;
    for (let first = 0; first < count; first += each) {
      for (const [lane, of] of lanes.entries()) {
        const people = Array.from({ length: each }, (_, index) => aPerson(lane, first + index));
        const batch = aBatch(2 + first / each, {
          members: people.map(({ member }) => member),
          threads: people.map(({ thread }) => thread),
          messagePositions: people.map(({ position }) => position),
          voiceSessions: people.map(({ session }) => session),
        });
        await of.commit(batch, nobody);
      }
    }
  }

  const begin = (lane: LaneStore) => lane.beginRotation(march, april, fromTop());

  it('while another lane continues to count in it', async () => {
    expect(found(directory, [0, 1, 2].flatMap(bytesOf))).toBeGreaterThan((3 * bytesOf(0).length * 3) / 4);
    const staying = await lanes[2]?.checkpoint();
    await Promise.all(lanes.slice(0, 2).map(begin));
    await Promise.all(lanes.slice(0, 2).map((lane) => lane.forget()));
    expect(found(directory, [0, 1].flatMap(bytesOf))).toBe(0);
    expect(await lanes[2]?.checkpoint()).toEqual(staying);

    await Promise.all(lanes.slice(0, 2).map((lane) => lane.openMonth(april)));
    await begin(lanes[2] as LaneStore);
    await lanes[2]?.forget();
    expect(found(directory, bytesOf(2))).toBe(0);
  });

  it('if the process ended before it was overwritten', async () => {
    await Promise.all(lanes.slice(0, 2).map(begin));
    const killed = join(directory, 'killed');
    mkdirSync(killed);
    for (const suffix of ['', '-wal']) copyFileSync(path + suffix, join(killed, `census.db${suffix}`));
    const next = openSqliteStore({ path: join(killed, 'census.db'), migrationsDirectory });
    await next.open(2).commit(aBatch(2 + count / 40), nobody);
    await next.close();
    expect(found(killed, [0, 1].flatMap(bytesOf))).toBe(0);
    expect(found(killed, bytesOf(2))).toBeGreaterThan(0);
  });

  it('if one lane closes it while that of another is being overwritten', async () => {
    await begin(lanes[0] as LaneStore);
    const first = lanes[0]?.forget();
    const second = begin(lanes[1] as LaneStore).then(() => lanes[1]?.forget());
    await Promise.all([first, second]);
    expect(found(directory, [0, 1].flatMap(bytesOf))).toBe(0);
  });

  it('after one scrub for all lanes that ask for it together', async () => {
    const other = new Database(path);
    // Each member that is written back leaves a row here.
    other.exec(`create table put_back (number integer);
                create trigger is_put_back after insert on member begin
                  insert into put_back values (new.number);
                end`);
    await Promise.all(lanes.slice(0, 2).map(begin));
    const forgotten = Promise.all(lanes.slice(0, 2).map((lane) => lane.forget()));
    expect(await forgotten).toEqual(['overwritten', 'overwritten']);
    expect(other.prepare('select count(*) from put_back').pluck().get()).toBe(count);
    other.close();
  });
});

/** The rows of one person in a lane, with unique numbers. */
function aPerson(lane: number, index: number) {
  const guildId = guildIds[lane] ?? '';
  const number = (index * 7_919) % 65_536;
  const nth = lane * count + number;
  const channelId = firstSnowflakeAt(startOfMonthMs(march) + 60_000 + 17 * nth);
  return {
    member: { guildId, member: { number, token: 0xa000_0000 + ((nth * 1_140_071_481) % 0x5fff_ffff) } },
    thread: { guildId, id: channelId, channelId: '9' },
    position: { guildId, channelId, lastId: idOf(nth), readUpToId: null, gaps: [] },
    session: { guildId, member: number, channelId: '9', countedUntilMs: startOfMonthMs(march) + 7_919 * nth },
  };
}

function idOf(nth: number): string {
  return String(BigInt(firstSnowflakeAt(startOfMonthMs(march) + 90_000_000 + 1_009 * nth)) + 5n);
}

function bytesOf(lane: number): Buffer[] {
  return Array.from({ length: count }, (_, index) => aPerson(lane, index)).flatMap(
    ({ member, thread, position, session }) => [
      sixBytes(member.member.token),
      sixBytes(session.countedUntilMs),
      Buffer.from(thread.id),
      Buffer.from(position.lastId),
    ],
  );
}
