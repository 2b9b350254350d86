import type { Database as Connection } from 'better-sqlite3';
import type { Channel } from '../../../core/channel.ts';
import type { Snowflake } from '../../../core/snowflake.ts';
import { type HourRange, hourMs, type Month } from '../../../core/time.ts';
import type { Gap, Guild, ImportedCounts, Tokens } from '../../records.ts';
import type { ClosingMonth, GuildMonth } from '../../store-reader.ts';
import { prepared } from '../access/prepared.ts';
import { metricsOfBits } from '../metric-bits.ts';
import { partIdsFrom } from '../month-places.ts';
import { decodeTokens, tokensOf } from '../write/stored-tokens.ts';
import { type ClosedHoursRow, closedHoursColumns, closedHoursOfRow } from './closed-hours.ts';
import { readMemberNumbers, readMemberTokens } from './member-rows.ts';
import { type ChannelRow, channelOfRow, type GapRow, type GuildRow, gapOfRow, guildOfRow } from './rows.ts';

/** See `StoreReader.guilds`. */
export function allGuilds(snapshot: Connection): readonly Guild[] {
  return prepared<GuildRow>(snapshot, 'select * from guild order by key').all({}).map(guildOfRow);
}

export function guildOf(snapshot: Connection, guildId: Snowflake): Guild | undefined {
  const row = prepared<GuildRow>(snapshot, 'select * from guild where id = :guildId').get({ guildId });
  return row && guildOfRow(row);
}

export function channelsOf(snapshot: Connection, guildId: Snowflake): readonly Channel[] {
  return prepared<ChannelRow>(
    snapshot,
    `select *
         from channel
        where guild = (select key from guild where id = :guildId)
        order by id`,
  )
    .all({ guildId })
    .map(channelOfRow);
}

export async function tokensOfMonth(snapshot: Connection, guildId: Snowflake, month: Month): Promise<Tokens> {
  const row = prepared<{
    readonly id: number;
    readonly member_count: number | null;
    readonly tokens: Uint8Array | null;
  }>(
    snapshot,
    `select guild_month.id, member_count, tokens
         from guild_month join guild on guild.key = guild_month.guild
        where guild.id = :guildId and month = :month`,
  ).get({ guildId, month });
  if (row === undefined) return tokensOf(new Uint32Array(0), new Uint32Array(0));
  if (row.tokens !== null) return decodeTokens(row.tokens, row.member_count ?? 0);
  const numbers = await readMemberNumbers(snapshot, row.id);
  return tokensOf(numbers, await readMemberTokens(snapshot, row.id, numbers));
}

/** An SQL condition: a row of `guild_month` has counters. */
export const withCounters = `
  (   exists (select *
                from part
               where part.id ${partIdsFrom('0')})
   or exists (select * from delta where delta.guild_month = guild_month.id))`;

export function monthsOf(snapshot: Connection, guildId: Snowflake): readonly GuildMonth[] {
  return prepared<GuildMonthRow>(
    snapshot,
    `select ${guildMonthColumns}
         from guild_month
        where guild = (select key from guild where id = :guildId)
          and ${withCounters}
        order by month`,
  )
    .all({ guildId })
    .map(guildMonthOfRow);
}

/** See `StoreReader.monthsOfGuilds`. */
export function monthsOfAll(
  snapshot: Connection,
  guildIds: readonly Snowflake[],
): ReadonlyMap<Snowflake, readonly ClosingMonth[]> {
  const rows = prepared<GuildMonthRow & ClosedHoursRow & { readonly guildId: Snowflake }>(
    snapshot,
    `select guild.id as guildId, ${guildMonthColumns}, ${closedHoursColumns}
         from json_each(:guildIds) as asked
        cross join guild on guild.id = asked.value
        cross join guild_month on guild_month.guild = guild.key
        where ${withCounters}
        order by month`,
  ).all({ guildIds: JSON.stringify(guildIds) });
  const found = new Map<Snowflake, ClosingMonth[]>();
  for (const row of rows) {
    const months = found.get(row.guildId) ?? [];
    found.set(row.guildId, months);
    months.push({ ...guildMonthOfRow(row), closed: closedHoursOfRow(row.month, row) });
  }
  return found;
}

const guildMonthColumns = `
  month, is_sealed, is_split, has_trial, member_count, salt_destroyed_at_ms,
  imported_metrics, imported_from_ms, imported_to_ms`;

interface GuildMonthRow {
  readonly month: Month;
  readonly is_sealed: number;
  readonly is_split: number;
  readonly has_trial: number;
  readonly member_count: number | null;
  readonly salt_destroyed_at_ms: number | null;
  readonly imported_metrics: number | null;
  readonly imported_from_ms: number | null;
  readonly imported_to_ms: number | null;
}

function guildMonthOfRow(row: GuildMonthRow): GuildMonth {
  return {
    month: row.month,
    isSealed: row.is_sealed === 1,
    isSplit: row.is_split === 1,
    imported: importedCounts(row),
    hasTrial: row.has_trial === 1,
    members: row.member_count ?? 0,
    saltDestroyedAtMs: row.salt_destroyed_at_ms,
  };
}

function importedCounts(row: GuildMonthRow): ImportedCounts | null {
  const { imported_metrics: bits, imported_from_ms: fromMs, imported_to_ms: toMs } = row;
  if (bits === null || fromMs === null || toMs === null) return null;
  return { metrics: metricsOfBits(bits), fromMs, toMs };
}

export function gapsOf(snapshot: Connection, guildId: Snowflake, range: HourRange): readonly Gap[] {
  return prepared<GapRow>(
    snapshot,
    `select :guildId as guild_id, from_second, to_second, headcount_change
         from gap
        where guild = (select key from guild where id = :guildId)
          and from_second < :rangeEnd
          and (to_second is null or to_second > :rangeStart)
        order by from_second`,
  )
    .all({ guildId, rangeStart: (range.from * hourMs) / 1000, rangeEnd: (range.to * hourMs) / 1000 })
    .map(gapOfRow);
}
