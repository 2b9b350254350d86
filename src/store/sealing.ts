import type { Database as Connection } from 'better-sqlite3';
import { type Month, startOfMonthMs } from '../core/time.ts';
import type { DrawTokens } from './members.ts';
import { cutMessagePositions } from './message-positions.ts';
import { readState } from './state.ts';
import { encodeTokens } from './stored-tokens.ts';
import type { TokenDrafts } from './token-drafts.ts';
import { inTransaction } from './transaction.ts';
import { syncWal } from './wal.ts';

/** After the end of a month, some of its messages come so late. */
const latestMs = 60_000;

/** See `Store.beginRotation`. The caller holds the writer's turn. Resolves to how many members have new tokens. */
export async function beginRotation(
  connection: Connection,
  month: Month,
  next: Month,
  drafts: TokenDrafts,
  drawTokens: DrawTokens,
): Promise<number> {
  if (!isBegun(connection, month, next)) {
    await inTransaction(connection, async () => {
      await redrawTokens(connection, drafts.take(month, drawTokens));
      connection.exec('delete from voice_session');
      // A session that is resumed tells nobody who is in voice: after a crash before the next commit it must begin anew.
      connection.exec('delete from gateway_position');
      connection.exec('delete from thread');
      await cutMessagePositions(connection, next);
      connection
        .prepare(
          `update state
              set rotation_month = :month, rotation_next = :next,
                  observed_until_ms = min(observed_until_ms, :observedUntilMs)
            where id = 1`,
        )
        .run({ month, next, observedUntilMs: startOfMonthMs(next) - latestMs });
    });
  }
  // No member is of another month now. Only where all rows go at once does SQLite clear whole pages; that leaves no copy
  // where a page was split, and takes a hundredth of the time.
  await inTransaction(connection, () => connection.exec('delete from member'));
  await syncWal(connection);
  return memberCount(connection, month);
}

/** See `Store.endRotation`. */
export async function endRotation(
  connection: Connection,
  next: Month,
  saltDestroyedAtMs: number | null,
): Promise<void> {
  await inTransaction(connection, () => {
    const { openMonth, rotation } = readState(connection);
    if (rotation === null && openMonth === next) return;
    if (rotation === null ? openMonth !== null : rotation.next !== next) {
      throw new Error('the rotation to be ended is not the one that was begun');
    }
    connection
      .prepare(
        `update guild_month
            set is_sealed = 1, salt_destroyed_at_ms = :saltDestroyedAtMs
          where is_sealed = 0 and tokens is not null`,
      )
      .run({ saltDestroyedAtMs });
    connection
      .prepare('update state set open_month = :next, rotation_month = null, rotation_next = null where id = 1')
      .run({ next });
  });
  await syncWal(connection);
}

function isBegun(connection: Connection, month: Month, next: Month): boolean {
  const { openMonth, rotation } = readState(connection);
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

function memberCount(connection: Connection, month: Month): number {
  const count = connection
    .prepare<object, number>('select coalesce(sum(member_count), 0) from guild_month where month = :month')
    .pluck()
    .get({ month });
  return count ?? 0;
}
