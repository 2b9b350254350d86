import { MessageType } from '@discordjs/core';
import type { Snowflake } from '../../src/core/snowflake.ts';
import type { SeededRandom } from '../../src/simulator/population/seeded-random.ts';
import type { Channel, Guild } from '../../src/simulator/server/entities.ts';
import { idOnShard } from '../../src/simulator/server/gateway/sharding.ts';
import { snowflakeOfName } from '../../src/simulator/server/snowflakes.ts';
import type { MemoryDiscord } from './discord/memory-discord.ts';
import { GroundTruth } from './oracle/ground-truth.ts';

export interface CommunityOptions {
  readonly name: string;
  readonly people: number;
  /** The shard of its events. */
  readonly shardId: number;
  readonly random: SeededRandom;
  /** Runs work later. */
  readonly later: (delayMs: number, work: () => void) => void;
}

/** A guild whose people do random things, and the truth about it. */
export class Community {
  readonly truth: GroundTruth;
  readonly #discord: MemoryDiscord;
  readonly #guild: Guild;
  readonly #random: SeededRandom;
  readonly #later: CommunityOptions['later'];
  readonly #userIds: Snowflake[];
  readonly #gone = new Set<Snowflake>();
  readonly #text: Channel[] = [];
  readonly #threads: Channel[] = [];
  readonly #voice: Channel[] = [];
  readonly #afkChannelId: Snowflake;
  #channelsMade = 0;

