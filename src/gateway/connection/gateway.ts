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
  /** Discord requires more shards for this bot. Called once, whichever shard heard it first. */
  readonly onShardsRequired: () => void;
  /** Shards wait to start a session until Discord allows more. The remaining sessions are kept in reserve. */
  readonly onBudgetSpent: SessionBudgetDeps['onSpent'];
  /** An unanswered RESUME is retried after this time, or up to twice as long. 20,000 by default. */
  readonly resumeWithinMs?: number;
}

/**
 * This process's connections to Discord's gateway, one per lane. A restarted process resumes each session from the
 * position committed in the store. The connections share the address, the daily session limit and the identify rate
 * limit.
 *
 * Built on the shard class of @discordjs/ws, whose hooks must be plain synchronous functions: an asynchronous one lets
 * later dispatches overtake READY.
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
   * Connects lanes. Resolves once each has received READY or RESUMED, which may take until Discord allows another
   * session. Rejects if Discord does not name the gateway's address, and may then be called again.
   *
   * @throws {UserError} after `onRefused` or `onShardsRequired`.
   */
  async connect(lanes: readonly LaneConnection[]): Promise<void> {
    const information = await gatewayInformation(this.#deps.rest);
    if (this.#isStopped) throw new Error('the gateway was disconnected while connecting');
    this.#budget.learn(information);
    this.#turns ??= identifyTurns(this.#budget, information.session_start_limit.max_concurrency);
    this.#watch ??= setInterval(() => {
      for (const shard of this.#shards.values()) shard.look();
    }, this.#deps.resumeWithinMs ?? defaultResumeWithinMs).unref();
    const turns = this.#turns;
    await Promise.all(lanes.map((lane) => this.#connectLane(lane, information, turns)));
  }

  /** The connection state of every lane's shard; empty before {@link connect}. */
  get shards(): readonly ShardState[] {
    return Array.from(this.#shards.values(), ({ state }) => state);
  }

  /**
   * While a shard waits for a session: when Discord allows more, in milliseconds since the Unix epoch. Otherwise null.
   */
  get waitsForSessionsUntilMs(): number | null {
    return this.#budget.waitsUntilMs;
  }

  /** The connection state of a shard; null before {@link connect}. */
  shard(shardId: number): ShardState | null {
    return this.#shards.get(shardId)?.state ?? null;
  }

  /** Resolves once every dispatch of a shard up to `sequence` has been handled. */
  async settled(shardId: number, sequence: number): Promise<void> {
    await this.#shards.get(shardId)?.settled(sequence);
  }

  /**
   * Replaces a shard's session with a new one, so that Discord sends every guild again. Calls `onLost` at once and
   * `onSession` when the new session starts; nothing is observed in between. Resolves when the session starts, which
   * the network may delay, or when the shard is disconnected.
   */
  async renew(shardId: number): Promise<void> {
    await this.#shards.get(shardId)?.renew();
  }

  /**
   * Disconnects all shards for good, but leaves their sessions alive so that the next process can resume them. Resolves
   * once every received dispatch has been handled.
   */
  async disconnect(): Promise<void> {
    this.#isStopped = true;
    clearInterval(this.#watch);
    await Promise.all(Array.from(this.#shards.values(), (shard) => shard.disconnect()));
  }

  /** Disconnects one shard in the same way. Its lane may connect again. */
  async disconnectShard(shardId: number): Promise<void> {
    const shard = this.#shards.get(shardId);
    await shard?.disconnect();
    if (this.#shards.get(shardId) === shard) this.#shards.delete(shardId);
  }

  async #connectLane(lane: LaneConnection, gateway: APIGatewayBotInfo, turns: IIdentifyThrottler): Promise<void> {
    await lane.whenReady;
    if (this.#isStopped) return;
    const { token, intents, shardCount, clock, onTrouble, onRefused } = this.#deps;
    if (this.#shards.has(lane.shardId)) throw new Error('shard is already connected');
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
      // Called with every dispatch, so a known answer must not allocate a promise.
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
