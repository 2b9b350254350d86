import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { type IIdentifyThrottler, type SessionInfo, SimpleIdentifyThrottler, WebSocketManager } from '@discordjs/ws';
import type { APIGatewayBotInfo, REST } from 'discord.js';
import { isGatewayOfApi } from './gateway-address.ts';
import type { GuardedConnectionParts } from './guarded-connection.ts';
import { NoAnswer } from './no-answer.ts';
import { readAnswer, UnexpectedAnswer } from './rest-answer.ts';
import { intentBits, Shard, type ShardParts, type ShardState } from './shard.ts';
import { ShardConnections } from './shard-connections.ts';

export interface GatewayParts extends ShardParts, GuardedConnectionParts {
  readonly token: string;
  readonly rest: REST;
  /** A RESUME that is not answered is tried again after so long, or up to twice that. */
  readonly resumeWithinMs?: number;
}

/**
 * The connection to Discord's gateway, resumed over restarts of the process: the session is taken up from the position
 * that the store has committed. Written on @discordjs/ws, whose hooks must be plain synchronous functions: an
 * asynchronous one lets later dispatches overtake READY.
 */
export class Gateway {
  readonly #parts: GatewayParts;
  readonly #manager: WebSocketManager;
  readonly #shards = new Map<number, Shard>();
  #address = '';
  #watch: NodeJS.Timeout | undefined;
  #isStopping = false;

  constructor(parts: GatewayParts) {
    this.#parts = parts;
    this.#manager = new CheckedManager({
      token: parts.token,
      rest: parts.rest,
      intents: intentBits(parts.intents),
      retrieveSessionInfo: (shardId) => this.#sessionToResume(shardId),
      updateSessionInfo: (shardId, session) => this.#shard(shardId).updateSession(session),
      buildIdentifyThrottler: identifyThrottler,
      buildStrategy: (manager) =>
        new ShardConnections(manager, parts, (connection) => this.#shard(connection.id).follow(connection)),
    });
  }

  /** Connects all shards; resolved when each has been greeted by READY or RESUMED. Rejected, it may be called again. */
  async connect(): Promise<void> {
    const { url, shards, session_start_limit: limit } = await this.#manager.fetchGatewayInformation();
    if (limit.remaining < shards) throw new NoAnswer('Discord lets this bot begin no more sessions today');
    this.#address = url;
    this.#watch ??= setInterval(() => {
      for (const shard of this.#shards.values()) shard.look();
    }, this.#parts.resumeWithinMs ?? defaultResumeWithinMs).unref();
    await this.#manager.connect();
  }

  /** How each shard is connected; none before {@link connect}. */
  get shards(): readonly ShardState[] {
    return Array.from(this.#shards.values(), ({ state }) => state);
  }

  /** Resolves once all dispatches of a shard up to a sequence number have been dealt with. */
  settled(shardId: number, sequence: number): Promise<void> {
    return this.#shard(shardId).settled(sequence);
  }

  /**
   * Gives all sessions up for new ones, so that every guild tells all about itself again. For each shard `onLost` is
   * called at once and `onSession` when it begins anew; in between nothing is observed. Resolves when all have begun,
   * which may take as long as the network is down, or once we disconnect.
   */
  async renew(): Promise<void> {
    await Promise.all([...this.#shards.values()].map((shard) => shard.renew()));
  }

  /** Disconnects in a way that leaves the session alive, so that the next process can resume it. */
  async disconnect(): Promise<void> {
    this.#isStopping = true;
    clearInterval(this.#watch);
    const settled = [...this.#shards.values()].map((shard) => shard.stop());
    const limit = setTimeout(disconnectWithinMs, undefined, { ref: false });
    await Promise.race([this.#manager.destroy({ code: resumableCloseCode }), limit]);
    await Promise.all(settled);
  }

  #sessionToResume(shardId: number): SessionInfo | null | Promise<never> {
    // Told to end while it waits for HELLO or READY, or between two attempts, the library (2.0.4) would connect anew.
    if (this.#isStopping) return new Promise(() => {});
    return this.#shard(shardId).sessionToResume(this.#address);
  }

  #shard(shardId: number): Shard {
    let shard = this.#shards.get(shardId);
    if (shard === undefined) {
      shard = new Shard(shardId, this.#parts);
      this.#shards.set(shardId, shard);
    }
    return shard;
  }
}

/** The library's own, but what Discord says of its gateway is looked at before it is believed. */
class CheckedManager extends WebSocketManager {
  override async fetchGatewayInformation(isForced?: boolean): Promise<APIGatewayBotInfo> {
    const information = await super.fetchGatewayInformation(isForced);
    const { url } = readAnswer('gateway', information);
    if (isGatewayOfApi(url, this.options.rest.options.api)) return information;
    throw new UnexpectedAnswer('the address of its gateway is not encrypted');
  }
}

/**
 * The library's own, but for one thing (2.0.4): whose connection is lost while it waits stops waiting. Else it would
 * identify itself on the next connection, too early or a second time.
 */
async function identifyThrottler(manager: WebSocketManager): Promise<IIdentifyThrottler> {
  const { session_start_limit } = await manager.fetchGatewayInformation();
  const throttler = new SimpleIdentifyThrottler(session_start_limit.max_concurrency);
  return {
    async waitForIdentify(shardId, signal) {
      signal.throwIfAborted();
      const lost = once(signal, 'abort').then(() => Promise.reject(signal.reason));
      await Promise.race([throttler.waitForIdentify(shardId, signal), lost]);
    },
  };
}

const defaultResumeWithinMs = 20_000;

/** Any code but 1000 and 1001 leaves the session alive on Discord's side. */
const resumableCloseCode = 4200;

/** A server that does not answer the closing handshake must not hold up the end of the process. */
const disconnectWithinMs = 2_000;
