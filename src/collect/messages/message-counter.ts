import type { Tally } from '../../columns/tally.ts';
import type { Message } from '../../core/activity.ts';
import type { Channel } from '../../core/channel.ts';
import type { Clock } from '../../core/clock.ts';
import type { MemberNumber } from '../../core/counter.ts';
import { hasIgnoredRole } from '../../core/guild-settings.ts';
import { compareSnowflakes, lastSnowflakeBefore, type Snowflake } from '../../core/snowflake.ts';
import { hourOf, startOfMonthMs } from '../../core/time.ts';
import type { Vault } from '../../vault/vault.ts';
import type { CoverageTracker } from '../coverage-tracker.ts';
import type { GatewayProgress } from '../gateway-progress.ts';
import type { GuildRegistry } from '../guild-registry.ts';
import type { NewcomerWays } from '../members/newcomer-ways.ts';
import type { TenureCounter } from '../members/tenure-counter.ts';
import type { TrialMembers } from '../members/trial-members.ts';
import type { ChannelPosition } from './channel-position.ts';
import { FeatureCounter, type FeatureCounterDeps } from './feature-counter.ts';
import type { ListedChannel, MessagePositions } from './message-positions.ts';
import type { ModeratorCover } from './moderator-cover.ts';
import { RecentIds } from './recent-ids.ts';
import { UnknownChannels, type UnknownChannelsDeps } from './unknown-channels.ts';

export interface MessageCounterDeps {
  readonly vault: Pick<Vault, 'month' | 'memberOf' | 'isErased' | 'isIgnored' | 'countInCohort'>;
  readonly guilds: GuildRegistry;
  readonly tally: Tally;
  readonly coverage: CoverageTracker;
  readonly messages: MessagePositions;
  readonly tenure: TenureCounter;
  readonly trial: TrialMembers;
  readonly totals: FeatureCounterDeps['totals'];
  readonly moderatorCover: Pick<ModeratorCover, 'recordMessage' | 'beginMonth'>;
  readonly ways: NewcomerWays;
  readonly clock: Clock;
  readonly progress: GatewayProgress;
  readonly learnChannel: UnknownChannelsDeps['learnChannel'];
}

/** Counts each message of the open month once, whether it comes from the gateway or from its channel's history. */
export class MessageCounter {
  readonly #deps: MessageCounterDeps;
  readonly #recent = new RecentIds(recentMessagesKept);
  readonly #unknownChannels: UnknownChannels;
  readonly #features: FeatureCounter;
  /** Guilds whose previous month was completed from history: the message after which each channel was read. */
  #complete: CompleteGuilds = new Map();
  #completed: CompleteGuilds = new Map();
  #monthStartMs = 0;

  constructor(deps: MessageCounterDeps) {
    this.#deps = deps;
    this.#unknownChannels = new UnknownChannels({ ...deps, take: (message) => this.#take(message) });
    this.#features = new FeatureCounter(deps);
    this.#monthStartMs = startOfMonthMs(deps.vault.month);
  }

