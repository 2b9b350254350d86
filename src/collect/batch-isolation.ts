import type { Tally } from '../columns/tally.ts';
import type { Channel } from '../core/channel.ts';
import type { Clock } from '../core/clock.ts';
import { LaneLost, StoreUnavailable } from '../core/errors.ts';
import type { Snowflake } from '../core/snowflake.ts';
import { type HourRange, hourMs } from '../core/time.ts';
import type { Batch, Delta, RefusedRow } from '../store/batch.ts';
import type { LaneStore } from '../store/lane-store.ts';
import type { PeopleChanges } from '../store/people-store.ts';
import type { Gap, Guild } from '../store/records.ts';
import type { Vault } from '../vault/vault.ts';
import type { CoverageTracker } from './coverage-tracker.ts';
import type { GuildRegistry } from './guild-registry.ts';
import type { TrialMembers } from './members/trial-members.ts';
import type { MessagePositions } from './messages/message-positions.ts';
import type { Totals } from './totals.ts';
import type { VoiceTracker } from './voice/voice-tracker.ts';

export interface BatchIsolationDeps {
  readonly clock: Clock;
  readonly store: Pick<LaneStore, 'commit' | 'screen' | 'guild' | 'channels'>;
  readonly vault: Pick<Vault, 'memberOf' | 'disown'>;
  readonly guilds: GuildRegistry;
  readonly tally: Pick<Tally, 'forgetGuild'>;
  readonly totals: Pick<Totals, 'forgetChannels'>;
  readonly trial: Pick<TrialMembers, 'forget'>;
  readonly voice: VoiceTracker;
  readonly coverage: Pick<CoverageTracker, 'missed'>;
  readonly messages: Pick<MessagePositions, 'forget'>;
  /** The end of the last committed batch, in milliseconds since the Unix epoch; null if there is none. */
  readonly observedUntilMs: number | null;
  /** Called after a batch was committed without these rows. */
  readonly onSetAside?: ((batch: Batch, refused: readonly RefusedRow[]) => void) | undefined;
}

/**
 * Commits batches, without the rows that the store refuses for their content. Such a batch would be refused for ever, and
 * after a restart Discord would send the same content again. So the refused rows are left out, their guilds get a gap over
 * the time of the batch, and the rest is committed with the gateway position of the whole batch.
 *
 * State in memory that belongs to refused rows is restored from the store: the channel is unknown again, and the member
 * is not met yet, as after a crash between the commits of people and counters.
 */
export class BatchIsolation {
  readonly #deps: BatchIsolationDeps;
  #observedUntilMs: number;

  constructor(deps: BatchIsolationDeps) {
    this.#deps = deps;
    this.#observedUntilMs = deps.observedUntilMs ?? 0;
  }

  /**
   * Commits a batch together with the changes of people. Resolves to the batch as it was committed.
   *
   * @throws {StoreUnavailable} when the disk refuses. Nothing has changed then.
   * @throws {LaneLost} when the lane has another owner.
   * @throws {Error} when the store refuses the batch but no single row: vault and store contradict each other.
   */
  async commit(batch: Batch, people: PeopleChanges): Promise<Batch> {
    const committed = await this.#commitAllOrRest(batch, people);
    this.#observedUntilMs = batch.observedUntilMs;
    return committed;
  }

