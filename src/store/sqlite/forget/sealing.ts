import type { Database as Connection } from 'better-sqlite3';
import { type Month, startOfMonthMs } from '../../../core/time.ts';
import type { DrawTokens } from '../../records.ts';
import { inTransaction } from '../access/transaction.ts';
import { syncWal } from '../access/wal.ts';
import { monthIsOfLane, readLane } from '../lane-row.ts';
import { encodeTokens } from '../write/stored-tokens.ts';
import type { TokenDrafts } from '../write/token-drafts.ts';
import { cutMessagePositions } from './cut-message-positions.ts';
import { deleteMembersOfLane, deleteOfLane, deletePositionOfLane } from './lane-removal.ts';

/** How late messages of a month may still arrive after its end. */
const latestMs = 60_000;

/** A lane, the month that it closes, and the one that it opens. */
export interface Closing {
  readonly lane: number;
  readonly month: Month;
  readonly next: Month;
}

/** See `MonthStore.beginRotation`. The caller must have the writer's turn. */
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
      // A resumed session does not report who is in voice, so a new one is needed after a crash before the next commit.
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

/** See `MonthStore.openMonth`. The caller must have the writer's turn. */
export async function openMonth(connection: Connection, lane: number, next: Month): Promise<void> {
  await inTransaction(connection, () => {
    const { openMonth, rotation } = readLane(connection, lane);
    if (rotation === null && openMonth === next) return;
    if (rotation === null ? openMonth !== null : rotation.next !== next) {
      throw new Error('cannot end a rotation that was not begun');
    }
    connection
      .prepare<object>(
        'update lane set open_month = :next, rotation_month = null, rotation_next = null where lane = :lane',
      )
      .run({ lane, next });
  });
  await syncWal(connection);
}

/** See `MonthStore.noteSaltDestroyed`. The caller must have the writer's turn. */
export async function noteSaltDestroyed(
  connection: Connection,
  lane: number,
  month: Month,
  atMs: number,
): Promise<void> {
  await inTransaction(connection, () => {
    const { openMonth } = readLane(connection, lane);
    if (openMonth === null || month >= openMonth) throw new Error('cannot seal a month that is not closing');
    // After a downtime, one rotation may close several months, which share a salt.
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

/** The lane's closing months while a later month is open, ascending. */
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

/** See `MonthStore.markSplit`. */
export function markSplit(connection: Connection, lane: number, month: Month): void {
  connection
    .prepare<object>(`update guild_month set is_split = 1 where month = :month and ${monthIsOfLane}`)
    .run({ lane, month });
}

function isBegun(connection: Connection, { lane, month, next }: Closing): boolean {
  const { openMonth, rotation } = readLane(connection, lane);
  if (rotation === null) {
    if (openMonth !== month) throw new Error('cannot close a month that is not open');
    return false;
  }
  if (rotation.month !== month || rotation.next !== next) throw new Error('another rotation has not ended');
  return true;
}

/** Writes the new tokens into one blob per guild. The rows with the old tokens are deleted afterwards. */
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
