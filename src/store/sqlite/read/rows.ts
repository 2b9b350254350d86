import type { Channel, ChannelKind } from '../../../core/channel.ts';
import type { Snowflake } from '../../../core/snowflake.ts';
import type { GatewayPosition } from '../../batch.ts';
import type { Gap, Guild } from '../../records.ts';
import { readCountedAbove, readSettings } from './stored-json.ts';

/** A row of `guild`. */
export interface GuildRow {
  readonly id: Snowflake;
  readonly name: string;
  readonly settings: string;
  readonly afk_channel_id: Snowflake | null;
  readonly headcount: number;
  readonly first_connected_ms: number;
  readonly left_ms: number | null;
  readonly was_greeted: number;
  readonly catch_up_from_ms: number;
}

export function guildOfRow(row: GuildRow): Guild {
  const { settings, isWhole } = readSettings(row.settings);
  return {
    id: row.id,
    name: row.name,
    settings,
    ...(!isWhole && { hasDamagedSettings: true }),
    afkChannelId: row.afk_channel_id,
    headcount: row.headcount,
    firstConnectedMs: row.first_connected_ms,
    leftMs: row.left_ms,
    wasGreeted: row.was_greeted === 1,
    catchUpFromMs: row.catch_up_from_ms,
  };
}

export interface ChannelRow {
  readonly id: Snowflake;
  readonly kind: ChannelKind;
  readonly name: string;
  readonly number: number;
  readonly is_deleted: number;
  readonly is_private: number;
  readonly category_id: Snowflake | null;
}

export function channelOfRow(row: ChannelRow): Channel {
  return {
    id: row.id,
    kind: row.kind,
    name: row.name,
    number: row.number,
    isDeleted: row.is_deleted === 1,
    ...(row.is_private === 1 && { isPrivate: true }),
    ...(row.category_id !== null && { categoryId: row.category_id }),
  };
}

export interface GapRow {
  readonly guild_id: Snowflake;
  readonly from_second: number;
  readonly to_second: number | null;
  readonly headcount_change: number | null;
}

export function gapOfRow(row: GapRow): Gap {
  const toMs = row.to_second === null ? null : row.to_second * 1000;
  const gap = { guildId: row.guild_id, fromMs: row.from_second * 1000, toMs };
  return row.headcount_change === null ? gap : { ...gap, headcountChange: row.headcount_change };
}

export interface GatewayPositionRow {
  readonly shard_id: number;
  readonly shard_count: number;
  readonly session_id: string;
  readonly resume_url: string;
  readonly intents: number;
  readonly sequence: number;
  readonly counted_above: string;
}

/** Null if the row is unreadable: the session is not resumed, which results in a gap. */
export function gatewayPositionOfRow(row: GatewayPositionRow): GatewayPosition | null {
  const countedAbove = readCountedAbove(row.counted_above, row.sequence);
  if (countedAbove === null) return null;
  return {
    shardId: row.shard_id,
    shardCount: row.shard_count,
    sessionId: row.session_id,
    resumeUrl: row.resume_url,
    intents: row.intents,
    sequence: row.sequence,
    countedAbove,
  };
}
