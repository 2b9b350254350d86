import type { Database as Connection } from 'better-sqlite3';
import { type Month, startOfMonthMs } from '../../../core/time.ts';
import type { DrawTokens } from '../../records/members.ts';
import { inTransaction } from '../access/transaction.ts';
import { syncWal } from '../access/wal.ts';
import { monthIsOfLane, readLane } from '../lane-row.ts';
import { cutMessagePositions } from '../read/message-positions.ts';
import { encodeTokens } from '../write/stored-tokens.ts';
import type { TokenDrafts } from '../write/token-drafts.ts';
import { deleteMembersOfLane, deleteOfLane, deletePositionOfLane } from './lane-removal.ts';

/** After the end of a month, some of its messages come so late. */
const latestMs = 60_000;

/** A lane, the month that it closes, and the one that it opens. */
export interface Closing {
  readonly lane: number;
  readonly month: Month;
  readonly next: Month;
}

/** See `MonthStore.beginRotation`. The caller has the writer's turn. Resolves to how many members have new tokens. */
export async function beginRotation(
  connection: Connection,
  closing: Closing,
  drafts: TokenDrafts,
  drawTokens: DrawTokens,
  addTotals: () => Promise<void>,
): Promise<number> {
  const { lane, month, next } = closing;
  if (!isBegun(connection, closing)) {
    await inTransaction(connection, async () => {
      await redrawTokens(connection, drafts.take(lane, month, drawTokens));
      await addTotals();
      await deleteOfLane(connection, lane, 'voice_session');
      // A session that is resumed tells nobody who is in voice: after a crash before the next commit it must begin anew.
      deletePositionOfLane(connection, lane);
      await deleteOfLane(connection, lane, 'thread');
      await cutMessagePositions(connection, lane, next);
      connection
        .prepare<object>(
          `update lane
              set rotation_month = :month, rotation_next = :next,
                  observed_until_ms = min(observed_until_ms, :observedUntilMs)
            where lane = :lane`,
        )
        .run({ lane, month, next, observedUntilMs: startOfMonthMs(next) - latestMs });
    });
  }
  await inTransaction(connection, () => deleteMembersOfLane(connection, lane, month));
  await syncWal(connection);
  return memberCount(connection, lane, month);
}

/** See `MonthStore.openMonth`. The caller has the writer's turn. */
export async function openMonth(connection: Connection, lane: number, next: Month): Promise<void> {
  await inTransaction(connection, () => {
    const { openMonth, rotation } = readLane(connection, lane);
    if (rotation === null && openMonth === next) return;
    if (rotation === null ? openMonth !== null : rotation.next !== next) {
      throw new Error('the rotation to be ended is not the one that was begun');
    }
    connection
      .prepare<object>(
        'update lane set open_month = :next, rotation_month = null, rotation_next = null where lane = :lane',
      )
      .run({ lane, next });
  });
  await syncWal(connection);
}

/** See `MonthStore.noteSaltDestroyed`. The caller has the writer's turn. */
export async function noteSaltDestroyed(
  connection: Connection,
  lane: number,
  month: Month,
  atMs: number,
): Promise<void> {
  await inTransaction(connection, () => {
    const { openMonth } = readLane(connection, lane);
    if (openMonth === null || month >= openMonth) throw new Error('a month whose salt is destroyed is not closing');
    // Over a downtime several months are closed by one rotation, under one salt.
    connection
      .prepare<object>(
        `update guild_month
            set is_sealed = 1, salt_destroyed_at_ms = :atMs
          where month <= :month and is_sealed = 0 and tokens is not null and ${monthIsOfLane}`,
      )
      .run({ lane, month, atMs });
  });
  await syncWal(connection);
}

/** The lane's months that are closing while a later one is open, ascending. */
export function unsealedMonths(snapshot: Connection, lane: number): readonly Month[] {
  return snapshot
    .prepare<object, Month>(
      `select distinct month
         from guild_month
        where is_sealed = 0 and tokens is not null
          and month < (select open_month from lane where lane = :lane)
          and ${monthIsOfLane}
        order by month`,
    )
    .pluck()
    .all({ lane });
}

/** From now on a month of the lane says that one person may stand in it under two tokens. */
export function markSplit(connection: Connection, lane: number, month: Month): void {
  connection
    .prepare<object>(`update guild_month set is_split = 1 where month = :month and ${monthIsOfLane}`)
    .run({ lane, month });
}

function isBegun(connection: Connection, { lane, month, next }: Closing): boolean {
  const { openMonth, rotation } = readLane(connection, lane);
  if (rotation === null) {
    if (openMonth !== month) throw new Error('the month to be closed is not the open one');
    return false;
  }
  if (rotation.month !== month || rotation.next !== next) throw new Error('another rotation was begun and not ended');
  return true;
}

/** The new tokens go into one blob for each guild; the rows with the old ones are deleted afterwards. */
async function redrawTokens(connection: Connection, drawn: ReturnType<TokenDrafts['take']>): Promise<void> {
  const seal = connection.prepare<object>(
    'update guild_month set member_count = :count, tokens = :tokens where id = :guildMonth',
  );
  for await (const { guildMonth, numbers, tokens } of drawn) {
    seal.run({ guildMonth, count: numbers.length, tokens: encodeTokens(numbers, tokens) });
  }
}

function memberCount(connection: Connection, lane: number, month: Month): number {
  const count = connection
    .prepare<object, number>(
      `select coalesce(sum(member_count), 0) from guild_month where month = :month and ${monthIsOfLane}`,
    )
    .pluck()
    .get({ lane, month });
  return count ?? 0;
}
