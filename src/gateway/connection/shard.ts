import { setTimeout } from 'node:timers/promises';
import type { GatewayDispatchPayload, GatewayIntentBits } from '@discordjs/core';
import {
  type SessionInfo,
  type WebSocketShardDestroyOptions,
  WebSocketShardDestroyRecovery,
  WebSocketShardEvents,
  WebSocketShardStatus,
} from '@discordjs/ws';
import type { GatewaySession } from '../../collect/gateway-progress.ts';
import { DispatchQueue, type DispatchQueueDeps } from './dispatch-queue.ts';
import { isBesideGateway } from './gateway-address.ts';
import { gatewayRefusal, isMoreShardsRequired } from './gateway-refusal.ts';
import type { ShardConnection } from './guarded-connection.ts';
import type { LaneConnection } from './lane-connection.ts';

export interface ShardDeps
  extends Pick<LaneConnection, 'shardId' | 'progress' | 'handle' | 'onBacklog' | 'onSession' | 'onLost'>,
    Pick<DispatchQueueDeps, 'clock'> {
  /** The number of shards that the bot's guilds are divided into. */
  readonly shardCount: number;
  readonly intents: readonly GatewayIntentBits[];
  /** An unexpected condition that the shard survives. */
  readonly onTrouble: (trouble: unknown) => void;
  /** Discord refuses the bot's token or one of its intents. */
  readonly onRefused: (error: Error) => void;
  /** Discord requires more shards for this bot. */
  readonly onShardsRequired: () => void;
}

export interface ShardState {
  readonly shardId: number;
  /** True from READY or RESUMED until the connection is lost. */
  readonly isConnected: boolean;
  readonly reconnects: number;
}

/** One shard's session with Discord, across any number of connections. */
export class Shard {
  readonly #deps: ShardDeps;
  readonly #queue: DispatchQueue;
  #connection: ShardConnection | null = null;
  #session: GatewaySession | null;
  /** The sequence number of READY. */
  #greetedAt = 0;
  /** True from READY or RESUMED until the connection is lost. */
  #isGreeted = false;
  /** The close code of the last connection. */
  #closeCode: number | null = null;
  /** Failed connections since the last one that received HELLO. */
  #failedConnections = 0;
  /** Whether a RESUME was unanswered at the last check, and nothing has arrived since. */
  #isSilent = false;
  #unansweredResumes = 0;
  /** The number of consecutive dispatches with an old sequence number outside a replay. */
  #staleInARow = 0;
  /** When the first of them arrived. */
  #staleSinceMs = 0;
  /** The address at which a session resumes. Cached, because it is needed with every dispatch. */
  #resumption: { readonly named: string; readonly general: string; readonly address: string } | null = null;
  #isStopping = false;
  /** The queue is full; the remaining dispatches of this session are lost. */
  #isOverflowing = false;
  #greetings = 0;
  #onNewSession: (() => void)[] = [];

  constructor(deps: ShardDeps) {
    this.#deps = deps;
    // A resumed session keeps its guilds and intents. Different ones need a new session.
    if (!isSessionOf(deps, deps.progress.position)) deps.progress.end();
    const { position } = deps.progress;
    this.#session = position;
    this.#queue = new DispatchQueue(deps, position?.sequence ?? 0);
  }

