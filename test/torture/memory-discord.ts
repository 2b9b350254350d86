import type { Clock } from '../../src/core/clock.ts';
import type { Snowflake } from '../../src/core/snowflake.ts';
import { Channels } from '../../src/simulator/channels.ts';
import { type Dispatch, dispatchOf } from '../../src/simulator/dispatch.ts';
import { guildSnapshot } from '../../src/simulator/guild-snapshot.ts';
import { Guilds } from '../../src/simulator/guilds.ts';
import { Members } from '../../src/simulator/members.ts';
import { Messages } from '../../src/simulator/messages.ts';
import { userPayload } from '../../src/simulator/payloads.ts';
import { snowflakeOfName } from '../../src/simulator/snowflakes.ts';
import { World } from '../../src/simulator/world.ts';
import { MemorySession, type Receive } from './memory-session.ts';

export interface MemoryDiscordOptions {
  readonly clock: Clock;
  /** How many dispatches a session keeps for RESUME. */
  readonly replayLimit: number;
  /** How long a session lives without a connection. */
  readonly sessionLifeMs: number;
}

/** A Discord for one bot, without sockets: the simulator's world, and a gateway that is a function call. */
export class MemoryDiscord {
  readonly world: World;
  readonly channels: Channels;
  readonly guilds: Guilds;
  readonly members: Members;
  readonly messages: Messages;
  /** False while nobody can connect. */
  isReachable = true;
  /** How the REST interface fares. */
  rest = { isDown: false, delayMs: 0 };
  readonly #options: MemoryDiscordOptions;
  readonly #held: Dispatch[] = [];
  #session: MemorySession | null = null;
  #sessions = 0;
  #isHolding = false;
  #cutAtMs: number | null = null;
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

  /** How many things happened that a bot was to be told of. */
  get dispatched(): number {
    return this.#dispatched;
  }

  /** The sequence number up to which the present session was told. */
  get sequence(): number {
    return this.#session?.sequence ?? 0;
  }

  /** A new session, whatever there was before. READY comes first, then each guild that is not in an outage. */
  identify(receive: Receive): void {
    this.#sessions += 1;
    const session = new MemorySession(`session ${this.#sessions}`, this.#options.replayLimit);
    this.#session = session;
    this.#cutAtMs = null;
    session.attach(receive);
    const guilds = [...this.world.guilds.values()].filter(({ hasBot }) => hasBot);
    session.dispatch(this.#ready(session, guilds));
    for (const guild of guilds) if (!guild.isUnavailable) session.dispatch(guildSnapshot(this.world, guild));
  }

  /** Goes on with a session and replays what it missed. False if there is no such session any more. */
  resume(sessionId: string, sequence: number, receive: Receive): boolean {
    const session = this.#session;
    if (session?.id !== sessionId || this.#isExpired() || !session.canReplayAfter(sequence)) return false;
    this.#cutAtMs = null;
    session.attach(receive);
    session.replayAfter(sequence);
    return true;
  }

  /** The connection is gone; the session waits for a while. */
  hangUp(): void {
    this.#session?.detach();
    this.#cutAtMs ??= this.world.clock.now();
  }

  /** The next RESUME is refused. */
  forgetSession(): void {
    this.#session?.detach();
    this.#session = null;
  }

  /** Sends the last dispatch again, as a new one. */
  repeatLatest(): void {
    if (this.#latest !== null) this.#session?.dispatch(this.#latest);
  }

  /** Sends the last dispatch again, under the same sequence number. */
  resendLatest(): void {
    this.#session?.resendLast();
  }

  /** Does something of which the bot is told only when the returned function is called. */
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
    this.#session?.dispatch(dispatch);
  }

  #isExpired(): boolean {
    return this.#cutAtMs !== null && this.world.clock.now() - this.#cutAtMs > this.#options.sessionLifeMs;
  }

  #ready(session: MemorySession, guilds: readonly { readonly id: Snowflake }[]): Dispatch {
    return dispatchOf('READY' as Dispatch['event'], null, {
      v: 10,
      user: userPayload(this.world.bot),
      guilds: guilds.map(({ id }) => ({ id, unavailable: true })),
      session_id: session.id,
      resume_gateway_url: memoryGatewayUrl,
      shard: [0, 1],
      application: { id: this.world.bot.id, flags: 0 },
    });
  }
}

/** Where the gateway would be if there were sockets. */
export const memoryGatewayUrl = 'memory:gateway';
