import { type Channel, type ChannelKind, categoryOf, isCounted, noCategoryId } from '../core/channel.ts';
import { none } from '../core/counter.ts';
import { defaultGuildSettings, type GuildSettings, hasIgnoredRole } from '../core/guild-settings.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { Batch } from '../store/batch.ts';
import type { Checkpoint } from '../store/checkpoint.ts';
import type { Guild } from '../store/records/guild.ts';
import type { ListedChannel } from './messages/message-positions.ts';
import { ThreadParents } from './thread-parents.ts';

/** What Discord tells of a guild itself. */
export type GuildFacts = Pick<Guild, 'id' | 'name' | 'afkChannelId'>;

/** What Discord says about a channel or thread. */
export interface ChannelFacts {
  readonly id: Snowflake;
  readonly kind: ChannelKind | 'thread';
  readonly name: string;
  /** The channel that a thread belongs to, the category that a channel is in, or null. */
  readonly parentId: Snowflake | null;
  /** Whether not everyone in the guild can view it; left out where that is not said. */
  readonly isPrivate?: boolean | undefined;
}

/**
 * The guilds and channels that Census knows, held in memory and written with the next batch. A channel gets its
 * number here, at first sight, and keeps it for ever. Of threads only the channel they belong to is known.
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

  /** Whether whoever has these roles is not counted. */
  hasIgnoredRole(guildId: Snowflake, roleIds: readonly Snowflake[]): boolean {
    return hasIgnoredRole(this.settings(guildId), roleIds);
  }

  /** Every channel that was ever seen in the guild, deleted ones included. */
  channels(guildId: Snowflake): readonly Channel[] {
    return [...(this.#entries.get(guildId)?.channels.values() ?? [])];
  }

  /** The channels of a guild that are known to have, or have had, threads. */
  threadParents(guildId: Snowflake): readonly Snowflake[] {
    return this.#threads.parentsOf(guildId);
  }

  /** The channel that a thread belongs to; undefined if it is no thread that is known. */
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

  /** Notes a guild that Census is in. */
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

  /** Notes what has changed of a guild; a guild that is not known is left alone. */
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

  /** Notes a channel or thread, new or changed. */
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

  /** Notes all channels of a guild: those that are missing were deleted. Threads come and go unasked. */
  meetAllChannels(guildId: Snowflake, all: readonly ChannelFacts[]): void {
    const present = new Set(all.map((facts) => facts.id));
    for (const { id } of this.channels(guildId)) if (!present.has(id)) this.deleteChannel(guildId, id);
    for (const facts of all) this.meetChannel(guildId, facts);
  }

  /**
   * Notes that a channel is gone. Its counters and its name stay; when the month is sealed it may become a part of its
   * category's "deleted channels", which get their number here.
   */
  deleteChannel(guildId: Snowflake, channelId: Snowflake): void {
    const entry = this.#entry(guildId);
    const known = entry.channels.get(channelId);
    if (known === undefined || known.isDeleted) return;
    this.#put(guildId, entry, known, { ...known, isDeleted: true });
    if (isCounted(known)) this.#numberDeletedChannels(guildId, entry, known);
  }

  /** What was handed out of a guild cannot be written: it is put back to what the store has, or forgotten if that is nothing. */
  restore(guildId: Snowflake, stored: Guild | undefined): void {
    if (stored === undefined) this.forget(guildId);
    else this.#entry(guildId).guild = stored;
  }

  /** Forgets a channel that the store does not know any more. Its number is not given to another one. */
  forgetChannel(guildId: Snowflake, channelId: Snowflake): void {
    this.restoreChannel(guildId, channelId, undefined);
  }

  /** The same of a channel. Its number is not given to another one. */
  restoreChannel(guildId: Snowflake, channelId: Snowflake, stored: Channel | undefined): void {
    const channels = this.#entries.get(guildId)?.channels;
    if (stored === undefined) channels?.delete(channelId);
    else channels?.set(channelId, stored);
    this.#changedChannels = this.#changedChannels.filter(
      (change) => change.guildId !== guildId || change.channel.id !== channelId,
    );
  }

  /** Notes that a thread is gone. */
  deleteThread(guildId: Snowflake, threadId: Snowflake): void {
    this.#threads.delete(threadId);
    this.#changedThreads.push({ guildId, id: threadId, channelId: null });
  }

  /** All that is to be written with the next batch; asked twice, it gives nothing the second time. */
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
    if (entry === undefined) throw new Error('a channel came before its guild');
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
  announcedMonth: null,
  isAnnouncementCertain: true,
  wasAlertedOfMauLimit: false,
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
  /** Those that hold messages of their own. */
  readonly withMessages: readonly ListedChannel[];
  /** Forums, which hold nothing but threads. */
  readonly forumIds: readonly Snowflake[];
}