  constructor(discord: MemoryDiscord, { name, people, shardId, random, later }: CommunityOptions) {
    this.#discord = discord;
    this.#random = random;
    this.#later = later;
    this.#userIds = Array.from({ length: people }, (_, index) => snowflakeOfName('user', `${name} ${index}`));
    this.#afkChannelId = snowflakeOfName('channel', `${name} afk`);
    this.#guild = discord.guilds.create({
      id: idOnShard(snowflakeOfName('guild', name), { shardId, shardCount: discord.shards }),
      name,
      memberCount: people + 1,
      channels: [{ id: this.#afkChannelId, name: 'away', type: 'voice' }],
      afkChannelId: this.#afkChannelId,
    });
    this.truth = new GroundTruth(this.#guild.id);
    for (const userId of this.#userIds) discord.world.memberOf(this.#guild, userId);
    for (let index = 0; index < 3; index += 1) this.#makeChannel('text');
    for (let index = 0; index < 2; index += 1) this.#makeChannel('voice');
  }

  get guild(): Guild {
    return this.#guild;
  }

  /** A random event. */
  act(): void {
    const acts = Object.values(this.#acts);
    let running = 0;
    const sums = acts.map(({ weight }) => (running += weight));
    acts[this.#random.weighted(sums)]?.run();
  }

  /** A message or a voice event, which must not get lost at the end of a month. */
  rush(): void {
    if (this.#random.happens(0.6)) this.#write(this.#anyRoom());
    else if (this.#random.happens(0.3)) this.#writeLate(this.#random.between(500, 12_000));
    else this.#speak();
  }

  readonly #acts = {
    write: { weight: 66, run: () => this.#write(this.#anyRoom()) },
    reply: { weight: 5, run: () => this.#post({ repliesToId: snowflakeOfName('channel', 'whatever') }) },
    writeLate: { weight: 3, run: () => this.#writeLate(this.#random.between(10, 60_000)) },
    robot: { weight: 3, run: () => this.#robotWrites() },
    webhook: { weight: 1.5, run: () => this.#post({ webhookId: snowflakeOfName('user', 'hook') }) },
    notice: { weight: 1.5, run: () => this.#post({ type: MessageType.ChannelPinnedMessage }) },
    speak: { weight: 14, run: () => this.#speak() },
    join: { weight: 2, run: () => this.#join() },
    part: { weight: 1.5, run: () => this.#part() },
    rejoinSent: { weight: 0.5, run: () => this.#sendJoinAgain() },
    repeat: { weight: 1.5, run: () => this.#twice() },
    resend: { weight: 1, run: () => this.#discord.resendLatest() },
    deleteMessage: { weight: 1, run: () => this.#deleteMessage() },
    openThread: { weight: 0.8, run: () => this.#openThread(false) },
    openUnknownThread: { weight: 0.3, run: () => this.#openThread(true) },
    makeChannel: { weight: 0.25, run: () => this.#makeChannel(this.#random.happens(0.5) ? 'text' : 'voice') },
    deleteChannel: { weight: 0.2, run: () => this.#deleteChannel() },
  };

  /** An event that Discord sends twice, with two sequence numbers. */
  #twice(): void {
    const before = this.#discord.dispatched;
    const kind = this.#random.next();
    if (kind < 0.5) this.#write(this.#anyRoom());
    else if (kind < 0.75) this.#join();
    else this.#part();
    if (this.#discord.dispatched > before) this.#discord.repeatLatest();
  }

  #write(channel: Channel): void {
    const { world, messages } = this.#discord;
    const userId = this.#randomUser();
    const message = messages.write(channel, world.user(userId), 'something', world.clock.now());
    const countedChannelId = this.#threads.includes(channel) ? (channel.parentId ?? '') : channel.id;
    this.truth.recordMessage({
      id: message.id,
      userId,
      channelId: channel.id,
      countedChannelId,
      atMs: world.clock.now(),
    });
  }

  #writeLate(delayMs: number): void {
    const release = this.#discord.heldBack(() => this.#write(this.#anyRoom()));
    const message = this.truth.messages.at(-1);
    if (message !== undefined) message.broughtMs = this.#discord.world.clock.now() + delayMs;
    this.#later(delayMs, () => {
      // If it was removed before it received the message, the bot was never to know of it.
      if (!this.#guild.hasBot && message !== undefined)
        this.truth.messages.splice(this.truth.messages.indexOf(message), 1);
      release();
    });
  }

  #post(draft: {
    readonly repliesToId?: Snowflake;
    readonly webhookId?: Snowflake;
    readonly type?: MessageType;
  }): void {
    const { world, messages } = this.#discord;
    const channel = this.#any(this.#text);
    const userId = this.#randomUser();
    const { id } = messages.post(channel, world.user(userId), 'something special', draft);
    if (draft.repliesToId === undefined) return;
    this.truth.recordMessage({
      id,
      userId,
      channelId: channel.id,
      countedChannelId: channel.id,
      atMs: world.clock.now(),
    });
  }

  #robotWrites(): void {
    const { world, messages } = this.#discord;
    messages.write(this.#anyRoom(), world.user(snowflakeOfName('user', 'robot'), true), 'beep', world.clock.now());
  }

  #speak(): void {
    const userId = this.#randomUser();
    const before = this.#guild.voiceStates.get(userId)?.channelId;
    const isLeaving = before !== undefined && this.#random.happens(0.5);
    const isMuting = before !== undefined && this.#random.happens(0.4);
    if (isLeaving) this.#enter(userId, null);
    else if (isMuting) this.#enter(userId, before);
    else this.#enter(userId, this.#random.happens(0.1) ? this.#afkChannelId : this.#any(this.#voice).id);
  }

  #enter(userId: Snowflake, channelId: Snowflake | null): void {
    this.#discord.members.speak(this.#guild.id, userId, channelId);
    this.truth.recordVoice(userId, channelId === this.#afkChannelId ? null : channelId, this.#nowMs());
  }

  #join(): void {
    const [back] = this.#gone;
    const userId = back ?? this.#discord.world.newId();
    this.#gone.delete(userId);
    this.#userIds.push(userId);
    this.#discord.members.join(this.#guild.id, userId);
    this.truth.joined(userId, this.#nowMs());
  }

  #part(): void {
    if (this.#userIds.length < 5) return;
    const index = Math.floor(this.#random.next() * this.#userIds.length);
    const [userId] = this.#userIds.splice(index, 1);
    if (userId === undefined) return;
    this.#gone.add(userId);
    this.#discord.members.part(this.#guild.id, userId);
    this.truth.parted(userId, this.#nowMs());
  }

  /** Discord may repeat the join of a member from long ago. */
  #sendJoinAgain(): void {
    const { world, members } = this.#discord;
    const member = world.memberOf(this.#guild, this.#randomUser());
    members.join(this.#guild.id, member.userId, { atMs: member.joinedAtMs });
    this.#guild.memberCount -= 1;
  }

  #deleteMessage(): void {
    const channel = this.#any(this.#text);
    const id = channel.history.lastMessageId;
    const message = id === null ? undefined : channel.history.get(id);
    if (message === undefined) return;
    this.#discord.messages.delete(channel, message);
    this.truth.deleted(channel.id, message.id);
  }

  #openThread(isUnknown: boolean): void {
    const parent = this.#any(this.#text);
    const isFromMessage = this.#random.happens(0.7);
    if (isFromMessage) this.#write(parent);
    const message = isFromMessage ? this.truth.messages.at(-1) : undefined;
    if (message !== undefined) this.truth.threadIds.add(message.id);
    const { channels } = this.#discord;
    const open = () => this.#threads.push(channels.createThread(parent.id, 'a thread', message?.id));
    // A private thread to which the bot is added later: no event describes it before the first message.
    if (isUnknown) this.#discord.heldBack(open);
    else open();
    const thread = this.#threads.at(-1);
    if (thread !== undefined) this.#write(thread);
  }

  #makeChannel(type: 'text' | 'voice'): void {
    this.#channelsMade += 1;
    const channel = this.#discord.channels.create(this.#guild.id, { name: `${type}-${this.#channelsMade}`, type });
    (type === 'text' ? this.#text : this.#voice).push(channel);
  }

  #deleteChannel(): void {
    const channels = this.#random.happens(0.5) ? this.#text : this.#voice;
    if (channels.length < 2) return;
    const [channel] = channels.splice(Math.floor(this.#random.next() * channels.length), 1);
    if (channel === undefined) return;
    for (const thread of this.#threads.filter(({ parentId }) => parentId === channel.id)) {
      this.#threads.splice(this.#threads.indexOf(thread), 1);
      this.truth.deleted(thread.id);
    }
    this.#discord.channels.delete(channel.id);
    this.truth.deleted(channel.id);
    this.truth.emptied(channel.id, this.#nowMs());
  }

  #anyRoom(): Channel {
    if (this.#threads.length > 0 && this.#random.happens(0.2)) return this.#any(this.#threads);
    return this.#any(this.#random.happens(0.9) ? this.#text : this.#voice);
  }

  #any(channels: readonly Channel[]): Channel {
    const channel = channels[Math.floor(this.#random.next() * channels.length)];
    if (channel === undefined) throw new Error('a community has channels of each kind');
    return channel;
  }

  /** Picks a user. A few cause most events. */
  #randomUser(): Snowflake {
    const index = Math.floor(this.#random.next() ** 2 * this.#userIds.length);
    const userId = this.#userIds[index];
    if (userId === undefined) throw new Error('a community has people');
    return userId;
  }

  #nowMs(): number {
    return this.#discord.world.clock.now();
  }
}
