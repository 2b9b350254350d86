import { type Channel, type ChannelKind, categoryOf, isCounted, noCategoryId } from '../core/channel.ts';
import { none } from '../core/counter.ts';
import { defaultGuildSettings, type GuildSettings, hasIgnoredRole } from '../core/guild-settings.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { Batch } from '../store/batch.ts';
import type { Checkpoint } from '../store/checkpoint.ts';
import type { Guild } from '../store/records.ts';
import type { ListedChannel } from './messages/message-positions.ts';
import { ThreadParents } from './thread-parents.ts';

/** What Discord says about a guild itself. */
export type GuildFacts = Pick<Guild, 'id' | 'name' | 'afkChannelId'>;

/** What Discord says about a channel or thread. */
export interface ChannelFacts {
  readonly id: Snowflake;
  readonly kind: ChannelKind | 'thread';
  readonly name: string;
  /** The channel that a thread belongs to, the category that a channel is in, or null. */
  readonly parentId: Snowflake | null;
  /** Whether some members of the guild cannot view it; undefined if Discord does not say. */
  readonly isPrivate?: boolean | undefined;
}

/**
 * The guilds and channels that Census knows. They are held in memory, and changes are written with the next batch. A
 * channel gets its number here when it is first seen, and keeps it for ever. A thread has only its parent channel.
 */
export class GuildRegistry {
  readonly #entries = new Map<Snowflake, Entry>();
  readonly #changedGuilds = new Set<Snowflake>();
  readonly #threads = new ThreadParents();
  #changedChannels: { guildId: Snowflake; channel: Channel }[] = [];
  #changedThreads: Batch['threads'][number][] = [];

  constructor(checkpoint: Pick<Checkpoint, 'guilds' | 'channels' | 'threads'>) {
    for (const guild of checkpoint.guilds) {
      this.#entries.set(guild.id, entryOf(guild, checkpoint.channels.get(guild.id) ?? []));
    }
    for (const { guildId, id, channelId } of checkpoint.threads) this.#threads.add(guildId, id, channelId);
  }

  get(guildId: Snowflake): Guild | undefined {
    return this.#entries.get(guildId)?.guild;
  }

