import type { Channel } from '../../core/channel.ts';
import type { ChannelNumber } from '../../core/counter.ts';
import type { GuildEvent } from '../../core/events/event.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import type { HourRange, Month } from '../../core/time.ts';
import type { TotalAtRest } from '../../core/total.ts';
import type { AnnouncedDeletion } from '../month-store.ts';
import type { Post } from '../post-store.ts';
import type { Gap, Guild, MemberListsState, PrunedMonth, Tokens } from '../records.ts';
import type {
  AskedTotals,
  ClosedHours,
  ClosingMonth,
  CounterChunk,
  DerivedOfDay,
  GuildMonth,
  LaneState,
  StoredDay,
  StoreReader,
} from '../store-reader.ts';
import type { MonthTrial } from '../trial-store.ts';
import type { DatabaseAccess } from './access/database-access.ts';
import { deletionsOf } from './forget/announced-deletions.ts';
import { laneStates } from './lane-states.ts';
import { closedHoursOf } from './read/closed-hours.ts';
import { eventsOf } from './read/events.ts';
import { allGuilds, channelsOf, gapsOf, guildOf, monthsOf, monthsOfAll, tokensOfMonth } from './read/guild-queries.ts';
import { postsOf } from './read/posts.ts';
import { finalSummariesOf, prunedMonthsOf } from './read/pruned-months.ts';
import { countersWithin } from './read/read-counters.ts';
import { daysWithin } from './read/read-days.ts';
import { partsWithin } from './read/read-parts.ts';
import { totalsOf } from './read/totals.ts';
import { readLists } from './write/member-lists.ts';
import { monthRowsOf } from './write/stored-month-rows.ts';
import { trialOf } from './write/trial-members.ts';

/** Reads all lanes in one SQLite file. */
export class SqliteReader implements StoreReader {
  readonly #access: DatabaseAccess;

  constructor(access: DatabaseAccess) {
    this.#access = access;
  }

  lanes(): Promise<readonly LaneState[]> {
    return this.#access.read(laneStates);
  }

  memberLists(): Promise<MemberListsState | null> {
    return this.#access.ask(readLists);
  }

  guilds(): Promise<readonly Guild[]> {
    return this.#access.ask(allGuilds);
  }

  guild(guildId: Snowflake): Promise<Guild | undefined> {
    return this.#access.ask((connection) => guildOf(connection, guildId));
  }

  channels(guildId: Snowflake): Promise<readonly Channel[]> {
    return this.#access.ask((connection) => channelsOf(connection, guildId));
  }

  readCounters(guildId: Snowflake, range: HourRange): AsyncIterable<CounterChunk> {
    return this.#access.readEach((snapshot) => countersWithin(snapshot, guildId, range));
  }

  readParts(guildId: Snowflake, range: HourRange, channel: ChannelNumber | null): AsyncIterable<CounterChunk> {
    return this.#access.readEach((snapshot) => partsWithin(snapshot, guildId, range, channel));
  }

  readDays(guildId: Snowflake, range: HourRange, asked: DerivedOfDay): AsyncIterable<StoredDay> {
    return this.#access.readEach((snapshot) => daysWithin(snapshot, guildId, range, asked));
  }

  closedHours(guildId: Snowflake, month: Month): Promise<ClosedHours | null> {
    return this.#access.ask((connection) => closedHoursOf(connection, guildId, month));
  }

  monthRows(guildId: Snowflake, month: Month): Promise<Uint8Array | null> {
    return this.#access.ask((connection) => monthRowsOf(connection, guildId, month));
  }

  tokens(guildId: Snowflake, month: Month): Promise<Tokens> {
    return this.#access.read((snapshot) => tokensOfMonth(snapshot, guildId, month));
  }

  months(guildId: Snowflake): Promise<readonly GuildMonth[]> {
    return this.#access.ask((connection) => monthsOf(connection, guildId));
  }

  monthsOfGuilds(guildIds: readonly Snowflake[]): Promise<ReadonlyMap<Snowflake, readonly ClosingMonth[]>> {
    return this.#access.ask((connection) => monthsOfAll(connection, guildIds));
  }

  countersOfGuilds(
    asked: readonly { readonly guildId: Snowflake; readonly range: HourRange }[],
  ): Promise<readonly (readonly CounterChunk[])[]> {
    return this.#access.read((snapshot) =>
      asked.map(({ guildId, range }) => [...countersWithin(snapshot, guildId, range)]),
    );
  }

  gaps(guildId: Snowflake, range: HourRange): Promise<readonly Gap[]> {
    return this.#access.ask((connection) => gapsOf(connection, guildId, range));
  }

  totals(guildId: Snowflake, asked: AskedTotals): Promise<readonly TotalAtRest[]> {
    return this.#access.read((snapshot) => totalsOf(snapshot, guildId, asked));
  }

  prunedMonths(guildId: Snowflake): Promise<readonly PrunedMonth[]> {
    return this.#access.ask((connection) => prunedMonthsOf(connection, guildId));
  }

  finalSummaries(guildId: Snowflake, month: Month): Promise<Uint8Array | null> {
    return this.#access.ask((connection) => finalSummariesOf(connection, guildId, month));
  }

  trial(guildId: Snowflake, month: Month): Promise<MonthTrial> {
    return this.#access.read((snapshot) => trialOf(snapshot, guildId, month));
  }

  posts(guildId: Snowflake): Promise<readonly Post[]> {
    return this.#access.ask((connection) => postsOf(connection, guildId));
  }

  events(guildId: Snowflake): Promise<readonly GuildEvent[]> {
    return this.#access.ask((connection) => eventsOf(connection, guildId));
  }

  announcedDeletions(guildId: Snowflake): Promise<readonly AnnouncedDeletion[]> {
    return this.#access.ask((connection) => deletionsOf(connection, guildId));
  }
}
