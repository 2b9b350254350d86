import type { Database as Connection } from 'better-sqlite3';
import type { Channel } from '../../../core/channel.ts';
import type { Snowflake } from '../../../core/snowflake.ts';
import { dayOf, hoursOfMonth } from '../../../core/time.ts';
import type { GatewayPosition, OpenVoiceSession } from '../../batch.ts';
import type { Checkpoint } from '../../checkpoint.ts';
import type { Member } from '../../records/members.ts';
import type { Thread } from '../../records/thread.ts';
import { unsealedMonths } from '../forget/sealing.ts';
import { type LaneRow, readLane } from '../lane-row.ts';
import { partIdsFrom } from '../month-places.ts';
import { readLists } from '../write/member-lists.ts';
import { openTrials } from '../write/trial-members.ts';
import { readMessagePositions } from './message-positions.ts';
import {
  type ChannelRow,
  channelOfRow,
  type GapRow,
  type GatewayPositionRow,
  type GuildRow,
  gapOfRow,
  gatewayPositionOfRow,
  guildOfRow,
} from './rows.ts';
import { totalKeysOf } from './totals.ts';

/** See {@link Checkpoint}. Read from one consistent snapshot. */
export function readCheckpoint(snapshot: Connection, lane: number): Checkpoint {
  const { batch, openMonth, rotation, observedUntilMs } = readLane(snapshot, lane);
  return {
    batch,
    openMonth,
    rotation,
    unsealedMonths: unsealedMonths(snapshot, lane),
    observedUntilMs,
    gatewayPosition: gatewayPosition(snapshot, lane),
    guilds: snapshot
      .prepare<object, GuildRow>('select * from guild where lane = :lane order by key')
      .all({ lane })
      .map(guildOfRow),
    channels: channelsOfAll(snapshot, lane),
    threads: snapshot
      .prepare<object, Thread>(
        `select guild.id as guildId, thread.id, channel_id as channelId
           from thread join guild on guild.key = thread.guild
          where lane = :lane
          order by guild, thread.id`,
      )
      .all({ lane }),
    members: membersOfAll(snapshot, lane),
    voiceSessions: snapshot
      .prepare<object, OpenVoiceSession>(
        `select guild.id as guildId, member, channel_id as channelId, counted_until_ms as countedUntilMs
           from voice_session join guild on guild.key = voice_session.guild
          where lane = :lane
          order by guild, member`,
      )
      .all({ lane }),
    recentCounters: recentCounters(snapshot, lane),
    totalKeys: totalKeysOf(snapshot, lane),
    messagePositions: readMessagePositions(snapshot, lane),
    trial: openTrials(snapshot, lane),
    openGaps: snapshot
      .prepare<object, GapRow>(
        `select guild.id as guild_id, from_second, to_second, headcount_change
           from gap join guild on guild.key = gap.guild
          where to_second is null and lane = :lane
          order by from_second, guild`,
      )
      .all({ lane })
      .map(gapOfRow),
    memberLists: readLists(snapshot),
  };
}

function gatewayPosition(snapshot: Connection, lane: number): GatewayPosition | null {
  const row = snapshot
    .prepare<object, GatewayPositionRow>('select * from gateway_position where lane = :lane')
    .get({ lane });
  return row === undefined ? null : gatewayPositionOfRow(row);
}

function channelsOfAll(snapshot: Connection, lane: number): ReadonlyMap<Snowflake, readonly Channel[]> {
  const rows = snapshot
    .prepare<object, ChannelRow & { readonly guild_id: Snowflake }>(
      `select guild.id as guild_id, channel.*
         from channel join guild on guild.key = channel.guild
        where lane = :lane
        order by channel.guild, channel.id`,
    )
    .iterate({ lane });
  return groupedByGuild(rows, (row) => row.guild_id, channelOfRow);
}

/** Reads column by column. Rows of three values take five times as long: half a second for half a million members. */
function membersOfAll(snapshot: Connection, lane: number): ReadonlyMap<Snowflake, readonly Member[]> {
  const months = snapshot
    .prepare<object, { readonly guildId: Snowflake; readonly guildMonth: number }>(
      `select guild.id as guildId, guild_month.id as guildMonth
         from lane
         join guild on guild.lane = lane.lane
         join guild_month on guild_month.guild = guild.key and guild_month.month = lane.open_month
        where lane.lane = :lane and lane.rotation_month is null
        order by guild_month.id`,
    )
    .all({ lane });
  const column = (query: string) => snapshot.prepare<object, number>(query).pluck();
  const numbersOf = column('select number from member where guild_month = :guildMonth order by number');
  const tokensOf = column('select token from member where guild_month = :guildMonth order by number');

  const members = new Map<Snowflake, readonly Member[]>();
  for (const { guildId, guildMonth } of months) {
    const numbers = numbersOf.all({ guildMonth });
    if (numbers.length === 0) continue;
    const tokens = tokensOf.all({ guildMonth });
    members.set(
      guildId,
      tokens.map((token, index) => ({ number: numbers[index] as number, token })),
    );
  }
  return members;
}

/** Parts never cross midnight. */
function recentCounters(snapshot: Connection, lane: number): ReadonlyMap<Snowflake, readonly Uint8Array[]> {
  const { openMonth, rotation, observedUntilMs }: LaneRow = readLane(snapshot, lane);
  if (openMonth === null || rotation !== null || observedUntilMs === null) return new Map();
  const { from } = hoursOfMonth(openMonth);
  const hour = Math.max(from, (dayOf(observedUntilMs) - 1) * 24);
  const rows = snapshot.prepare<object, { readonly guildId: Snowflake; readonly columns: Uint8Array }>(
    `select guild.id as guildId, part.columns
       from guild_month
       join guild on guild.key = guild_month.guild
       join part on part.id ${partIdsFrom(':hourOfMonth')}
      where guild_month.month = :openMonth and guild.lane = :lane
      union all
     select guild.id, delta.columns
       from guild_month
       join guild on guild.key = guild_month.guild
       join delta on delta.guild_month = guild_month.id and delta.hour >= :hour
      where guild_month.month = :openMonth and guild.lane = :lane`,
  );
  return groupedByGuild(
    rows.iterate({ lane, openMonth, hour, hourOfMonth: hour - from }),
    ({ guildId }) => guildId,
    ({ columns }) => columns,
  );
}

function groupedByGuild<Row, Thing>(
  rows: Iterable<Row>,
  guildIdOf: (row: Row) => Snowflake,
  thingOf: (row: Row) => Thing,
): Map<Snowflake, Thing[]> {
  const groups = new Map<Snowflake, Thing[]>();
  for (const row of rows) {
    const guildId = guildIdOf(row);
    const group = groups.get(guildId);
    if (group === undefined) groups.set(guildId, [thingOf(row)]);
    else group.push(thingOf(row));
  }
  return groups;
}
