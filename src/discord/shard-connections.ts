import {
  type FetchingStrategyOptions,
  type IContextFetchingStrategy,
  type IShardingStrategy,
  managerToFetchingStrategyOptions,
  SimpleContextFetchingStrategy,
  type WebSocketManager,
  WebSocketShard,
  type WebSocketShardDestroyOptions,
} from '@discordjs/ws';
import type { GatewaySendPayload } from 'discord.js';

/** All connections in this process, as @discordjs/ws has them by itself, but each handed to whoever looks after it. */
export class ShardConnections implements IShardingStrategy {
  readonly #manager: WebSocketManager;
  readonly #onSpawn: (connection: WebSocketShard) => void;
  readonly #connections = new Map<number, WebSocketShard>();

  constructor(manager: WebSocketManager, onSpawn: (connection: WebSocketShard) => void) {
    this.#manager = manager;
    this.#onSpawn = onSpawn;
  }

  async spawn(shardIds: number[]): Promise<void> {
    const options = await managerToFetchingStrategyOptions(this.#manager);
    for (const shardId of shardIds) {
      const connection = new WebSocketShard(contextOf(this.#manager, options), shardId);
      this.#connections.set(shardId, connection);
      this.#onSpawn(connection);
    }
  }

  async connect(): Promise<void> {
    await Promise.all([...this.#connections.values()].map((connection) => connection.connect()));
  }

  async destroy(options?: Omit<WebSocketShardDestroyOptions, 'recover'>): Promise<void> {
    const connections = [...this.#connections.values()];
    this.#connections.clear();
    await Promise.all(connections.map((connection) => connection.destroy({ ...options })));
  }

  async send(shardId: number, payload: GatewaySendPayload): Promise<void> {
    const connection = this.#connections.get(shardId);
    if (connection === undefined) throw new RangeError(`there is no shard ${shardId}`);
    await connection.send(payload);
  }

  /** Nobody asks: whoever looks after a connection has it at hand. */
  fetchStatus(): never {
    throw new Error('expected a connection to be asked itself for its status');
  }
}

/** The library's own (2.0.4), but without a promise for what is known at once: it asks with every dispatch. */
function contextOf(manager: WebSocketManager, options: FetchingStrategyOptions): IContextFetchingStrategy {
  const own = new SimpleContextFetchingStrategy(manager, options);
  return {
    options,
    retrieveSessionInfo: (shardId) => manager.options.retrieveSessionInfo(shardId),
    updateSessionInfo: (shardId, session) => manager.options.updateSessionInfo(shardId, session),
    waitForIdentify: (shardId, signal) => own.waitForIdentify(shardId, signal),
  };
}
