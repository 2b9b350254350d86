import type { Database as Connection } from 'better-sqlite3';
import { ChannelMembers } from '../../../columns/channel-members.ts';
import { nextTurn, Slice } from '../../../core/async/event-loop.ts';
import { type Channel, categoryOf, isCounted } from '../../../core/channel.ts';
import { type ChannelNumber, none } from '../../../core/counter.ts';
import { CorruptColumns } from '../../../core/errors.ts';
import { metricOf, totalMetrics } from '../../../core/metric.ts';
import { type Snowflake, timeOfSnowflake } from '../../../core/snowflake.ts';
import { type Month, monthOf, startOfMonthMs } from '../../../core/time.ts';
import type { DeletedChannel, ForgottenChannel } from '../../month-store.ts';
import { prepared } from '../access/prepared.ts';
import type { GuildMonthKey } from '../month-places.ts';
import { withCounters } from '../read/guild-queries.ts';
import { type ChannelRow, channelOfRow } from '../read/rows.ts';
import { blobsOfMonth } from './month-blobs.ts';
import { moveCounters } from './moved-counters.ts';
import { oweRewrite } from './owed-rewrites.ts';
import type { Closing } from './sealing.ts';
import { moveTotals } from './total-moves.ts';

/** The guilds of a lane with channels that were deleted since its first closing month began. */
export function guildsWithDeletedChannels(connection: Connection, { lane, month }: Closing): readonly number[] {
  return connection
    .prepare<object, number>(
      `select distinct channel.guild
         from channel join guild on guild.key = channel.guild
        where deleted_ms >= :fromMs and lane = :lane`,
    )
    .pluck()
    .all({ lane, fromMs: startOfMonthMs(firstClosing(connection, lane, month)) });
}

/** See `MonthStore.hideDeletedChannels`: moves the counters of one guild. Must run inside the caller's transaction. */
export async function hideDeletedChannels(
  connection: Connection,
  guild: number,
  month: Month,
  isHidden: (channel: DeletedChannel) => boolean,
): Promise<void> {
  const channels = channelsOfGuild(connection, guild);
  const months = closingMonths(connection, guild, month);
  for (const closing of months.length > 0 ? months : [{ id: null, month }]) {
    const deleted = [...channels.values()].filter(
      (channel) => isCounted(channel) && (channel.deletedMs ?? 0) >= startOfMonthMs(closing.month),
    );
    if (deleted.length === 0) continue;
    const people = await countPeople(connection, closing, deleted);
    const hidden = deleted.filter((channel) => isHidden(describe(channel, people)));
    const moves = movesOf(hidden, channels);
    if (closing.id !== null) await moveCounters(connection, { id: closing.id, month: closing.month }, moves);
    await moveTotals(connection, guild, closing.month, moves);
    noteHidden(connection, guild, closing.month, hidden);
    noteShown(
      connection,
      guild,
      deleted.filter((channel) => !moves.has(channel.number)),
    );
  }
}

/**
 * Deletes the hidden channels of a lane that no month needs, with their events: no earlier month with counters, no totals of a pruned
 * month, and not the next month. Must run inside the caller's transaction.
 */
export async function forgetHiddenChannels(
  connection: Connection,
  { lane, next }: Closing,
): Promise<readonly ForgottenChannel[]> {
  const hidden = connection
    .prepare<object, HiddenRow>(
      `select guild, guild.id as guildId, channel.id, number, hidden_from as hiddenFrom
         from channel join guild on guild.key = channel.guild
        where hidden_from is not null and deleted_ms < :nextMs and lane = :lane`,
    )
    .all({ lane, nextMs: startOfMonthMs(next) });
  const isNeeded = connection.prepare<object>(
    `select 1 from guild_month where guild = :guild and month >= :created and month < :hiddenFrom and ${withCounters}`,
  );
  const withTotals = new ChannelsWithTotals(connection);
  const forget = connection.prepare<object>('delete from channel where guild = :guild and id = :id');
  const withdrawEvents = connection.prepare<object>('delete from event where guild = :guild and channel_id = :id');
  let events = 0;
  const forgotten: ForgottenChannel[] = [];
  const slice = new Slice(sliceRows);
  for (const { guild, guildId, id, number, hiddenFrom } of hidden) {
    if (slice.fills(1)) await nextTurn();
    if (isNeeded.get({ guild, created: monthOf(timeOfSnowflake(id)), hiddenFrom }) !== undefined) continue;
    if (withTotals.has(guild, number)) continue;
    forget.run({ guild, id });
    events += withdrawEvents.run({ guild, id }).changes;
    forgotten.push({ guildId, id });
  }
  if (forgotten.length > 0) oweRewrite(connection, 'channel');
  if (events > 0) oweRewrite(connection, 'event');
  return forgotten;
}

