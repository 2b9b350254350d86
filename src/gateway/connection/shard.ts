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
  /** How many shards the guilds of this bot are divided into. */
  readonly shardCount: number;
  readonly intents: readonly GatewayIntentBits[];
  /** Something is not as it should be; the shard goes on. */
  readonly onTrouble: (trouble: unknown) => void;
  /** Discord will not have us: the token or an intent is refused. */
  readonly onRefused: (error: Error) => void;
  /** Discord wants the guilds of this bot in more shards. */
  readonly onShardsRequired: () => void;
}

export interface ShardState {
  readonly shardId: number;
  /** From READY or RESUMED until the connection is lost. */
  readonly isConnected: boolean;
  readonly reconnects: number;
}

/** The shard of a lane: its session with Discord, over however many connections. */
export class Shard {
  readonly #deps: ShardDeps;
  readonly #queue: DispatchQueue;
  #connection: ShardConnection | null = null;
  #session: GatewaySession | null;
  /** The sequence number of READY. */
  #greetedAt = 0;
  /** From READY or RESUMED until the connection is lost. */
  #isGreeted = false;
  /** With which code the last connection was closed. */
  #closeCode: number | null = null;
  /** Connections that failed since the last that was greeted by HELLO. */
  #failedConnections = 0;
  /** A RESUME was unanswered when last looked at, and nothing has come since. */
  #isSilent = false;
  #unansweredResumes = 0;
  /** How many dispatches in a row had an old number, though nothing is replayed. */
  #staleInARow = 0;
  /** When the first of them came. */
  #staleSinceMs = 0;
  /** Where the session of an address is resumed. It is asked for with every dispatch, so it is worked out once. */
  #resumption: { readonly named: string; readonly general: string; readonly address: string } | null = null;
  #isStopping = false;
  /** Too many dispatches wait, and what else this session sends is lost. */
  #isOverflowing = false;
  #greetings = 0;
  #onNewSession: (() => void)[] = [];

  constructor(deps: ShardDeps) {
    this.#deps = deps;
    // A session goes on with the guilds and the intents that it was begun with: others need a new one.
    if (!isSessionOf(deps, deps.progress.position)) deps.progress.end();
    const { position } = deps.progress;
    this.#session = position;
    this.#queue = new DispatchQueue(deps, position?.sequence ?? 0);
  }

