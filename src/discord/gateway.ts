import { setTimeout } from 'node:timers/promises';
import type { GatewayDispatchPayload, GatewayIntentBits } from '@discordjs/core';
import { type SessionInfo, WebSocketManager, WebSocketShardEvents } from '@discordjs/ws';
import type { REST } from 'discord.js';
import type { DispatchMark, DispatchPositions } from '../collect/dispatch-positions.ts';

export interface GatewayParts {
  readonly token: string;
  readonly rest: REST;
  readonly intents: readonly GatewayIntentBits[];
  readonly positions: DispatchPositions;
  /**
   * Deals with one dispatch. Dispatches of a shard come one after the other, in the order in which Discord sent them;
   * a promise holds the next one back. Must not fail.
   */
  readonly handle: (payload: GatewayDispatchPayload, mark: DispatchMark) => void | Promise<void>;
  /** A shard has a new session, so the position of its old one is void. To be made durable at once. */
  readonly onSession: (shardId: number) => void;
  /** A shard is cut off. Resuming is tried without being told. */
  readonly onLost: (shardId: number) => void;
  /** Discord will not have us: the token or an intent is refused. */
  readonly onRefused: (error: Error) => void;
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
  #isStopping = false;

  constructor(parts: GatewayParts) {
    this.#parts = parts;
    this.#manager = new WebSocketManager({
      token: parts.token,
      rest: parts.rest,
      intents: parts.intents.reduce<GatewayIntentBits | 0>((bits, bit) => bits | bit, 0),
      retrieveSessionInfo: (shardId) => this.#sessionToResume(shardId),
      updateSessionInfo: (shardId, session) => this.#updateSession(shardId, session),
    });
    this.#manager.on(WebSocketShardEvents.Dispatch, (payload, shardId) => this.#receive(payload, shardId));
    this.#manager.on(WebSocketShardEvents.Hello, (shardId) => {
      this.#shard(shardId).refusedConnections = 0;
    });
    this.#manager.on(WebSocketShardEvents.SocketError, (_error, shardId) => {
      this.#shard(shardId).refusedConnections += 1;
    });
    this.#manager.on(WebSocketShardEvents.Closed, (_code, shardId) => {
      if (!this.#isStopping) parts.onLost(shardId);
    });
    this.#manager.on(WebSocketShardEvents.Error, (error) => parts.onRefused(error));
  }

  /** Connects all shards; resolved when each has been greeted by READY or RESUMED. */
  async connect(): Promise<void> {
    await this.#manager.connect();
  }

  /** Resolves once all dispatches of a shard up to a sequence number have been dealt with. */
  settled(shardId: number, sequence: number): Promise<void> {
    const shard = this.#shard(shardId);
    if (shard.handled >= sequence) return Promise.resolve();
    return new Promise((resolve) => shard.waiters.push({ sequence, resolve }));
  }

  /** Disconnects in a way that leaves the session alive, so that the next process can resume it. */
  async disconnect(): Promise<void> {
    this.#isStopping = true;
    const limit = setTimeout(disconnectWithinMs, undefined, { ref: false });
    await Promise.race([this.#manager.destroy({ code: resumableCloseCode }), limit]);
    await Promise.all([...this.#shards].map(([shardId, { received }]) => this.settled(shardId, received)));
  }

  #sessionToResume(shardId: number): SessionInfo | null {
    const position = this.#parts.positions.of(shardId);
    if (position === undefined) return null;
    const { sessionId, shardCount, resumeUrl, sequence } = position;
    // What this process received it also counts; of what an earlier one received, only what was committed. READY must
    // not seem to be missing, or the library lets the dispatches behind it overtake it.
    const { received, greetedAt } = this.#shard(shardId);
    return { sessionId, shardId, shardCount, resumeURL: resumeUrl, sequence: Math.max(sequence, received, greetedAt) };
  }

  #updateSession(shardId: number, session: SessionInfo | null): void {
    const { positions, onSession } = this.#parts;
    const shard = this.#shard(shardId);
    if (session === null) {
      // The library reports the session as gone when only the network is; but a dead address must not hold us for ever.
      const isNetworkDown = shard.refusedConnections > 0 && shard.refusedConnections <= resumeAttempts;
      if (this.#isStopping || isNetworkDown) return;
      positions.end(shardId);
      this.#shards.delete(shardId);
    } else if (session.sessionId !== positions.of(shardId)?.sessionId) {
      const { sessionId, shardCount, resumeURL, sequence } = session;
      positions.begin({ shardId, shardCount, sessionId, resumeUrl: resumeURL }, sequence - 1);
      shard.received = sequence - 1;
      shard.greetedAt = sequence;
      onSession(shardId);
    }
  }

  #receive(payload: GatewayDispatchPayload, shardId: number): void {
    const shard = this.#shard(shardId);
    if (this.#isStopping || payload.s <= shard.received) return; // A resumed connection sends some dispatches again.
    shard.received = payload.s;
    shard.backlog.push({ payload, mark: { shardId, sequence: payload.s } });
    if (!shard.isBusy) this.#work(shard);
  }

  /** Deals with the backlog in order. The common case, a dispatch that is dealt with at once, costs no promise. */
  #work(shard: Shard): void {
    for (let item = shard.backlog.shift(); item !== undefined; item = shard.backlog.shift()) {
      const { payload, mark } = item;
      const work = this.#parts.positions.isCounted(mark) ? undefined : this.#parts.handle(payload, mark);
      if (work !== undefined) {
        shard.isBusy = true;
        void work.then(() => {
          shard.isBusy = false;
          this.#finish(shard, mark);
          this.#work(shard);
        });
        return;
      }
      this.#finish(shard, mark);
    }
  }

  #finish(shard: Shard, mark: DispatchMark): void {
    this.#parts.positions.handled(mark);
    shard.handled = mark.sequence;
    if (shard.waiters.length === 0) return;
    const ready = shard.waiters.filter(({ sequence }) => sequence <= mark.sequence);
    shard.waiters = shard.waiters.filter(({ sequence }) => sequence > mark.sequence);
    for (const { resolve } of ready) resolve();
  }

  #shard(shardId: number): Shard {
    let shard = this.#shards.get(shardId);
    if (shard === undefined) {
      const start = { received: 0, handled: 0, greetedAt: 0, refusedConnections: 0 };
      shard = { ...start, isBusy: false, backlog: [], waiters: [] };
      this.#shards.set(shardId, shard);
    }
    return shard;
  }
}

interface Shard {
  /** The last dispatch that arrived; what comes up to here again is a repetition. */
  received: number;
  /** The last dispatch that was dealt with. */
  handled: number;
  /** The sequence number of READY. */
  greetedAt: number;
  /** Connections refused since the last that was greeted by HELLO. */
  refusedConnections: number;
  isBusy: boolean;
  readonly backlog: { readonly payload: GatewayDispatchPayload; readonly mark: DispatchMark }[];
  waiters: { readonly sequence: number; readonly resolve: () => void }[];
}

/** How often a session's own address is tried, half a second apart, before a new session is begun. */
const resumeAttempts = 5;

/** Any code but 1000 and 1001 leaves the session alive on Discord's side. */
const resumableCloseCode = 4200;

/** A server that does not answer the closing handshake must not hold up the end of the process. */
const disconnectWithinMs = 2_000;
