import { type Channel, isCounted } from '../core/channel.ts';
import { type ChannelNumber, none } from '../core/counter.ts';
import { UserError } from '../core/errors.ts';
import type { GuildSettings } from '../core/guild-settings.ts';
import type { Snowflake } from '../core/snowflake.ts';
import type { ChannelReference } from './formats/row.ts';
import { syntheticId } from './guild-to-import.ts';

/** Finds the channels that files name, and creates those that the guild does not have. */
export class ImportedChannels {
  readonly #channels: Map<Snowflake, Channel>;
  readonly #ignoredIds: ReadonlySet<Snowflake>;
  readonly #numbers = new Map<ChannelReference, ChannelNumber | null>();
  #nextNumber: ChannelNumber;
  #made: Channel[] = [];

  /** @param known All channels of the guild, deleted ones included. */
  constructor(known: readonly Channel[], { ignoredChannelIds }: Pick<GuildSettings, 'ignoredChannelIds'>) {
    this.#channels = new Map(known.map((channel) => [channel.id, channel]));
    this.#ignoredIds = new Set(ignoredChannelIds);
    this.#nextNumber = known.reduce((greatest, { number }) => Math.max(greatest, number), none) + 1;
  }

  /** The number of a channel in the counters; null if the guild ignores it. */
  numberOf(reference: ChannelReference): ChannelNumber | null {
    const known = this.#numbers.get(reference);
    if (known !== undefined) return known;
    const number = this.#find(reference);
    this.#numbers.set(reference, number);
    return number;
  }

  /** Whether the guild ignores a channel or thread. */
  isIgnored({ id, threadId }: Pick<ChannelReference, 'id' | 'threadId'>): boolean {
    return [id, threadId].some((part) => part !== null && this.#ignoredIds.has(part));
  }

  /** The id of the channel with this number. */
  idOf(number: ChannelNumber): Snowflake | undefined {
    return [...this.#channels.values()].find((channel) => channel.number === number)?.id;
  }

  /** The channels created since the last call. */
  takeMade(): readonly Channel[] {
    const made = this.#made;
    this.#made = [];
    return made;
  }

  #find(reference: ChannelReference): ChannelNumber | null {
    const { id, threadId } = reference;
    const channel = (id === null ? this.#byName(reference) : this.#counted(id)) ?? this.#make(reference);
    return this.isIgnored({ id: channel.id, threadId }) ? null : channel.number;
  }

  #counted(id: Snowflake): Channel | undefined {
    const channel = this.#channels.get(id);
    if (channel !== undefined && !isCounted(channel)) {
      throw new UserError(`Expected a channel that can be written in, but ${channel.id} is none.`);
    }
    return channel;
  }

  /** Prefers a channel of the right kind, then an existing one to a deleted one, then an older one to a newer one. */
  #byName({ name, kind, isOfAnyKind }: ChannelReference): Channel | undefined {
    const called = [...this.#channels.values()].filter((channel) => channel.name === name && isCounted(channel));
    const [first] = called
      .filter((channel) => isOfAnyKind || channel.kind === kind)
      .sort(
        (a, b) =>
          Number(a.kind !== kind) - Number(b.kind !== kind) ||
          Number(a.isDeleted) - Number(b.isDeleted) ||
          a.number - b.number,
      );
    return first;
  }

  /**
   * A channel without an id counts as deleted, as far as Census knows. Files do not say who could view it, so it counts
   * as private until Discord describes it.
   */
  #make({ id, name, kind }: ChannelReference): Channel {
    const channel: Channel = {
      id: id ?? syntheticId(this.#channels.keys()),
      kind,
      name: name === '' ? 'unknown' : name,
      number: this.#nextNumber++,
      isDeleted: id === null,
      isPrivate: true,
    };
    this.#channels.set(channel.id, channel);
    this.#made.push(channel);
    return channel;
  }
}
