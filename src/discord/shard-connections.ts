import {
  type FetchingStrategyOptions,
  type IContextFetchingStrategy,
  type IShardingStrategy,
  managerToFetchingStrategyOptions,
  SimpleContextFetchingStrategy,
  type WebSocketManager,
  type WebSocketShardDestroyOptions,
} from '@discordjs/ws';
import type { GatewaySendPayload } from 'discord.js';
import { GuardedConnection, type GuardedConnectionParts, type ShardConnection } from './guarded-connection.ts';

/** All connections in this process, as @discordjs/ws has them by itself, but guarded, and each handed to `onSpawn`. */
export class ShardConnections implements IShardingStrategy {
  readonly #manager: WebSocketManager;
  readonly #parts: GuardedConnectionParts;
  readonly #onSpawn: (connection: ShardConnection) => void;
  readonly #connections = new Map<number, ShardConnection>();

  constructor(
    manager: WebSocketManager,
    parts: GuardedConnectionParts,
    onSpawn: (connection: ShardConnection) => void,
  ) {
    this.#manager = manager;
    this.#parts = parts;
    this.#onSpawn = onSpawn;
  }

  async spawn(shardIds: number[]): Promise<void> {
    const options = await managerToFetchingStrategyOptions(this.#manager);
    for (const shardId of shardIds) {
      const connection = new GuardedConnection(contextOf(this.#manager, options), shardId, this.#parts);
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