  /** How it is connected to Discord at this moment, and how often it was connected anew by this process. */
  get state(): ShardState {
    const isConnected = this.#isGreeted && !this.#isStopping;
    return { shardId: this.#deps.shardId, isConnected, reconnects: Math.max(0, this.#greetings - 1) };
  }

  /** Resolves once all dispatches up to a sequence number have been dealt with. */
  settled(sequence: number): Promise<void> {
    return this.#queue.settled(sequence);
  }

  /** Follows a connection, which makes itself anew as long as nobody ends it. */
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

  /** What an error of the connection means, where it was closed for good. */
  refusal(error: Error): Error {
    return gatewayRefusal(this.#closeCode, error);
  }

  /** Which session is to be resumed, and from where; the address is `generalAddress` if its own fails, or is not Discord's. */
  sessionToResume(generalAddress: string): SessionInfo | null | Promise<never> {
    // Told to end while it waits for HELLO or READY, or between two attempts, the library (2.0.4) would connect anew.
    if (this.#isStopping) return new Promise(() => {});
    if (this.#session === null) return null;
    const { shardId, shardCount, sessionId } = this.#session;
    const resumeUrl = this.#resumeUrl(this.#session, generalAddress);
    const isOwnAddressDead = this.#failedConnections >= ownAddressAttempts && this.#failedConnections % 2 === 1;
    // READY must not seem to be missing, or the library lets the dispatches behind it overtake it.
    const sequence = Math.max(this.#queue.received, this.#greetedAt);
    const resumeURL = isOwnAddressDead ? generalAddress : resumeUrl;
    return { shardId, shardCount, sessionId, sequence, resumeURL };
  }

  /** The library has a session, or its next dispatch, or has given it up. */
  updateSession(session: SessionInfo | null): void {
    if (this.#isStopping) return;
    if (session === null) {
      // The library also gives a session up when only the network is down. Whether it can be resumed, Discord decides.
      if (this.#failedConnections === 0) this.#end();
    } else if (session.sessionId !== this.#session?.sessionId) {
      this.#begin(session);
    }
  }

  /**
   * Gives the session up for a new one. Resolves as soon as there is one, which may take as long as the network is
   * down; or once the shard is stopped.
   */
  async renew(): Promise<void> {
    this.#end();
    const renewed = new Promise<void>((resolve) => this.#onNewSession.push(resolve));
    this.#reconnect({ recover: WebSocketShardDestroyRecovery.Reconnect });
    await renewed;
  }

  /**
   * To be called now and then: @discordjs/ws (2.0.4) waits for the answer to RESUME for ever. A connection that was
   * silent from one call to the next is begun again; a session that is never answered is given up.
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
   * Disconnects in a way that leaves the session alive, so that the next process can resume it. Takes nothing in any
   * more; resolves once all that came before has been dealt with.
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
      this.#giveUp('a sequence number of the gateway is far ahead');
      return;
    }
    this.#countStale(payload.s < newest);
    if (this.#staleInARow >= mostStale) {
      this.#giveUp('sequence numbers of the gateway go back', this.#staleSinceMs);
      return;
    }
    this.#isSilent = false;
    this.#unansweredResumes = 0;
    if (payload.t === 'READY' || payload.t === 'RESUMED') {
      this.#isGreeted = true;
      this.#greetings += 1;
    }
    if (this.#queue.receive(payload)) return;
    // There is no room for it. All that waits is lost, as with a connection; a new session tells how things are.
    this.#isOverflowing = true;
    this.#lose(this.#queue.dropWaiting());
    this.renew().catch(this.#deps.onTrouble);
  }

  #lose(atMs = this.#deps.clock.now()): void {
    // What was never had cannot be lost: until the greeting, what counts is up to when an earlier process saw all.
    if (!this.#isGreeted || this.#isStopping) return;
    this.#isGreeted = false;
    this.#deps.onLost(atMs);
    if (this.#queue.isIdle) return;
    // A RESUMED that waits its turn would pass for the end of this loss.
    const settled = this.#queue.settled(this.#queue.received).then(() => {
      if (!this.#isGreeted && !this.#isStopping) this.#deps.onLost(atMs);
    });
    settled.catch(this.#deps.onTrouble);
  }

  /** Dispatches with old numbers are dropped as repetitions. Several in a row on a live connection are none. */
  #countStale(isOld: boolean): void {
    if (isOld && this.#staleInARow === 0) this.#staleSinceMs = this.#deps.clock.now();
    this.#staleInARow = isOld && this.#isGreeted ? this.#staleInARow + 1 : 0;
  }

  /** The numbers of this session cannot be believed any more, so nobody can say what of it is counted since `atMs`. */
  #giveUp(trouble: string, atMs = this.#deps.clock.now()): void {
    this.#deps.onTrouble(new Error(`${trouble}: the session is begun again`));
    this.#lose(atMs);
    this.#end();
    this.#reconnect({ recover: WebSocketShardDestroyRecovery.Reconnect });
  }

  #reconnect(options: WebSocketShardDestroyOptions): void {
    this.#connection?.destroy(options).catch(this.#deps.onTrouble);
  }

  /** The token goes with every RESUME. */
  #resumeUrl({ resumeUrl: named }: GatewaySession, general: string): string {
    const known = this.#resumption;
    if (known?.named === named && known.general === general) return known.address;
    const isDiscords = isBesideGateway(named, general);
    if (!isDiscords) {
      this.#deps.onTrouble(new Error("a session is to be resumed at an address that is not Discord's: it is not used"));
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

/** Intents as the gateway takes them. */
export function intentBits(intents: readonly GatewayIntentBits[]): number {
  return intents.reduce<number>((bits, bit) => bits | bit, 0);
}

/** How often in a row a session's own address is tried, half a second apart, before the general one takes turns. */
const ownAddressAttempts = 5;

/** Discord numbers its dispatches one by one; what it does not replay, it may leave out. */
const furthestSkip = 1_000_000;

/**
 * A dispatch that Discord repeats does no harm; so many old numbers in a row mean that newer dispatches are dropped. Of what
 * comes at once, @discordjs/ws (2.0.4) hands over repetitions first.
 */
const mostStale = 10;

/** So many times RESUME may go unanswered before the session is given up. */
const resumeAttempts = 3;

/** Any code but 1000 and 1001 leaves the session alive on Discord's side. */
const resumableCloseCode = 4200;

/** A server that does not answer the closing handshake must not hold up the end of the process. */
const disconnectWithinMs = 2_000;