  *all(): Iterable<Guild> {
    for (const entry of this.#entries.values()) yield entry.guild;
  }

  /** The guilds that Census is in. */
  *present(): Iterable<Guild> {
    for (const { guild } of this.#entries.values()) if (guild.leftMs === null) yield guild;
  }

  settings(guildId: Snowflake): GuildSettings {
    return this.get(guildId)?.settings ?? defaultGuildSettings;
  }

  /** Whether members with these roles are ignored. */
  hasIgnoredRole(guildId: Snowflake, roleIds: readonly Snowflake[]): boolean {
    return hasIgnoredRole(this.settings(guildId), roleIds);
  }

  /** Every channel ever seen in the guild, including deleted ones. */
  channels(guildId: Snowflake): readonly Channel[] {
    return [...(this.#entries.get(guildId)?.channels.values() ?? [])];
  }

  /** The channels of a guild that have, or had, threads. */
  threadParents(guildId: Snowflake): readonly Snowflake[] {
    return this.#threads.parentsOf(guildId);
  }

  /** The parent channel of a thread; undefined if the thread is not known. */
  threadParent(guildId: Snowflake, threadId: Snowflake): Snowflake | undefined {
    return this.#threads.get(guildId, threadId);
  }

  channel(guildId: Snowflake, channelId: Snowflake): Channel | undefined {
    return this.#entries.get(guildId)?.channels.get(channelId);
  }

  /** The channel that a message or a voice session counts for: itself, or the parent of a thread. */
  countedChannel(guildId: Snowflake, channelId: Snowflake): Channel | undefined {
    const channels = this.#entries.get(guildId)?.channels;
    const counted = channels?.get(channelId) ?? channels?.get(this.threadParent(guildId, channelId) ?? '');
    return counted !== undefined && isCounted(counted) ? counted : undefined;
  }

  /** Adds a guild that Census is in, or updates it. */
  meet(facts: GuildFacts, nowMs: number): void {
    const known = this.get(facts.id);
    if (known === undefined) {
      const guild = { ...newGuild, ...facts, firstConnectedMs: nowMs, catchUpFromMs: nowMs };
      this.#entries.set(facts.id, entryOf(guild, []));
      this.#changedGuilds.add(facts.id);
    } else {
      this.#change(known, { ...facts, leftMs: null });
    }
  }

  /** Changes a known guild; an unknown one is left alone. */
  change(guildId: Snowflake, changes: Partial<Omit<Guild, 'id'>>): void {
    const guild = this.get(guildId);
    if (guild !== undefined) this.#change(guild, changes);
  }

  /** Forgets a guild whose data were deleted. */
  forget(guildId: Snowflake): void {
    this.#entries.delete(guildId);
    this.#changedGuilds.delete(guildId);
    this.#changedChannels = this.#changedChannels.filter((change) => change.guildId !== guildId);
    this.#changedThreads = this.#changedThreads.filter((change) => change.guildId !== guildId);
  }

  /** Adds or updates a channel or thread. */
  meetChannel(guildId: Snowflake, { id, kind, name, parentId, isPrivate }: ChannelFacts): void {
    const entry = this.#entry(guildId);
    if (kind === 'thread') {
      this.#meetThread(guildId, id, parentId);
      return;
    }
    const known = entry.channels.get(id);
    const number = known?.number || (isCounted({ kind }) ? entry.nextChannelNumber++ : none);
    this.#put(guildId, entry, known, {
      ...{ id, kind, name, number, isDeleted: false },
      ...((isPrivate ?? known?.isPrivate) && { isPrivate: true }),
      ...(parentId !== null && { categoryId: parentId }),
    });
  }

  /** Takes the full list of a guild's channels: channels that it lacks were deleted. Threads are not deleted by it. */
  meetAllChannels(guildId: Snowflake, all: readonly ChannelFacts[]): void {
    const present = new Set(all.map((facts) => facts.id));
    for (const { id } of this.channels(guildId)) if (!present.has(id)) this.deleteChannel(guildId, id);
    for (const facts of all) this.meetChannel(guildId, facts);
  }

  /**
   * Marks a channel as deleted. Its counters and its name stay. When the month is sealed, the channel may become part of
   * the "deleted channels" of its category, which get their number here.
   */
  deleteChannel(guildId: Snowflake, channelId: Snowflake): void {
    const entry = this.#entry(guildId);
    const known = entry.channels.get(channelId);
    if (known === undefined || known.isDeleted) return;
    this.#put(guildId, entry, known, { ...known, isDeleted: true });
    if (isCounted(known)) this.#numberDeletedChannels(guildId, entry, known);
  }

  /** Restores a guild whose changes cannot be written to what the store has; forgets it if the store has nothing. */
  restore(guildId: Snowflake, stored: Guild | undefined): void {
    if (stored === undefined) this.forget(guildId);
    else this.#entry(guildId).guild = stored;
  }

  /** Forgets a channel that the store no longer has. Its number is not reused. */
  forgetChannel(guildId: Snowflake, channelId: Snowflake): void {
    this.restoreChannel(guildId, channelId, undefined);
  }

  /** Restores a channel to what the store has; forgets it if that is nothing. Its number is not reused. */
  restoreChannel(guildId: Snowflake, channelId: Snowflake, stored: Channel | undefined): void {
    const channels = this.#entries.get(guildId)?.channels;
    if (stored === undefined) channels?.delete(channelId);
    else channels?.set(channelId, stored);
    this.#changedChannels = this.#changedChannels.filter(
      (change) => change.guildId !== guildId || change.channel.id !== channelId,
    );
  }

  /** Removes a thread that was deleted. */
  deleteThread(guildId: Snowflake, threadId: Snowflake): void {
    this.#threads.delete(threadId);
    this.#changedThreads.push({ guildId, id: threadId, channelId: null });
  }

  /** Takes the changes for the next batch. A second call returns nothing. */
  takeChanges(): Pick<Batch, 'guilds' | 'channels' | 'threads'> {
    const guilds = [...this.#changedGuilds].flatMap((id) => this.get(id) ?? []);
    const channels = this.#changedChannels;
    const threads = this.#changedThreads;
    this.#changedGuilds.clear();
    this.#changedChannels = [];
    this.#changedThreads = [];
    return { guilds, channels, threads };
  }

  #change(guild: Guild, changes: Partial<Guild>): void {
    if (!isDifferent(guild, changes)) return;
    this.#entry(guild.id).guild = { ...guild, ...changes };
    this.#changedGuilds.add(guild.id);
  }

  #meetThread(guildId: Snowflake, id: Snowflake, channelId: Snowflake | null): void {
    if (channelId === null || !this.#threads.add(guildId, id, channelId)) return;
    this.#changedThreads.push({ guildId, id, channelId });
  }

  #put(guildId: Snowflake, entry: Entry, known: Channel | undefined, channel: Channel): void {
    if (known !== undefined && !isDifferent(known, channel) && !isDifferent(channel, known)) return;
    entry.channels.set(channel.id, channel);
    this.#changedChannels.push({ guildId, channel });
  }

  #numberDeletedChannels(guildId: Snowflake, entry: Entry, deleted: Channel): void {
    const category = categoryOf(deleted, entry.channels);
    if (category !== undefined && category.number !== none) return;
    this.#put(guildId, entry, category, { ...(category ?? noCategory), number: entry.nextChannelNumber++ });
  }

  #entry(guildId: Snowflake): Entry {
    const entry = this.#entries.get(guildId);
    if (entry === undefined) throw new Error('the guild of a channel is not known');
    return entry;
  }
}

interface Entry {
  guild: Guild;
  readonly channels: Map<Snowflake, Channel>;
  nextChannelNumber: number;
}

const newGuild = {
  settings: defaultGuildSettings,
  headcount: 0,
  leftMs: null,
  wasGreeted: false,
};

const noCategory: Channel = { id: noCategoryId, kind: 'category', name: '', number: none, isDeleted: true };

function entryOf(guild: Guild, channels: readonly Channel[]): Entry {
  return {
    guild,
    channels: new Map(channels.map((channel) => [channel.id, channel])),
    nextChannelNumber: channels.reduce((greatest, channel) => Math.max(greatest, channel.number), none) + 1,
  };
}

function isDifferent<Thing extends object>(known: Thing, changes: Partial<Thing>): boolean {
  return Object.keys(changes).some((key) => known[key as keyof Thing] !== changes[key as keyof Thing]);
}

/** The channels and active threads of a guild. */
export interface ChannelList {
  readonly facts: readonly ChannelFacts[];
  /** Channels and threads that hold messages. */
  readonly withMessages: readonly ListedChannel[];
  /** Forums, which hold only threads. */
  readonly forumIds: readonly Snowflake[];
}