/** Rows handled per turn of the event loop: a few milliseconds of work. */
const sliceRows = 500;

/** Which channels have totals of a pruned month, looked up once a guild: a guild may have hidden thousands. */
class ChannelsWithTotals {
  readonly #connection: Connection;
  readonly #guilds = new Map<number, ReadonlySet<ChannelNumber>>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  has(guild: number, channel: ChannelNumber): boolean {
    const known = this.#guilds.get(guild) ?? this.#of(guild);
    this.#guilds.set(guild, known);
    return known.has(channel);
  }

  #of(guild: number): ReadonlySet<ChannelNumber> {
    const found = prepared<ChannelNumber>(
      this.#connection,
      `select distinct channel from total
        where guild = :guild and metric in (${channelMetricIds.join(', ')}) and grain = 'month'`,
    );
    return new Set(found.pluck().all({ guild }));
  }
}

/** Metrics with a total for each channel. The totals of a pruned month are those of the grain `month`. */
const channelMetricIds = totalMetrics
  .map(metricOf)
  .filter(({ scope }) => scope === 'channel')
  .map(({ id }) => id);

interface HiddenRow extends ForgottenChannel {
  readonly number: ChannelNumber;
  readonly guild: number;
  readonly hiddenFrom: Month;
}

/** A channel with a column that the port does not show. */
type StoredChannel = Channel & { readonly deletedMs: number | null };

/** A closing month. The id is null if nothing is counted in it. */
type ClosingMonth = Omit<GuildMonthKey, 'id'> & { readonly id: number | null };

/** After a downtime, one rotation may close several months. */
function firstClosing(connection: Connection, lane: number, month: Month): Month {
  const first = connection
    .prepare<object, Month | null>(
      `select min(month)
         from guild_month join guild on guild.key = guild_month.guild
        where is_sealed = 0 and month < :month and lane = :lane`,
    )
    .pluck()
    .get({ lane, month });
  return first ?? month;
}

function closingMonths(connection: Connection, guild: number, month: Month): readonly GuildMonthKey[] {
  return connection
    .prepare<object, GuildMonthKey>(
      'select id, month from guild_month where guild = :guild and month <= :month and is_sealed = 0 order by month',
    )
    .all({ guild, month });
}

function channelsOfGuild(connection: Connection, guild: number): ReadonlyMap<Snowflake, StoredChannel> {
  const rows = connection
    .prepare<object, ChannelRow & { readonly deleted_ms: number | null }>('select * from channel where guild = :guild')
    .all({ guild });
  return new Map(rows.map((row) => [row.id, { ...channelOfRow(row), deletedMs: row.deleted_ms }]));
}

async function countPeople(
  connection: Connection,
  { id, month }: ClosingMonth,
  channels: readonly StoredChannel[],
): Promise<ChannelMembers> {
  const people = new ChannelMembers(channels.map(({ number }) => number));
  if (id === null) return people;
  for await (const { columns } of blobsOfMonth(connection, { id, month })) ifReadable(() => people.add(columns));
  return people;
}

function describe(channel: StoredChannel, people: ChannelMembers): DeletedChannel {
  return {
    isPrivate: channel.isPrivate === true,
    livedMs: (channel.deletedMs ?? 0) - timeOfSnowflake(channel.id),
    people: people.count(channel.number),
  };
}

/** Where the counters of hidden channels go. */
function movesOf(
  hidden: readonly StoredChannel[],
  channels: ReadonlyMap<Snowflake, Channel>,
): ReadonlyMap<ChannelNumber, ChannelNumber> {
  return new Map(
    hidden.map((channel) => {
      // The category gets its number with the deletion. It has none if the store refused that row of the batch.
      const to = categoryOf(channel, channels)?.number ?? none;
      return [channel.number, to === none ? channel.number : to];
    }),
  );
}

/** An unreadable blob reveals no channel, and must not prevent the sealing of a month. */
function ifReadable(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof CorruptColumns)) throw error;
  }
}

function noteHidden(connection: Connection, guild: number, month: Month, hidden: readonly StoredChannel[]): void {
  const note = connection.prepare<object>(
    `update channel
        set hidden_from = min(coalesce(hidden_from, :month), :month)
      where guild = :guild and id = :id`,
  );
  for (const { id } of hidden) note.run({ guild, month, id });
}

/** One that was hidden in the month before, and deleted only now, is needed for this one. */
function noteShown(connection: Connection, guild: number, shown: readonly StoredChannel[]): void {
  const note = prepared(connection, 'update channel set hidden_from = null where guild = :guild and id = :id');
  for (const { id } of shown) note.run({ guild, id });
}
