import type { GuildRegistry } from '../../collect/guild-registry.ts';
import { FeatureCounter } from '../../collect/messages/feature-counter.ts';
import { Totals } from '../../collect/totals.ts';
import { Tally } from '../../columns/tally.ts';
import type { Message } from '../../core/activity.ts';
import { nextTurn } from '../../core/async/event-loop.ts';
import type { ChannelNumber } from '../../core/counter.ts';
import { hasIgnoredRole } from '../../core/guild-settings.ts';
import type { Snowflake } from '../../core/snowflake.ts';
import { type Day, dayOf, hourOf } from '../../core/time.ts';
import type { ImportedMonth } from '../../store/records.ts';
import type { ImportedPeople } from '../../vault/past-people.ts';

export interface MonthCountDeps {
  readonly guildId: Snowflake;
  readonly guilds: Pick<GuildRegistry, 'settings' | 'countedChannel'>;
  /** Nobody is met yet. */
  readonly people: ImportedPeople;
}

/** What was counted of a month. */
export type CountedMonth = Pick<ImportedMonth, 'members' | 'columns' | 'totals'>;

/**
 * Counts the messages of one past month in memory, as they are counted live: in the same channels, of the same people, with
 * the same features. Each message must come once.
 */
export class MonthCount {
  readonly #deps: MonthCountDeps;
  /** One for each day, so that none takes long to encode. */
  readonly #days = new Map<Day, Tally>();
  readonly #totals = new Totals();
  readonly #features: FeatureCounter;
  readonly #channels = new Set<ChannelNumber>();
  #messages = 0;

  constructor(deps: MonthCountDeps) {
    this.#deps = deps;
    const { guilds, people } = deps;
    const vault = {
      isIgnored: (guildId: Snowflake, person: Message['person']) => people.personOf(guildId, person) === null,
    };
    this.#features = new FeatureCounter({ guilds, vault, totals: this.#totals });
  }

  /** The number of counted messages. */
  get messages(): number {
    return this.#messages;
  }

  /** The number of channels in which something was counted. */
  get channels(): number {
    return this.#channels.size;
  }

  /** Counts a message, unless its channel, its author or one of their roles is not counted. */
  add(message: Message): void {
    const { guildId, guilds, people } = this.#deps;
    const { atMs, roleIds } = message;
    const channel = guilds.countedChannel(guildId, message.channelId);
    const settings = guilds.settings(guildId);
    if (channel === undefined || settings.ignoredChannelIds.includes(channel.id)) return;
    if (hasIgnoredRole(settings, roleIds)) return;
    const person = people.personOf(guildId, message.person);
    if (person === null) return;
    const tally = this.#dayOf(atMs);
    tally.add(guildId, hourOf(atMs), 'msg', channel.number, people.memberOf(person), 1);
    this.#features.count(message, channel);
    this.#channels.add(channel.number);
    this.#messages += 1;
  }

  /** Takes everything. Nobody can be found in it: the people's numbers are forgotten. */
  async take(): Promise<CountedMonth> {
    const members = this.#deps.people.takeMonth();
    const columns: Uint8Array[] = [];
    for (const [, tally] of [...this.#days].sort(([one], [other]) => one - other)) {
      for (const delta of tally.drain()) columns.push(delta.columns);
      await nextTurn();
    }
    return { members, columns, totals: this.#totals.takeChanges() };
  }

  #dayOf(atMs: number): Tally {
    const day = dayOf(atMs);
    const known = this.#days.get(day);
    if (known !== undefined) return known;
    const tally = new Tally();
    this.#days.set(day, tally);
    return tally;
  }
}
