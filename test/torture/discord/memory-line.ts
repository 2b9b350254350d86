import { EventEmitter } from 'node:events';
import type { GatewayDispatchPayload } from '@discordjs/core';
import { type SessionInfo, type WebSocketShard, WebSocketShardEvents } from '@discordjs/ws';
import type { Shard } from '../../../src/gateway/connection/shard.ts';
import { type MemoryDiscord, memoryGatewayUrl } from './memory-discord.ts';
import type { Receive } from './memory-session.ts';

/** Is told how the line fares. */
export interface LineWatch {
  lost(): void;
  greeted(by: 'READY' | 'RESUMED'): void;
}

/**
 * What lies between the bot's shard and a Discord in memory. To the shard it is as a connection of @discordjs/ws (2.0.4):
 * it gives the session to be resumed, is given up, and tells of each dispatch in the same order.
 */
export class MemoryLine {
  readonly #discord: MemoryDiscord;
  readonly #shard: Shard;
  readonly #shardId: number;
  readonly #watch: LineWatch;
  readonly #events = new EventEmitter();
  #isConnected = false;
  #isClosed = false;
  /** So many dispatches get through before the line breaks; null while nothing is wrong with it. */
  #dispatchesLeft: number | null = null;

  constructor(discord: MemoryDiscord, shardId: number, shard: Shard, watch: LineWatch) {
    this.#discord = discord;
    this.#shardId = shardId;
    this.#shard = shard;
    this.#watch = watch;
    const destroy = async () => this.#begin();
    // Of a connection the shard uses only its events and how to end it.
    shard.follow(Object.assign(this.#events, { destroy }) as unknown as WebSocketShard);
  }

  get isConnected(): boolean {
    return this.#isConnected;
  }

  /** RESUMEs if there is something to be resumed, or else IDENTIFYs. It may break on the way, after so many dispatches. */
  connect(breaksAfter: number | null = null): void {
    if (this.#isClosed || this.#isConnected) return;
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

  /** The connection breaks, and the shard learns it at once. */
  cut(): void {
    if (!this.#isConnected) return;
    this.#isConnected = false;
    this.#discord.hangUp(this.#shardId);
    this.#watch.lost();
    if (!this.#isClosed) this.#events.emit(WebSocketShardEvents.Closed, 1006);
  }

  /** The bot is gone, in whatever way. */
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