  async #commitAllOrRest(batch: Batch, people: PeopleChanges): Promise<Batch> {
    const { store } = this.#deps;
    try {
      await store.commit(batch, people);
      return batch;
    } catch (error) {
      if (error instanceof StoreUnavailable || error instanceof LaneLost) throw error;
      const { batch: rest, refused } = await store.screen(batch);
      if (refused.length === 0) throw error;
      const withGaps = { ...rest, gaps: [...rest.gaps, ...this.#gapsFor(refused, batch)] };
      // The store also refuses a gap of a guild that it does not know.
      const { batch: isolated } = await store.screen(withGaps);
      const stored = await this.#stored(refused);
      await store.commit(isolated, people);
      // No await from here on: events must not come in between.
      for (const guild of stored) this.#putBack(guild, batch.observedUntilMs);
      this.#deps.onSetAside?.(batch, refused);
      return isolated;
    }
  }

  /** A gap for each guild of a refused row: from the start of the batch, or of its earliest hour, to its end. */
  #gapsFor(refused: readonly RefusedRow[], { observedUntilMs }: Batch): Gap[] {
    const batchFromMs = Math.min(this.#observedUntilMs, observedUntilMs);
    const starts = new Map<Snowflake, number>();
    for (const { guildId, part, row } of refused) {
      if (guildId === null) continue;
      const fromMs = this.#gapStart(guildId, batchFromMs, part === 'deltas' ? (row as Delta).hours : null);
      starts.set(guildId, Math.min(starts.get(guildId) ?? fromMs, fromMs));
    }
    return Array.from(starts, ([guildId, fromMs]) => ({ guildId, fromMs, toMs: Math.max(fromMs, observedUntilMs) }));
  }

  /** `sinceMs`, or the start of `hours` if its first hour had ended by then; never before the guild was known. */
  #gapStart(guildId: Snowflake, sinceMs: number, hours: HourRange | null): number {
    const hoursFromMs = hours === null ? sinceMs : hours.from * hourMs;
    const isEarlier = hoursFromMs + hourMs <= sinceMs;
    return Math.max(this.#deps.guilds.get(guildId)?.firstConnectedMs ?? 0, isEarlier ? hoursFromMs : sinceMs);
  }

  /** The stored state of the guilds that must be restored. The commit of the rest does not change it. */
  async #stored(refused: readonly RefusedRow[]): Promise<SetAside[]> {
    const { store } = this.#deps;
    const found: SetAside[] = [];
    for (const [guildId, rows] of byGuild(refused)) {
      if (!rows.some(({ part }) => isKnownInMemory(part))) continue;
      const channels = await store.channels(guildId);
      const byId = new Map(channels.map((channel) => [channel.id, channel]));
      found.push({ guildId, rows, guild: await store.guild(guildId), channels: byId });
    }
    return found;
  }

  #putBack({ guildId, rows, guild, channels }: SetAside, sinceMs: number): void {
    const { clock, guilds, tally, totals, coverage, messages } = this.#deps;
    for (const channelId of channelsIn(rows)) guilds.restoreChannel(guildId, channelId, channels.get(channelId));
    const isGuildRefused = rows.some(({ part }) => part === 'guilds');
    if (isGuildRefused) guilds.restore(guildId, guild);
    this.#disown(guildId, rows);
    totals.forgetChannels(guildId);
    const hours = tally.forgetGuild(guildId); // Its numbers may have just become invalid.
    if (isGuildRefused && guild === undefined) messages.forget(guildId);
    else coverage.missed(guildId, this.#gapStart(guildId, sinceMs, hours), clock.now());
  }

  /** Members without a row in the store get another number. Their voice sessions continue under it. */
  #disown(guildId: Snowflake, rows: readonly RefusedRow[]): void {
    const { clock, vault, guilds, trial, voice } = this.#deps;
    const members = new Set(rows.flatMap(({ part, row }) => (part === 'members' ? memberIn(row) : [])));
    vault.disown(guildId, members);
    for (const member of members) trial.forget(guildId, member);
    const nowMs = clock.now();
    const isLost = (channelId: Snowflake) => guilds.channel(guildId, channelId) === undefined;
    const taken = voice.take(guildId, (member, channelId) => members.has(member) || isLost(channelId));
    for (const { channelId, person, ...rest } of taken) {
      const member = person === null || isLost(channelId) ? undefined : vault.memberOf(guildId, person);
      if (person === null || member === undefined) continue;
      voice.move(guildId, member, { person, ...rest }, channelId, nowMs, nowMs);
    }
  }
}

/** A guild with refused rows, and what the store has of it. */
interface SetAside {
  readonly guildId: Snowflake;
  readonly rows: readonly RefusedRow[];
  readonly guild: Guild | undefined;
  readonly channels: ReadonlyMap<Snowflake, Channel>;
}

/** Whether rows of this kind also live in memory after a batch has taken them. */
function isKnownInMemory(part: RefusedRow['part']): boolean {
  return part === 'guilds' || part === 'channels' || part === 'members';
}

function byGuild(refused: readonly RefusedRow[]): Map<Snowflake, RefusedRow[]> {
  const groups = new Map<Snowflake, RefusedRow[]>();
  for (const row of refused) {
    if (row.guildId === null) continue;
    groups.set(row.guildId, [...(groups.get(row.guildId) ?? []), row]);
  }
  return groups;
}

function channelsIn(rows: readonly RefusedRow[]): Snowflake[] {
  return rows.flatMap(({ part, row }) => {
    return part === 'channels' ? (row as Batch['channels'][number]).channel.id : [];
  });
}

function memberIn(row: object): number {
  return (row as Batch['members'][number]).member.number;
}
