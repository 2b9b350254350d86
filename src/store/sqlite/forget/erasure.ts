import type { Database as Connection } from 'better-sqlite3';
import { hasCounters, withoutMember } from '../../../columns/columns.ts';
import { countMessages } from '../../../columns/count-messages.ts';
import { MemberDays } from '../../../columns/member-days.ts';
import type { MemberNumber } from '../../../core/counter.ts';
import { CorruptColumns } from '../../../core/errors.ts';
import { MessageShares } from '../../../core/message-shares.ts';
import type { Snowflake } from '../../../core/snowflake.ts';
import { type Day, dayOfHour } from '../../../core/time.ts';
import { readLane } from '../lane-row.ts';
import type { GuildMonthKey } from '../month-places.ts';
import { forgetDerived } from '../write/derived-days.ts';
import { UnreadableHours } from '../write/unreadable-hours.ts';
import { blobsOfMonth, removeBlob, replaceBlob } from './month-blobs.ts';
import { rewriteTable } from './rewrite-table.ts';
import { takeMessagesFromTotals, takeOutOfTenure } from './total-erasure.ts';

/**
 * Deletes a member of the lane's open month. Must run inside the caller's transaction, so that readers see the erasure
 * either completely or not at all.
 *
 * An unreadable blob may hold counters of the member, so it is deleted, and its hours become a gap.
 *
 * After the scrub, token and session are gone from the file. An old copy of a row of counters or of a roll-up may remain
 * in the unused part of a shared page (measured: for 3 to 8 of 1,000 rows), under a number that belongs to no member.
 */
export async function eraseMember(
  connection: Connection,
  lane: number,
  guildId: Snowflake,
  member: MemberNumber,
  joinedAtMs: number | null,
): Promise<ReadonlySet<Day>> {
  const { openMonth, rotation } = readLane(connection, lane);
  if (openMonth === null || rotation !== null) throw new Error('cannot erase a member: no month is open');
  const month = connection
    .prepare<object, GuildMonthKey & { readonly guild: number }>(
      `select guild_month.id, month, guild
         from guild_month join guild on guild.key = guild_month.guild
        where guild.id = :guildId and month = :openMonth`,
    )
    .get({ guildId, openMonth });
  if (month === undefined) return new Set();

  const isDeleted = (deletion: string, row: object) => connection.prepare<object>(deletion).run(row).changes > 0;
  const { active, shares } = await eraseCounters(connection, month, member);
  await takeMessagesFromTotals(connection, month.guild, month.month, shares);
  if (joinedAtMs !== null) takeOutOfTenure(connection, month.guild, active.days, joinedAtMs);
  const token = 'delete from member where guild_month = :guildMonth and number = :member';
  if (isDeleted(token, { guildMonth: month.id, member })) await rewriteTable(connection, 'member');
  const session = 'delete from voice_session where guild = :guild and member = :member';
  if (isDeleted(session, { guild: month.guild, member })) await rewriteTable(connection, 'voice_session');
  const trial = 'delete from trial_member where guild_month = :guildMonth and number = :member';
  if (isDeleted(trial, { guildMonth: month.id, member })) await rewriteTable(connection, 'trial_member');
  return active.days;
}

/** What the counters held of the member before the erasure. */
interface ErasedCounters {
  readonly active: MemberDays;
  readonly shares: MessageShares;
}

async function eraseCounters(
  connection: Connection,
  month: GuildMonthKey,
  member: MemberNumber,
): Promise<ErasedCounters> {
  const active = new MemberDays(member);
  const shares = new MessageShares();
  const gaps = new UnreadableHours(connection);
  for await (const blob of blobsOfMonth(connection, month)) {
    const { columns, hours } = blob;
    const rest = withoutMemberIfReadable(columns, member);
    if (rest === null) gaps.note(month, hours);
    else countMessages(columns, member, shares);
    if (rest !== null && rest !== columns) active.add(columns);
    if (rest === columns) continue;
    // A roll-up leaves out who had less than a second of voice, so only the counters tell which days must be closed again.
    forgetDerived(connection, month, dayOfHour(hours.from));
    if (rest === null || !hasCounters(rest)) removeBlob(connection, blob);
    else replaceBlob(connection, blob, rest);
  }
  return { active, shares };
}

/** Null for an unreadable blob. It must be deleted, because it may hold the member. */
function withoutMemberIfReadable(columns: Uint8Array, member: MemberNumber): Uint8Array | null {
  try {
    return withoutMember(columns, member);
  } catch (error) {
    if (error instanceof CorruptColumns) return null;
    throw error;
  }
}
