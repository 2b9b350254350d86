import type { Database as Connection } from 'better-sqlite3';
import { hasCounters, withoutMember } from '../../../columns/columns.ts';
import { MemberDays } from '../../../columns/member-days.ts';
import type { MemberNumber } from '../../../core/counter.ts';
import { CorruptColumns } from '../../../core/errors.ts';
import { nextTurn, Slice } from '../../../core/event-loop.ts';
import type { Snowflake } from '../../../core/snowflake.ts';
import { tenureOn } from '../../../core/tenure.ts';
import { type Day, type Hour, hoursOfMonth } from '../../../core/time.ts';
import { readLane } from '../lane-row.ts';
import { type GuildMonthKey, hourOfSegment, segmentId } from '../segment-id.ts';
import { UnreadableHours } from '../write/unreadable-hours.ts';
import { rewriteTable } from './rewrite-table.ts';

/** So much is looked through, and perhaps written anew, before the event loop turns; that takes about 10 ms. */
const sliceBytes = 96 * 1024;

/**
 * Deletes all that is counted of a member of the lane's open month, within one transaction of the caller's: a reader
 * sees all of it or nothing.
 *
 * A blob that cannot be read may hold the member, so it is deleted as a whole, and its hours become a gap.
 *
 * After the scrub the token and the session are gone from the file. Of a row of counters as it was before, a copy may
 * stay in the unused part of a page that other counters share (measured: of 3 to 8 in 1,000 rows), under a number that is
 * nobody's any more.
 */
export async function eraseMember(
  connection: Connection,
  lane: number,
  guildId: Snowflake,
  member: MemberNumber,
  joinedAtMs: number | null,
): Promise<ReadonlySet<Day>> {
  const { openMonth, rotation } = readLane(connection, lane);
  if (openMonth === null || rotation !== null) throw new Error('a member was to be erased while no month is open');
  const month = connection
    .prepare<object, GuildMonthKey & { readonly guild: number }>(
      `select guild_month.id, month, guild
         from guild_month join guild on guild.key = guild_month.guild
        where guild.id = :guildId and month = :openMonth`,
    )
    .get({ guildId, openMonth });
  if (month === undefined) return new Set();

  const isDeleted = (deletion: string, row: object) => connection.prepare<object>(deletion).run(row).changes > 0;
  const active = new MemberDays(member);
  await eraseCounters(connection, month, active);
  if (joinedAtMs !== null) takeOutOfTenure(connection, month.guild, active.days, joinedAtMs);
  const token = 'delete from member where guild_month = :guildMonth and number = :member';
  if (isDeleted(token, { guildMonth: month.id, member })) await rewriteTable(connection, 'member');
  const session = 'delete from voice_session where guild = :guild and member = :member';
  if (isDeleted(session, { guild: month.guild, member })) await rewriteTable(connection, 'voice_session');
  const trial = 'delete from trial_member where guild_month = :guildMonth and number = :member';
  if (isDeleted(trial, { guildMonth: month.id, member })) await rewriteTable(connection, 'trial_member');
  return active.days;
}

/**
 * A member was counted once on each day of activity. Were these totals left, their sum would be greater than the number of
 * those active by the number of erasures. Where a first activity did not tell when its member had joined, the total of the
 * day may have nobody to take out.
 */
function takeOutOfTenure(connection: Connection, guild: number, days: ReadonlySet<Day>, joinedAtMs: number): void {
  const remove = connection.prepare<object>(
    'delete from tenure_day where guild = :guild and day = :day and tenure = :tenure and members = 1',
  );
  const reduce = connection.prepare<object>(
    'update tenure_day set members = members - 1 where guild = :guild and day = :day and tenure = :tenure',
  );
  for (const day of days) {
    const count = { guild, day, tenure: tenureOn(day, joinedAtMs) };
    if (remove.run(count).changes === 0) reduce.run(count);
  }
}

async function eraseCounters(connection: Connection, month: GuildMonthKey, active: MemberDays): Promise<void> {
  const { from, to } = hoursOfMonth(month.month);
  const first = segmentId(month, from);
  const gaps = new UnreadableHours(connection);
  const onUnreadable = ({ id, hour, hours }: BlobRow) => {
    const start = hour ?? hourOfSegment(month, id);
    gaps.note(month, { from: start, to: start + hours });
  };
  await eraseFrom(segmentStatements(connection), { first, end: segmentId(month, to) }, active, onUnreadable);
  await eraseFrom(deltaStatements(connection), { guildMonth: month.id }, active, onUnreadable);
}

async function eraseFrom(
  { list, read, replace, remove }: BlobStatements,
  place: object,
  active: MemberDays,
  onUnreadable: (row: BlobRow) => void,
): Promise<void> {
  const slice = new Slice(sliceBytes);
  for (const id of list.all(place)) {
    const row = read.get({ id });
    if (row === undefined) throw new Error('counters went away while they were read');
    const { columns } = row;
    const rest = withoutMemberIfReadable(columns, active.member);
    if (rest === null) onUnreadable(row);
    else if (rest !== columns) active.add(columns);
    if (rest === null || !hasCounters(rest)) remove.run({ id });
    else if (rest !== columns) replace.run({ id, columns: rest });
    if (slice.fills(columns.length)) await nextTurn();
  }
}

/** Null for a blob that cannot be read: it may hold the member, and must go. */
function withoutMemberIfReadable(columns: Uint8Array, member: MemberNumber): Uint8Array | null {
  try {
    return withoutMember(columns, member);
  } catch (error) {
    if (error instanceof CorruptColumns) return null;
    throw error;
  }
}

/** A blob, and of which hours it is. Of a segment the first is known by its id. */
interface BlobRow {
  readonly id: number;
  readonly hour: Hour | null;
  readonly hours: number;
  readonly columns: Uint8Array;
}

type BlobStatements = ReturnType<typeof segmentStatements>;

function segmentStatements(connection: Connection) {
  return {
    list: connection
      .prepare<object, number>('select id from segment where id >= :first and id < :end order by id')
      .pluck(),
    read: connection.prepare<object, BlobRow>('select id, null as hour, hours, columns from segment where id = :id'),
    replace: connection.prepare<object>('update segment set columns = :columns where id = :id'),
    remove: connection.prepare<object>('delete from segment where id = :id'),
  };
}

function deltaStatements(connection: Connection): BlobStatements {
  return {
    list: connection
      .prepare<object, number>('select id from delta where guild_month = :guildMonth order by hour, id')
      .pluck(),
    read: connection.prepare<object, BlobRow>('select id, hour, 1 as hours, columns from delta where id = :id'),
    replace: connection.prepare<object>('update delta set columns = :columns where id = :id'),
    remove: connection.prepare<object>('delete from delta where id = :id'),
  };
}
