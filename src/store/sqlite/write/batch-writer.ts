import type { Database as Connection } from 'better-sqlite3';
import { columnsByHour } from '../../../columns/columns.ts';
import { inSlices } from '../../../core/async/event-loop.ts';
import type { Channel } from '../../../core/channel.ts';
import { type Snowflake, timeOfSnowflake } from '../../../core/snowflake.ts';
import { type HourRange, hoursOfMonth, type Month, monthOf } from '../../../core/time.ts';
import { monthOfTotal, type Total } from '../../../core/total.ts';
import type { Batch, BatchPart, Delta, GatewayPosition, OpenVoiceSession } from '../../batch.ts';
import type { Gap, Guild, Member, ThreadChange } from '../../records.ts';
import type { TrialChange } from '../../trial-store.ts';
import { countLanes, foreignGuild, type LaneRow, readLane } from '../lane-row.ts';
import { ChannelWriter } from './channel-writer.ts';
import { advanceLists } from './member-lists.ts';
import { MessagePositionWriter } from './message-position-writer.ts';
import { refuseInvalidTotal, type TotalWriter } from './total-writer.ts';
import { TrialMemberWriter } from './trial-members.ts';

/** Rows written per turn of the event loop: a few milliseconds of work. */
const sliceRows = 500;

/** Writes batches of any lane. Must run inside the caller's transaction. */
export class BatchWriter {
  readonly #connection: Connection;
  readonly #statements: ReturnType<typeof prepareAll>;
  readonly #channels: ChannelWriter;
  readonly #messagePositions: MessagePositionWriter;
  readonly #totals: TotalWriter;
  readonly #trial: TrialMemberWriter;
  /** The lane of the current batch. */
  #lane = 0;
  /** Row keys of the guilds that the current batch has named so far. */
  readonly #guildKeys = new Map<Snowflake, number>();

  constructor(connection: Connection, totals: TotalWriter) {
    this.#connection = connection;
    this.#totals = totals;
    this.#statements = prepareAll(connection);
    this.#channels = new ChannelWriter(connection);
    this.#messagePositions = new MessagePositionWriter(connection);
    this.#trial = new TrialMemberWriter(connection);
  }