  /** The current connection state, and how often this process has reconnected. */
  get state(): ShardState {
    const isConnected = this.#isGreeted && !this.#isStopping;
    return { shardId: this.#deps.shardId, isConnected, reconnects: Math.max(0, this.#greetings - 1) };
  }

  /** Resolves once every dispatch up to `sequence` has been handled. */
  settled(sequence: number): Promise<void> {
    return this.#queue.settled(sequence);
  }

  /** Attaches to a connection, which reconnects by itself until it is destroyed. */
  follow(connection: ShardConnection): void {
    this.#connection = connection;
    connection.on(WebSocketShardEvents.Dispatch, (payload) => this.#receive(payload));
    connection.on(WebSocketShardEvents.Hello, () => {
      this.#failedConnections = 0;
    });
    connection.on(WebSocketShardEvents.SocketError, () => {
      this.#failedConnections += 1;
    });
    connection.on(WebSocketShardEvents.Closed, (code) => {
      this.#closeCode = code;
      this.#lose();
    });
    connection.on(WebSocketShardEvents.Error, (error) => {
      if (isMoreShardsRequired(this.#closeCode)) this.#deps.onShardsRequired();
      else this.#deps.onRefused(this.refusal(error));
    });
  }

  /** The error to show the operator if the connection was closed for good. */
  refusal(error: Error): Error {
    return gatewayRefusal(this.#closeCode, error);
  }

  /** The session and position to resume. Uses `generalAddress` if its own address fails or is not Discord's. */
  sessionToResume(generalAddress: string): SessionInfo | null | Promise<never> {
    // If it is destroyed while waiting for HELLO or READY, or between two attempts, the library (2.0.4) reconnects.
    if (this.#isStopping) return new Promise(() => {});
    if (this.#session === null) return null;
    const { shardId, shardCount, sessionId } = this.#session;
    const resumeUrl = this.#resumeUrl(this.#session, generalAddress);
    const isOwnAddressDead = this.#failedConnections >= ownAddressAttempts && this.#failedConnections % 2 === 1;
    // If READY seemed to be missing, the library would let later dispatches overtake it.
    const sequence = Math.max(this.#queue.received, this.#greetedAt);
    const resumeURL = isOwnAddressDead ? generalAddress : resumeUrl;
    return { shardId, shardCount, sessionId, sequence, resumeURL };
  }

  /** Called by the library with a new session, with each dispatch, and with null when it gives the session up. */
  updateSession(session: SessionInfo | null): void {
    if (this.#isStopping) return;
    if (session === null) {
      // The library also gives up a session when only the network is down. Discord decides whether it can be resumed.
      if (this.#failedConnections === 0) this.#end();
    } else if (session.sessionId !== this.#session?.sessionId) {
      this.#begin(session);
    }
  }

  /**
   * Replaces the session with a new one. Resolves when the new session starts, which the network may delay, or when the
   * shard is stopped.
   */
  async renew(): Promise<void> {
    this.#end();
    const renewed = new Promise<void>((resolve) => this.#onNewSession.push(resolve));
    this.#reconnect({ recover: WebSocketShardDestroyRecovery.Reconnect });
    await renewed;
  }

  /**
   * Must be called periodically, because @discordjs/ws (2.0.4) waits for the answer to RESUME for ever. Reconnects if
   * nothing has arrived since the previous call. Gives the session up after {@link resumeAttempts} unanswered attempts.
   */
  look(): void {
    const isResuming = this.#connection?.status === WebSocketShardStatus.Resuming;
    if (!isResuming || !this.#isSilent) {
      this.#isSilent = isResuming;
      return;
    }
    this.#isSilent = false;
    this.#unansweredResumes += 1;
    const { Resume, Reconnect } = WebSocketShardDestroyRecovery;
    const recover = this.#unansweredResumes < resumeAttempts ? Resume : Reconnect;
    this.#reconnect({ recover, reason: 'RESUME is not answered' });
  }

  /**
   * Disconnects but leaves the session alive, so that the next process can resume it. Accepts no more dispatches;
   * resolves once those received have been handled.
   */
  async disconnect(): Promise<void> {
    this.#isStopping = true;
    for (const resolve of this.#onNewSession.splice(0)) resolve();
    const settled = this.#queue.settled(this.#queue.received);
    const limit = setTimeout(disconnectWithinMs, undefined, { ref: false });
    await Promise.race([this.#connection?.destroy({ code: resumableCloseCode }), limit]);
    await settled;
  }

  #receive(payload: GatewayDispatchPayload): void {
    if (this.#isStopping || this.#isOverflowing) return;
    const newest = Math.max(this.#queue.received, this.#greetedAt);
    if (payload.s > newest + furthestSkip) {
      this.#giveUp("the gateway's sequence numbers jump ahead");
      return;
    }
    this.#countStale(payload.s < newest);
    if (this.#staleInARow >= mostStale) {
      this.#giveUp("the gateway's sequence numbers go back", this.#staleSinceMs);
      return;
    }
    this.#isSilent = false;
    this.#unansweredResumes = 0;
    if (payload.t === 'READY' || payload.t === 'RESUMED') {
      this.#isGreeted = true;
      this.#greetings += 1;
    }
    if (this.#queue.receive(payload)) return;
    // The queue is full. All waiting dispatches are lost, as with a lost connection; a new session restores the state.
    this.#isOverflowing = true;
    this.#lose(this.#queue.dropWaiting());
    this.renew().catch(this.#deps.onTrouble);
  }

  #lose(atMs = this.#deps.clock.now()): void {
    // Only an observed period can be lost. Before READY or RESUMED, an earlier process's coverage holds.
    if (!this.#isGreeted || this.#isStopping) return;
    this.#isGreeted = false;
    this.#deps.onLost(atMs);
    if (this.#queue.isIdle) return;
    // A RESUMED that is still waiting would be taken for the end of this loss.
    const settled = this.#queue.settled(this.#queue.received).then(() => {
      if (!this.#isGreeted && !this.#isStopping) this.#deps.onLost(atMs);
    });
    settled.catch(this.#deps.onTrouble);
  }

  /** Old dispatches are dropped as repetitions. Several in a row on a live connection are not repetitions. */
  #countStale(isOld: boolean): void {
    if (isOld && this.#staleInARow === 0) this.#staleSinceMs = this.#deps.clock.now();
    this.#staleInARow = isOld && this.#isGreeted ? this.#staleInARow + 1 : 0;
  }

  /** Gives up a session whose sequence numbers are wrong: nothing is known to be counted since `atMs`. */
  #giveUp(trouble: string, atMs = this.#deps.clock.now()): void {
    this.#deps.onTrouble(new Error(`${trouble}: starting a new session`));
    this.#lose(atMs);
    this.#end();
    this.#reconnect({ recover: WebSocketShardDestroyRecovery.Reconnect });
  }

  #reconnect(options: WebSocketShardDestroyOptions): void {
    this.#connection?.destroy(options).catch(this.#deps.onTrouble);
  }

  /** The address to resume at. It receives the token, so an address that is not Discord's is not used. */
  #resumeUrl({ resumeUrl: named }: GatewaySession, general: string): string {
    const known = this.#resumption;
    if (known?.named === named && known.general === general) return known.address;
    const isDiscords = isBesideGateway(named, general);
    if (!isDiscords) {
      this.#deps.onTrouble(new Error("the resume address of a session is not Discord's and is not used"));
    }
    const address = isDiscords ? named : general;
    this.#resumption = { named, general, address };
    return address;
  }

  #end(): void {
    this.#lose();
    this.#session = null;
    this.#deps.progress.end();
  }

  #begin({ shardId, shardCount, sessionId, resumeURL, sequence }: SessionInfo): void {
    const session = { shardId, shardCount, sessionId, resumeUrl: resumeURL, intents: intentBits(this.#deps.intents) };
    this.#session = session;
    this.#isOverflowing = false;
    this.#greetedAt = sequence;
    this.#queue.begin(sequence - 1);
    this.#deps.progress.begin(session, sequence);
    this.#deps.onSession();
    for (const resolve of this.#onNewSession.splice(0)) resolve();
  }
}

function isSessionOf({ shardId, shardCount, intents }: ShardDeps, session: GatewaySession | null): boolean {
  return session?.shardId === shardId && session.shardCount === shardCount && session.intents === intentBits(intents);
}

/** The intents as the gateway's bit field. */
export function intentBits(intents: readonly GatewayIntentBits[]): number {
  return intents.reduce<number>((bits, bit) => bits | bit, 0);
}

/** Consecutive attempts at a session's own address, half a second apart, before it alternates with the general one. */
const ownAddressAttempts = 5;

/** The largest accepted jump of sequence numbers. Discord increments them by one, but a replay may skip some. */
const furthestSkip = 1_000_000;

/**
 * The number of consecutive old sequence numbers after which newer dispatches must have been lost. One repeated
 * dispatch does no harm: of dispatches that arrive together, @discordjs/ws (2.0.4) delivers repetitions first.
 */
const mostStale = 10;

/** The number of unanswered RESUMEs after which the session is given up. */
const resumeAttempts = 3;

/** Any close code but 1000 and 1001 leaves the session alive at Discord. */
const resumableCloseCode = 4200;

/** A server that does not answer the closing handshake must not delay the end of the process. */
const disconnectWithinMs = 2_000;
