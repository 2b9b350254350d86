import { DefaultWebSocketManagerOptions, type IContextFetchingStrategy, type IIdentifyThrottler } from '@discordjs/ws';
import type { APIGatewayBotInfo, REST } from 'discord.js';
import type { Clock } from '../../core/clock.ts';
import { gatewayInformation } from './gateway-information.ts';
import { GuardedConnection } from './guarded-connection.ts';
import { identifyTurns } from './identify-turns.ts';
import type { LaneConnection } from './lane-connection.ts';
import { SessionBudget, type SessionBudgetDeps } from './session-budget.ts';
import { intentBits, Shard, type ShardDeps, type ShardState } from './shard.ts';

export interface GatewayDeps extends Pick<ShardDeps, 'shardCount' | 'intents' | 'onTrouble' | 'onRefused'> {
  readonly token: string;
  readonly rest: REST;
  readonly clock: Clock;
  /** Discord wants the guilds of this bot in more shards. Called once, whichever shard was told. */
  readonly onShardsRequired: () => void;
  /** Shards wait with a new session until Discord allows more, at an instant of the clock; so many are left, and kept. */
  readonly onBudgetSpent: SessionBudgetDeps['onSpent'];
  /** A RESUME that is not answered is tried again after so long, or up to twice that. */
  readonly resumeWithinMs?: number;
}

/**
 * The connections of this process to Discord's gateway, one a lane, each resumed over restarts of the process: the session
 * is taken up from the position that the store has committed. They share the address, the day's sessions, and the pace at
 * which they begin. Written on the connection of @discordjs/ws, whose hooks must be plain synchronous functions: an
 * asynchronous one lets later dispatches overtake READY.
 */
export class Gateway {
  readonly #deps: GatewayDeps;
  readonly #shards = new Map<number, Shard>();
  readonly #budget: SessionBudget;
  #turns: IIdentifyThrottler | null = null;
  #watch: NodeJS.Timeout | undefined;
  #isMoreShardsRequired = false;
  #isStopped = false;

  constructor(deps: GatewayDeps) {
    this.#deps = deps;
    this.#budget = new SessionBudget({
      ...deps,
      askDiscord: () => gatewayInformation(deps.rest),
      onSpent: deps.onBudgetSpent,
    });
  }

  /**
   * Connects lanes; resolved when each has been greeted by READY or RESUMED, which takes as long as Discord lets no session
   * begin. Where Discord does not say where its gateway is, it rejects and may be called again. Also rejects with a
   * {@link UserError} after `onRefused` or `onShardsRequired`.
   */
  async connect(lanes: readonly LaneConnection[]): Promise<void> {
    const information = await gatewayInformation(this.#deps.rest);
    if (this.#isStopped) throw new Error('the gateway was disconnected meanwhile');
    this.#budget.learn(information);
    this.#turns ??= identifyTurns(this.#budget, information.session_start_limit.max_concurrency);
    this.#watch ??= setInterval(() => {
      for (const shard of this.#shards.values()) shard.look();
    }, this.#deps.resumeWithinMs ?? defaultResumeWithinMs).unref();
    const turns = this.#turns;
    await Promise.all(lanes.map((lane) => this.#connectLane(lane, information, turns)));
  }

  /** How the shard of each lane is connected; none before {@link connect}. */
  get shards(): readonly ShardState[] {
    return Array.from(this.#shards.values(), ({ state }) => state);
  }

  /** When Discord allows more sessions, while a shard waits for that, in milliseconds since the Unix epoch; else null. */
  get waitsForSessionsUntilMs(): number | null {
    return this.#budget.waitsUntilMs;
  }

  /** How a shard is connected; null before {@link connect}. */
  shard(shardId: number): ShardState | null {
    return this.#shards.get(shardId)?.state ?? null;
  }

  /** Resolves once all dispatches of a shard up to a sequence number have been dealt with. */
  async settled(shardId: number, sequence: number): Promise<void> {
    await this.#shards.get(shardId)?.settled(sequence);
  }

  /**
   * Gives the session of a shard up for a new one, so that every guild tells all about itself again. `onLost` is called at
   * once and `onSession` when the new one begins; in between nothing is observed. Resolves then, which may take as long as
   * the network is down, or once we disconnect.
   */
  async renew(shardId: number): Promise<void> {
    await this.#shards.get(shardId)?.renew();
  }

  /**
   * Disconnects all shards, for good, in a way that leaves their sessions alive, so that the next process can resume them.
   * Resolves once all that came before has been dealt with.
   */
  async disconnect(): Promise<void> {
    this.#isStopped = true;
    clearInterval(this.#watch);
    await Promise.all(Array.from(this.#shards.values(), (shard) => shard.disconnect()));
  }

  /** Disconnects one shard in the same way. Its lane may be connected again. */
  async disconnectShard(shardId: number): Promise<void> {
    const shard = this.#shards.get(shardId);
    await shard?.disconnect();
    if (this.#shards.get(shardId) === shard) this.#shards.delete(shardId);
  }

  async #connectLane(lane: LaneConnection, gateway: APIGatewayBotInfo, turns: IIdentifyThrottler): Promise<void> {
    await lane.whenReady;
    if (this.#isStopped) return;
    const { token, intents, shardCount, clock, onTrouble, onRefused } = this.#deps;
    if (this.#shards.has(lane.shardId)) throw new Error('expected a shard that is not connected');
    const shard = new Shard({
      ...lane,
      ...{ shardCount, intents, clock, onTrouble, onRefused },
      onShardsRequired: () => this.#requireShards(),
    });
    this.#shards.set(lane.shardId, shard);
    const context: IContextFetchingStrategy = {
      options: {
        ...DefaultWebSocketManagerOptions,
        ...{ token, shardCount, intents: intentBits(intents), gatewayInformation: gateway },
      },
      // It asks with every dispatch: what is known at once costs no promise.
      retrieveSessionInfo: () => shard.sessionToResume(gateway.url),
      updateSessionInfo: (_shardId, session) => shard.updateSession(session),
      waitForIdentify: (shardId, signal) => turns.waitForIdentify(shardId, signal),
    };
    const { onFrameRefused } = lane;
    const connection = new GuardedConnection(context, lane.shardId, { onFrameRefused, onTrouble });
    shard.follow(connection);
    await connection.connect().catch((error: Error) => Promise.reject(shard.refusal(error)));
    lane.onConnected();
  }

  #requireShards(): void {
    if (this.#isMoreShardsRequired) return;
    this.#isMoreShardsRequired = true;
    this.#deps.onShardsRequired();
  }
}

const defaultResumeWithinMs = 20_000;