  /** Writes a batch. Does nothing if it was written before. */
  async write(lane: number, batch: Batch): Promise<void> {
    const before = readLane(this.#connection, lane).batch;
    if (batch.number <= before) return;
    if (batch.number !== before + 1) throw new Error(`expected batch ${before + 1}, found ${batch.number}`);

    await this.writeRows(lane, batch, (_part, rows, write) => inSlices(rows, sliceRows, write));
    this.#statements.advance.run({ lane, batch: batch.number, observedUntilMs: batch.observedUntilMs });
    advanceLists(this.#connection, batch.memberLists);
  }

  /** Passes the rows of each part to `writeEach`. A part comes after those that it depends on. */
  async writeRows(lane: number, batch: Batch, writeEach: WriteEach): Promise<void> {
    const state = readLane(this.#connection, lane);
    this.#begin(lane);
    // An old session must not stay: if it were resumed after a crash, its dispatches would be counted twice.
    this.#statements.deletePosition.run({ lane });
    const positions = batch.gatewayPosition === null ? [] : [batch.gatewayPosition];
    await writeEach('gatewayPosition', positions, (position) => this.#addPosition(position));
    await writeEach('guilds', batch.guilds, (guild) => this.#putGuild(guild));
    await writeEach('channels', batch.channels, ({ guildId, channel }) =>
      this.#channels.put(this.#guildKey(guildId), channel, batch.observedUntilMs),
    );
    await writeEach('threads', batch.threads, (thread) => this.#putThread(state, thread));
    await writeEach('members', batch.members, ({ guildId, member }) => this.#addMember(state, guildId, member));
    await writeEach('deltas', batch.deltas, (delta) => this.#addDelta(state, delta));
    await writeEach('totals', batch.totals, (total) => this.#addTotal(state, total));
    await writeEach('lowered', batch.lowered, (total) => this.#lowerTotal(state, total));
    await writeEach('trial', batch.trial, (trial) => this.#putTrial(state, trial));
    if (batch.voiceSessions !== null) {
      this.#deleteVoiceSessions();
      await writeEach('voiceSessions', batch.voiceSessions, (session) => this.#addVoiceSession(session));
    }
    await writeEach('messagePositions', batch.messagePositions, ({ guildId, ...position }) => {
      this.#messagePositions.put(this.#guildKey(guildId), position);
    });
    await writeEach('gaps', batch.gaps, (gap) => this.#putGap(gap));
  }

  /** Writes a guild into a lane, with some of its channels. */
  writeGuild(lane: number, guild: Guild, channels: readonly Channel[]): void {
    this.#begin(lane);
    this.#putGuild(guild);
    for (const channel of channels) this.#channels.put(this.#guildKey(guild.id), channel, null);
  }

  #begin(lane: number): void {
    this.#lane = lane;
    this.#guildKeys.clear();
  }

  #addPosition({ countedAbove, ...position }: GatewayPosition): void {
    this.#statements.addPosition.run({ lane: this.#lane, ...position, countedAbove: JSON.stringify(countedAbove) });
  }

  #putGuild({ settings, wasGreeted, ...guild }: Guild): void {
    const { changes } = this.#statements.putGuild.run({
      ...guild,
      lane: this.#lane,
      settings: JSON.stringify(settings),
      wasGreeted: Number(wasGreeted),
    });
    if (changes === 0) throw new Error(foreignGuild);
  }

  /** A thread id may be a message id, and none may outlive its month. */
  #putThread({ openMonth, rotation }: LaneRow, { guildId, id, channelId }: ThreadChange): void {
    if (openMonth === null || rotation !== null || monthOf(timeOfSnowflake(id)) !== openMonth) return;
    const guild = this.#guildKey(guildId);
    if (channelId === null) this.#statements.deleteThread.run({ guild, id });
    else this.#statements.putThread.run({ guild, id, channelId });
  }

  #addMember({ openMonth, rotation }: LaneRow, guildId: Snowflake, { number, token }: Member): void {
    if (openMonth === null || rotation !== null) throw new Error('cannot add a member: no month is open');
    this.#statements.addMember.run({ guildMonth: this.#guildMonth(guildId, openMonth), number, token });
  }

  #putTrial({ openMonth, rotation }: LaneRow, { guildId, member, ...span }: TrialChange): void {
    if (openMonth === null || rotation !== null) throw new Error('cannot write a trial: no month is open');
    this.#trial.put(this.#guildMonth(guildId, openMonth), member, span);
  }

  /** One row per hour, so that hours can be merged and read independently. Most deltas have a single hour. */
  #addDelta(state: LaneRow, { guildId, month, hours, columns }: Delta): void {
    refuseClosedMonth(state, month);
    refuseForeignHours(month, hours);
    const guildMonth = this.#guildMonth(guildId, month);
    const parts = hours.to - hours.from === 1 ? [{ hour: hours.from, columns }] : columnsByHour(columns);
    for (const part of parts) this.#statements.addDelta.run({ guildMonth, hour: part.hour, columns: part.columns });
  }

  #addVoiceSession({ guildId, ...session }: OpenVoiceSession): void {
    this.#statements.addVoiceSession.run({ ...session, guild: this.#guildKey(guildId) });
  }

  /** Rounds outwards to whole seconds, so that a gap is never shown shorter than it was. */
  #putGap({ guildId, fromMs, toMs, headcountChange }: Gap): void {
    const fromSecond = Math.floor(fromMs / 1000);
    const toSecond = toMs === null ? null : Math.max(fromSecond, Math.ceil(toMs / 1000));
    const guild = this.#guildKey(guildId);
    this.#statements.putGap.run({ guild, fromSecond, toSecond, headcountChange: headcountChange ?? null });
  }

  #addTotal(state: LaneRow, total: Total): void {
    this.#totals.fold(this.#guildOfTotal(state, total), total);
  }

  #lowerTotal(state: LaneRow, total: Total): void {
    this.#totals.lower(this.#guildOfTotal(state, total), total);
  }

  #guildOfTotal(state: LaneRow, total: Total): number {
    refuseInvalidTotal(total); // First, because an invalid total may have no month.
    refuseClosedMonth(state, monthOfTotal(total));
    return this.#guildKey(total.guildId);
  }

  /** Without a condition SQLite clears whole pages, which takes a hundredth of the time. */
  #deleteVoiceSessions(): void {
    const { deleteAllVoiceSessions, deleteVoiceSessions } = this.#statements;
    if (countLanes(this.#connection) === 1) deleteAllVoiceSessions.run();
    else deleteVoiceSessions.run({ lane: this.#lane });
  }

  #guildKey(guildId: Snowflake): number {
    const known = this.#guildKeys.get(guildId);
    if (known !== undefined) return known;
    const guild = this.#statements.guild.get({ guildId });
    if (guild === undefined) throw new Error('cannot write rows of an unknown guild');
    if (guild.lane !== this.#lane) throw new Error(foreignGuild);
    this.#guildKeys.set(guildId, guild.key);
    return guild.key;
  }

  #guildMonth(guildId: Snowflake, month: Month): number {
    const guild = this.#guildKey(guildId);
    const known = this.#statements.guildMonth.get({ guild, month });
    if (known !== undefined) return known;
    const { lastInsertRowid } = this.#statements.addGuildMonth.run({
      guild,
      month,
      closedUntil: hoursOfMonth(month).from,
    });
    return Number(lastInsertRowid);
  }
}

