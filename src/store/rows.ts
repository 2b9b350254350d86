import type { Channel, ChannelKind } from '../core/channel.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { Gap, GatewayPosition, Guild } from './store.ts';

/** A guild as it lies in the table. */
export interface GuildRow {
  readonly id: Snowflake;
  readonly name: string;
  readonly settings: string;
  readonly afk_channel_id: Snowflake | null;
  readonly headcount: number;
  readonly first_connected_ms: number;
  readonly left_ms: number | null;
  readonly was_greeted: number;
}

export function guildOfRow(row: GuildRow): Guild {
  return {
    id: row.id,
    name: row.name,
    settings: JSON.parse(row.settings),
    afkChannelId: row.afk_channel_id,
    headcount: row.headcount,
    firstConnectedMs: row.first_connected_ms,
    leftMs: row.left_ms,
    wasGreeted: row.was_greeted === 1,
  };
}

export interface ChannelRow {
  readonly id: Snowflake;
  readonly kind: ChannelKind;
  readonly name: string;
  readonly number: number;
  readonly parent_id: Snowflake | null;
  readonly is_deleted: number;
}

export function channelOfRow(row: ChannelRow): Channel {
  return {
    id: row.id,
    kind: row.kind,
    name: row.name,
    number: row.number,
    parentId: row.parent_id,
    isDeleted: row.is_deleted === 1,
  };
}

export interface GapRow {
  readonly guild_id: Snowflake;
  readonly from_second: number;
  readonly to_second: number | null;
}

export function gapOfRow(row: GapRow): Gap {
  const toMs = row.to_second === null ? null : row.to_second * 1000;
  return { guildId: row.guild_id, fromMs: row.from_second * 1000, toMs };
}

export interface GatewayPositionRow {
  readonly shard_id: number;
  readonly shard_count: number;
  readonly session_id: string;
  readonly resume_url: string;
  readonly sequence: number;
  readonly counted_above: string;
}

export function gatewayPositionOfRow(row: GatewayPositionRow): GatewayPosition {
  return {
    shardId: row.shard_id,
    shardCount: row.shard_count,
    sessionId: row.session_id,
    resumeUrl: row.resume_url,
    sequence: row.sequence,
    countedAbove: JSON.parse(row.counted_above),
  };
}
