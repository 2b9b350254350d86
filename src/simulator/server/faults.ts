import { GatewayCloseCodes, GatewayOpcodes } from '@discordjs/core';
import type { Dispatch } from './gateway/dispatch.ts';
import type { GatewayServer } from './gateway/gateway-server.ts';
import type { Shard } from './gateway/sharding.ts';
import type { ErrorStatus } from './rest/api-error.ts';
import type { RestFaults } from './rest/rest-faults.ts';
import type { ServerSettings } from './server-settings.ts';

/** Hard weather, made on purpose. Outages, kicks and deletions are in `Guilds` and `Channels`. */
export class Faults {
  readonly #gateway: GatewayServer;
  readonly #rest: RestFaults;
  readonly #settings: ServerSettings;
  readonly #latest: () => Dispatch | null;

  constructor(gateway: GatewayServer, rest: RestFaults, settings: ServerSettings, latest: () => Dispatch | null) {
    this.#gateway = gateway;
    this.#rest = rest;
    this.#settings = settings;
    this.#latest = latest;
  }

  /** Closes every gateway connection with a code; 1000 and 1001 end the sessions, too. */
  closeConnections(code: number): void {
    for (const connection of this.#gateway.connections) connection.close(code);
  }

  /** Cuts every gateway connection without a close frame. */
  dropConnections(): void {
    for (const connection of this.#gateway.connections) connection.drop();
  }

  /** While true, nobody can connect to the gateway. */
  refuseConnections(isRefusing: boolean): void {
    this.#gateway.isRefusing = isRefusing;
  }

  /** Sends a frame to every client as it is, whatever it holds. It is no dispatch of a session. */
  say(frame: string | Uint8Array): void {
    for (const connection of this.#gateway.connections) connection.sendFrame(frame);
  }

  /** Asks every client to reconnect and resume (op 7). */
  requestReconnect(): void {
    for (const connection of this.#gateway.connections) connection.send(GatewayOpcodes.Reconnect, null);
  }

  /** Tells every client that its session is invalid (op 9); it may resume only if `isResumable`. */
  invalidateSessions(isResumable: boolean): void {
    for (const connection of this.#gateway.connections) {
      const { session } = connection;
      if (session && isResumable) session.detach();
      else if (session) this.#gateway.sessions.forget(session);
      connection.send(GatewayOpcodes.InvalidSession, isResumable);
    }
  }

  /** Forgets every session silently: the next RESUME is refused. */
  forgetSessions(): void {
    for (const session of this.#gateway.sessions.all) this.#gateway.sessions.forget(session);
  }

  /** Forgets the sessions of one shard silently: their next RESUME is refused. Without a count those of any. */
  forgetSession(shardId: number, shardCount?: number): void {
    for (const session of this.#gateway.sessions.of(shardId, shardCount)) this.#gateway.sessions.forget(session);
  }

  /**
   * Cuts the connections of one shard without a close frame, and from then on every connection over which it sends
   * IDENTIFY or RESUME, until {@link restoreShard}. Its sessions are kept. Without a count it is that shard of any.
   */
  cutShard(shardId: number, shardCount?: number): void {
    this.#gateway.absentShards.add(shardId, shardCount);
    for (const connection of this.#gateway.connections) {
      const { session } = connection;
      if (!session || !this.#gateway.absentShards.has(session)) continue;
      this.#gateway.sessions.leaveAlone(session);
      connection.drop();
    }
  }

  /** Lets a shard connect again. */
  restoreShard(shardId: number, shardCount?: number): void {
    this.#gateway.absentShards.delete(shardId, shardCount);
  }

  /**
   * From now on the bot needs so many shards: `requiredShards` rises, and what has fewer is closed with 4011 and cannot
   * be resumed.
   */
  requireShards(count: number): void {
    this.#settings.requiredShards = Math.max(this.#settings.requiredShards, count);
    const isTooFew = ({ shardCount }: Shard) => shardCount < count;
    const connections = [...this.#gateway.connections].filter(({ session }) => session && isTooFew(session));
    for (const session of this.#gateway.sessions.all) {
      if (isTooFew(session)) this.#gateway.sessions.forget(session);
    }
    for (const connection of connections) connection.close(GatewayCloseCodes.ShardingRequired);
  }

  /** Sends the last dispatch again, as a new one. */
  repeatLastDispatch(): void {
    const latest = this.#latest();
    if (latest) this.#gateway.dispatch(latest);
  }

  /** Sends every session its last dispatch again, under the same sequence number. */
  resendLastDispatch(): void {
    for (const session of this.#gateway.sessions) session.resendLast();
  }

  /** The next `count` REST requests are answered with `status`. */
  failRequests(count: number, status: ErrorStatus, retryAfterSeconds?: number): void {
    this.#rest.failNext(count, status, undefined, retryAfterSeconds);
  }

  /** The next `count` REST requests whose path matches are answered with `status`. */
  failRequestsTo(path: RegExp, count: number, status: ErrorStatus): void {
    this.#rest.failNext(count, status, path);
  }

  /** Lets REST requests whose path matches, or all, wait for their answer until what is returned is called. */
  holdRequests(path?: RegExp): () => void {
    return this.#rest.hold(path);
  }
}