/** Writes the rows of a part by calling `write` for each. */
export type WriteEach = <Row extends object>(
  part: BatchPart,
  rows: readonly Row[],
  write: (row: Row) => void,
) => Promise<void>;

/** The members of a closed month have their final tokens. A number added later would have none. */
function refuseClosedMonth({ openMonth, rotation }: LaneRow, month: Month): void {
  if (openMonth !== null && month >= openMonth && month !== rotation?.month) return;
  throw new Error('cannot write counters: their month is not open');
}

/** The id of a part follows from its hour, so an hour of another month would get the id of another part. */
function refuseForeignHours(month: Month, { from, to }: HourRange): void {
  const whole = hoursOfMonth(month);
  if (from < to && from >= whole.from && to <= whole.to) return;
  throw new RangeError('expected the hours of a delta within its month');
}

function prepareAll(connection: Connection) {
  return {
    advance: connection.prepare<object>(`
      update lane set batch = :batch, observed_until_ms = :observedUntilMs where lane = :lane`),
    deletePosition: connection.prepare<object>('delete from gateway_position where lane = :lane'),
    addPosition: connection.prepare<object>(`
      insert into gateway_position
             (lane, shard_id, shard_count, session_id, resume_url, intents, sequence, counted_above)
      values (:lane, :shardId, :shardCount, :sessionId, :resumeUrl, :intents, :sequence, :countedAbove)`),
    putGuild: connection.prepare<object>(`
      insert into guild
             (id, name, settings, afk_channel_id, headcount, first_connected_ms, left_ms, was_greeted,
              catch_up_from_ms, lane)
      values (:id, :name, :settings, :afkChannelId, :headcount, :firstConnectedMs, :leftMs, :wasGreeted,
              :catchUpFromMs, :lane)
      on conflict (id) do update
         set name = excluded.name, settings = excluded.settings, afk_channel_id = excluded.afk_channel_id,
             headcount = excluded.headcount, first_connected_ms = excluded.first_connected_ms,
             left_ms = excluded.left_ms, was_greeted = excluded.was_greeted,
             catch_up_from_ms = excluded.catch_up_from_ms
       where guild.lane = excluded.lane`),
    putThread: connection.prepare<object>(`
      insert or replace into thread (guild, id, channel_id) values (:guild, :id, :channelId)`),
    deleteThread: connection.prepare<object>('delete from thread where guild = :guild and id = :id'),
    guild: connection.prepare<object, { readonly key: number; readonly lane: number }>(
      'select key, lane from guild where id = :guildId',
    ),
    guildMonth: connection
      .prepare<object, number>('select id from guild_month where guild = :guild and month = :month')
      .pluck(),
    addGuildMonth: connection.prepare<object>(`
      insert into guild_month (guild, month, closed_until) values (:guild, :month, :closedUntil)`),
    addMember: connection.prepare<object>(`
      insert into member (guild_month, number, token) values (:guildMonth, :number, :token)`),
    addDelta: connection.prepare<object>(`
      insert into delta (guild_month, hour, columns) values (:guildMonth, :hour, :columns)`),
    deleteAllVoiceSessions: connection.prepare('delete from voice_session'),
    deleteVoiceSessions: connection.prepare<object>(
      'delete from voice_session where guild in (select key from guild where lane = :lane)',
    ),
    addVoiceSession: connection.prepare<object>(`
      insert into voice_session (guild, member, channel_id, counted_until_ms)
      values (:guild, :member, :channelId, :countedUntilMs)`),
    putGap: connection.prepare<object>(`
      insert into gap
             (guild, from_second, to_second, headcount_change)
      values (:guild, :fromSecond, :toSecond, :headcountChange)
      on conflict (guild, from_second) do update
         set to_second = excluded.to_second, headcount_change = excluded.headcount_change
       where gap.to_second is null or excluded.to_second is null or gap.to_second <= excluded.to_second`),
  };
}