  /**
   * Counts a message from the gateway, unless it is left to history. In an unknown channel it is counted when the channel
   * is known. `sequence` is the number of its dispatch.
   */
  count(message: Message, sequence: number | null): void {
    const isKnown = this.#deps.guilds.countedChannel(message.guildId, message.channelId) !== undefined;
    if (isKnown || !this.#unknownChannels.add(message, sequence)) this.#take(message);
  }

  /** Counts a message of the open month from history. */
  recover(message: Message): void {
    const { guildId, channelId, person, roleIds, atMs } = message;
    const { guilds, messages, coverage, vault } = this.#deps;
    const channel = guilds.countedChannel(guildId, channelId);
    if (channel === undefined) coverage.missed(guildId, atMs, atMs + 1);
    if (channel === undefined || !this.#counts(guildId, channel, roleIds) || vault.isErased(guildId, person)) return;
    const member = vault.memberOf(guildId, person);
    if (member !== undefined) this.#add(message, channel, messages.channel(guildId, channelId), member);
  }

  /** Messages of this guild are missed since `sinceMs`. They are counted from channel histories later. */
  cutOff(guildId: Snowflake, sinceMs: number): void {
    const { guilds, messages } = this.#deps;
    const floorMs = Math.max(guilds.get(guildId)?.catchUpFromMs ?? 0, this.#monthStartMs);
    const fromMs = Math.max(sinceMs - clockToleranceMs, floorMs);
    messages.cutOff(guildId, lastSnowflakeBefore(fromMs), lastSnowflakeBefore(floorMs));
    // History has them, but of a month that was closed meanwhile it is not read.
    for (const { atMs } of this.#unknownChannels.drop(guildId)) {
      if (atMs < this.#monthStartMs) this.#deps.coverage.missed(guildId, atMs, atMs + 1);
    }
  }

  /** A guild that was cut off is back with these channels. Catch-up reads what was missed in them. */
  listChannels(guildId: Snowflake, channels: readonly ListedChannel[]): void {
    const { ignoredChannelIds } = this.#deps.guilds.settings(guildId);
    const counted = channels.filter(({ id }) => !ignoredChannelIds.includes(id));
    this.#deps.messages.listed(guildId, counted);
  }

  /** All messages of a guild in the open month are counted. A message that arrives after its end is not a gap. */
  completeMonth(guildId: Snowflake): void {
    this.#completed.set(guildId, this.#deps.messages.readFrom(guildId));
  }

  /** The open month ends at `endMs`: nothing before that is counted from now on. */
  endMonth(endMs: number): void {
    this.#monthStartMs = endMs;
    this.#complete = this.#completed;
    this.#completed = new Map();
  }

  /** The vault has opened the month that began at `startMs`. */
  beginMonth(startMs: number): void {
    this.#monthStartMs = startMs;
    this.#deps.messages.beginMonth(lastSnowflakeBefore(startMs));
    this.#deps.moderatorCover.beginMonth();
  }

  /** Counts a message, or adds a gap. False if its channel is unknown, so that it may be an ignored one. */
  #take(message: Message): boolean {
    const { guildId, channelId, roleIds, atMs } = message;
    const { guilds, coverage } = this.#deps;
    const channel = guilds.countedChannel(guildId, channelId);
    if (atMs < this.#monthStartMs) this.#showLate(message);
    else if (channel === undefined) coverage.missed(guildId, atMs, atMs + 1);
    else if (this.#counts(guildId, channel, roleIds)) this.#admit(message, channel);
    return channel !== undefined;
  }

  /** A message of an earlier month is a gap, unless it was counted from history. */
  #showLate({ guildId, channelId, messageId, atMs }: Message): void {
    const readFromId = this.#complete.get(guildId)?.get(channelId);
    const isCounted = readFromId !== undefined && compareSnowflakes(messageId, readFromId) > 0;
    if (!isCounted) this.#deps.coverage.missed(guildId, atMs, atMs + 1);
  }

  #admit(message: Message, channel: Channel): void {
    const { messages, vault } = this.#deps;
    const { guildId, channelId, person, messageId } = message;
    const member = vault.memberOf(guildId, person);
    if (member === undefined) return;
    const position = messages.channel(guildId, channelId);
    if (messages.admit(position, messageId)) this.#add(message, channel, position, member);
  }

  /** Whether messages in this channel by a member with these roles are counted. */
  #counts(guildId: Snowflake, { id }: Channel, roleIds: readonly Snowflake[]): boolean {
    const settings = this.#deps.guilds.settings(guildId);
    return !settings.ignoredChannelIds.includes(id) && !hasIgnoredRole(settings, roleIds);
  }

  #add(message: Message, channel: Channel, position: ChannelPosition, member: MemberNumber): void {
    const { messageId, guildId, person, atMs, joinedAtMs, isModerator } = message;
    const { vault, tally, tenure, trial, ways, moderatorCover, messages } = this.#deps;
    if (!this.#recent.add(messageId)) return;
    const hour = hourOf(atMs);
    // Otherwise the member was already active in this hour.
    const isFirst = tally.add(guildId, hour, 'msg', channel.number, member, 1);
    if (isFirst) tenure.recordMessage(guildId, hour, member, joinedAtMs);
    if (isModerator === true) moderatorCover.recordMessage(guildId, hour, member);
    ways.recordMessage(guildId, person, atMs, joinedAtMs);
    if (joinedAtMs !== null) vault.countInCohort(guildId, member, joinedAtMs);
    trial.recordMessage(guildId, member, atMs, joinedAtMs);
    this.#features.count(message, channel);
    messages.counted(position, messageId);
  }
}

type CompleteGuilds = Map<Snowflake, ReadonlyMap<Snowflake, Snowflake>>;

/** The greatest difference between the clocks of Discord, which dates messages by their ids, and of this machine. */
const clockToleranceMs = 5 * 60_000;

/** The number of message ids that are remembered, so that a message that Discord sends twice is counted once. */
const recentMessagesKept = 20_000;
