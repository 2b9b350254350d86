import type { Database as Connection } from 'better-sqlite3';
import type { Channel } from '../core/channel.ts';
import type { Snowflake } from '../core/snowflake.ts';
import { dayOf, hoursOfMonth } from '../core/time.ts';
import type { Member } from './members.ts';
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
import { readState, type State } from './state.ts';
import type { Checkpoint, OpenVoiceSession } from './store.ts';
import type { Thread } from './thread.ts';
import { openTrials } from './trial-members.ts';

/** All that a starting bot goes on from, in one state of the database. */
export function readCheckpoint(snapshot: Connection): Checkpoint {
  const state = readState(snapshot);
  return {
    ...state,
    gatewayPositions: snapshot
      .prepare<[], GatewayPositionRow>('select * from gateway_position order by shard_id')
      .all()
      .flatMap(gatewayPositionOfRow),
    guilds: snapshot.prepare<[], GuildRow>('select * from guild order by key').all().map(guildOfRow),
    channels: channelsOfAll(snapshot),
    threads: snapshot
      .prepare<[], Thread>(
        `select guild.id as guildId, thread.id, channel_id as channelId
           from thread join guild on guild.key = thread.guild
          order by guild, thread.id`,
      )
      .all(),
    members: membersOfAll(snapshot),
    voiceSessions: snapshot
      .prepare<[], OpenVoiceSession>(
        `select guild.id as guildId, member, channel_id as channelId, counted_until_ms as countedUntilMs
           from voice_session join guild on guild.key = voice_session.guild
          order by guild, member`,
      )
      .all(),
    recentCounters: recentCounters(snapshot, state),
    messagePositions: readMessagePositions(snapshot),
    trial: openTrials(snapshot),
    openGaps: snapshot
      .prepare<[], GapRow>(
        `select guild.id as guild_id, from_second, to_second, headcount_change
           from gap join guild on guild.key = gap.guild
          where to_second is null
          order by from_second, guild`,
      )
      .all()
      .map(gapOfRow),
  };
}

function channelsOfAll(snapshot: Connection): ReadonlyMap<Snowflake, readonly Channel[]> {
  const rows = snapshot
    .prepare<[], ChannelRow & { readonly guild_id: Snowflake }>(
      `select guild.id as guild_id, channel.*
         from channel join guild on guild.key = channel.guild
        order by channel.guild, channel.id`,
    )
    .iterate();
  return groupedByGuild(rows, (row) => row.guild_id, channelOfRow);
}

/** Column by column: a row of three values would take five times as long, of half a million members half a second. */
function membersOfAll(snapshot: Connection): ReadonlyMap<Snowflake, readonly Member[]> {
  const months = snapshot
    .prepare<[], { readonly guildId: Snowflake; readonly guildMonth: number }>(
      `select guild.id as guildId, guild_month.id as guildMonth
         from guild_month
         join guild on guild.key = guild_month.guild
         join state on state.open_month = guild_month.month and state.rotation_month is null
        order by guild_month.id`,
    )
    .all();
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

/** No segment of an open month reaches over midnight: days are merged one by one. */
function recentCounters(snapshot: Connection, { openMonth, rotation, observedUntilMs }: State) {
  if (openMonth === null || rotation !== null || observedUntilMs === null) return new Map();
  const { from } = hoursOfMonth(openMonth);
  const hour = Math.max(from, (dayOf(observedUntilMs) - 1) * 24);
  const rows = snapshot.prepare<object, { readonly guildId: Snowflake; readonly columns: Uint8Array }>(
    `select guild.id as guildId, segment.columns
       from guild_month
       join guild on guild.key = guild_month.guild
       join segment on segment.id between guild_month.id * 1024 + :hourOfMonth and guild_month.id * 1024 + 1023
      where guild_month.month = :openMonth
      union all
     select guild.id, delta.columns
       from guild_month
       join guild on guild.key = guild_month.guild
       join delta on delta.guild_month = guild_month.id and delta.hour >= :hour
      where guild_month.month = :openMonth`,
  );
  return groupedByGuild(
    rows.iterate({ openMonth, hour, hourOfMonth: hour - from }),
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
