import { EventEmitter } from 'node:events';
import type { GatewayDispatchPayload } from '@discordjs/core';
import { type SessionInfo, type WebSocketShard, WebSocketShardEvents } from '@discordjs/ws';
import type { Shard } from '../../../src/gateway/connection/shard.ts';
import { type MemoryDiscord, memoryGatewayUrl } from './memory-discord.ts';
import type { Receive } from './memory-session.ts';

/** Receives the state of the connection. */
export interface LineWatch {
  lost(): void;
  greeted(by: 'READY' | 'RESUMED'): void;
}

/**
 * The connection between the bot's shard and a Discord in memory. The shard sees a connection of @discordjs/ws (2.0.4):
 * it returns the session to resume, can be closed, and passes on each dispatch in order.
 */
export class MemoryLine {
  readonly #discord: MemoryDiscord;
  readonly #shard: Shard;
  readonly #shardId: number;
  readonly #watch: LineWatch;
  readonly #events = new EventEmitter();
  #isConnected = false;
  #isClosed = false;
  /** The number of dispatches that pass before the connection breaks; null while it works. */
  #dispatchesLeft: number | null = null;

  constructor(discord: MemoryDiscord, shardId: number, shard: Shard, watch: LineWatch) {
    this.#discord = discord;
    this.#shardId = shardId;
    this.#shard = shard;
    this.#watch = watch;
    const destroy = async () => this.#begin();
    // Of a connection, the shard uses only its events and how to close it.
    shard.follow(Object.assign(this.#events, { destroy }) as unknown as WebSocketShard);
  }

  get isConnected(): boolean {
    return this.#isConnected;
  }

  /**
   * Sends RESUME if there is a session to resume, else IDENTIFY. The connection breaks again after some dispatches if
   * `breaksAfter` is not null. One that stands stays, for as many dispatches.
   */
  connect(breaksAfter: number | null = null): void {
    if (this.#isClosed) return;
    if (this.#isConnected) {
      this.#dispatchesLeft = breaksAfter;
      return;
    }
    if (!this.#discord.canReach(this.#shardId)) {
      this.#events.emit(WebSocketShardEvents.SocketError, new Error('nobody answers'));
      return;
    }
    this.#isConnected = true;
    this.#dispatchesLeft = breaksAfter;
    this.#events.emit(WebSocketShardEvents.Hello);
    const session = this.#shard.sessionToResume(memoryGatewayUrl);
    const receive = (payload: GatewayDispatchPayload) => this.#receive(payload);
    if (session instanceof Promise) {
      this.cut(); // The shard is being stopped.
      return;
    }
    if (session !== null && this.#resume(session, receive)) return;
    if (session !== null) this.#shard.updateSession(null);
    this.#discord.identify(this.#shardId, receive);
  }

  /** Breaks the connection. The shard learns it at once. */
  cut(): void {
    if (!this.#isConnected) return;
    this.#isConnected = false;
    this.#discord.hangUp(this.#shardId);
    this.#watch.lost();
    if (!this.#isClosed) this.#events.emit(WebSocketShardEvents.Closed, 1006);
  }

  /** The bot has disconnected, in whatever way. */
  close(): void {
    this.#isClosed = true;
    this.cut();
  }

  /** The shard wants a new session. */
  #begin(): void {
    this.cut();
    this.connect();
  }

  #resume({ sessionId, sequence }: SessionInfo, receive: Receive): boolean {
    return this.#discord.resume(this.#shardId, sessionId, sequence, receive);
  }

  #receive(payload: GatewayDispatchPayload): boolean {
    if (!this.#isConnected) return false;
    if (this.#dispatchesLeft === 0) {
      this.cut();
      return false;
    }
    if (this.#dispatchesLeft !== null) this.#dispatchesLeft -= 1;
    if (payload.t === 'READY') {
      const { session_id: sessionId } = payload.d;
      const [shardId, shardCount] = [this.#shardId, this.#discord.shards];
      const resumeURL = memoryGatewayUrl;
      this.#shard.updateSession({ shardId, shardCount, sessionId, resumeURL, sequence: payload.s });
    }
    this.#events.emit(WebSocketShardEvents.Dispatch, payload);
    if (payload.t === 'READY' || payload.t === 'RESUMED') this.#watch.greeted(payload.t);
    return true;
  }
}
