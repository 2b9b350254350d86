import type { Clock } from '../../../src/core/clock.ts';
import type { Snowflake } from '../../../src/core/snowflake.ts';
import { Channels } from '../../../src/simulator/server/channels.ts';
import { type Dispatch, dispatchOf } from '../../../src/simulator/server/gateway/dispatch.ts';
import { shardOf } from '../../../src/simulator/server/gateway/sharding.ts';
import { guildSnapshot } from '../../../src/simulator/server/guild-snapshot.ts';
import { Guilds } from '../../../src/simulator/server/guilds.ts';
import { Members } from '../../../src/simulator/server/members.ts';
import { Messages } from '../../../src/simulator/server/messages.ts';
import { userPayload } from '../../../src/simulator/server/payloads.ts';
import { snowflakeOfName } from '../../../src/simulator/server/snowflakes.ts';
import { World } from '../../../src/simulator/server/world.ts';
import { MemorySession, type Receive } from './memory-session.ts';

export interface MemoryDiscordOptions {
  readonly clock: Clock;
  /** The number of shards for its guilds. */
  readonly shards: number;
  /** How many dispatches a session keeps for RESUME. */
  readonly replayLimit: number;
  /** How long a session lives without a connection. */
  readonly sessionLifeMs: number;
}

/** A Discord for one bot, without sockets: the simulator's world, and a gateway of function calls. */
export class MemoryDiscord {
  readonly world: World;
  readonly channels: Channels;
  readonly guilds: Guilds;
  readonly members: Members;
  readonly messages: Messages;
  /** False while no client can connect. */
  isReachable = true;
  /** The shards that cannot connect, while others may. */
  readonly unreachable = new Set<number>();
  /** The state of the REST API. */
  rest = { isDown: false, delayMs: 0 };
  readonly #options: MemoryDiscordOptions;
  readonly #held: Dispatch[] = [];
  readonly #sessions = new Map<number, MemorySession>();
  #begun = 0;
  #isHolding = false;
  /** By shard: since when its session has had no connection. */
  readonly #cutAtMs = new Map<number, number>();
  #latest: Dispatch | null = null;
  #dispatched = 0;

  constructor(options: MemoryDiscordOptions) {
    this.#options = options;
    const bot = { id: snowflakeOfName('user', 'the bot'), username: 'census', isBot: true };
    this.world = new World(options.clock, bot, (dispatch) => this.#emit(dispatch));
    this.channels = new Channels(this.world);
    this.guilds = new Guilds(this.world, this.channels);
    this.members = new Members(this.world);
    this.messages = new Messages(this.world, this.channels);
  }

  /** The number of dispatches for the bot. */
  get dispatched(): number {
    return this.#dispatched;
  }

  /** The number of shards for its guilds. */
  get shards(): number {
    return this.#options.shards;
  }

  /** Whether a shard can connect. */
  canReach(shardId: number): boolean {
    return this.isReachable && !this.unreachable.has(shardId);
  }

  /**
   * A new session of a shard, whatever there was before. READY comes first, then each guild without an outage.
   */
  identify(shardId: number, receive: Receive): void {
    this.#begun += 1;
    const session = new MemorySession(`session ${this.#begun}`, this.#options.replayLimit);
    this.#sessions.set(shardId, session);
    this.#cutAtMs.delete(shardId);
    session.attach(receive);
    const guilds = [...this.world.guilds.values()].filter(({ hasBot, id }) => hasBot && this.#shardOf(id) === shardId);
    session.dispatch(this.#ready(shardId, session, guilds));
    for (const guild of guilds) if (!guild.isUnavailable) session.dispatch(guildSnapshot(this.world, guild));
  }

  /** Resumes a session and replays what it missed. Returns false if the session no longer exists. */
  resume(shardId: number, sessionId: string, sequence: number, receive: Receive): boolean {
    const session = this.#sessions.get(shardId);
    if (session?.id !== sessionId || this.#isExpired(shardId) || !session.canReplayAfter(sequence)) return false;
    this.#cutAtMs.delete(shardId);
    session.attach(receive);
    session.replayAfter(sequence);
    return true;
  }

  /** Closes the connection of a shard. Its session waits for a while. */
  hangUp(shardId: number): void {
    this.#sessions.get(shardId)?.detach();
    if (!this.#cutAtMs.has(shardId)) this.#cutAtMs.set(shardId, this.world.clock.now());
  }

  /** The next RESUME of a shard is refused. */
  forgetSession(shardId: number): void {
    this.#sessions.get(shardId)?.detach();
    this.#sessions.delete(shardId);
  }

  /** Sends the last dispatch again, as a new one. */
  repeatLatest(): void {
    if (this.#latest !== null) this.#sessionOf(this.#latest)?.dispatch(this.#latest);
  }

  /** Every session sends its last dispatch again, with the same sequence number. */
  resendLatest(): void {
    for (const session of this.#sessions.values()) session.resendLast();
  }

  /** Does something that the bot learns only when the returned function is called. */
  heldBack(work: () => void): () => void {
    this.#isHolding = true;
    work();
    this.#isHolding = false;
    const held = this.#held.splice(0);
    return () => {
      for (const dispatch of held) this.#emitReachable(dispatch);
    };
  }

  #emitReachable(dispatch: Dispatch): void {
    if (dispatch.guildId === null || this.world.reachableGuild(dispatch.guildId) !== undefined) this.#emit(dispatch);
  }

  #emit(dispatch: Dispatch): void {
    if (this.#isHolding) {
      this.#held.push(dispatch);
      return;
    }
    this.#dispatched += 1;
    this.#latest = dispatch;
    this.#sessionOf(dispatch)?.dispatch(dispatch);
  }

  #sessionOf({ guildId }: Dispatch): MemorySession | undefined {
    return this.#sessions.get(this.#shardOf(guildId));
  }

  #shardOf(guildId: Snowflake | null): number {
    return shardOf(guildId, this.#options.shards);
  }

  #isExpired(shardId: number): boolean {
    const cutAtMs = this.#cutAtMs.get(shardId);
    return cutAtMs !== undefined && this.world.clock.now() - cutAtMs > this.#options.sessionLifeMs;
  }

  #ready(shardId: number, session: MemorySession, guilds: readonly { readonly id: Snowflake }[]): Dispatch {
    return dispatchOf('READY' as Dispatch['event'], null, {
      v: 10,
      user: userPayload(this.world.bot),
      guilds: guilds.map(({ id }) => ({ id, unavailable: true })),
      session_id: session.id,
      resume_gateway_url: memoryGatewayUrl,
      shard: [shardId, this.#options.shards],
      application: { id: this.world.bot.id, flags: 0 },
    });
  }
}

/** The address that the gateway would have if there were sockets. */
export const memoryGatewayUrl = 'memory:gateway';
