import { GatewayCloseCodes, GatewayOpcodes } from '@discordjs/core';
import type { Dispatch } from './gateway/dispatch.ts';
import type { GatewayServer } from './gateway/gateway-server.ts';
import type { Shard } from './gateway/sharding.ts';
import type { ErrorStatus } from './rest/api-error.ts';
import type { RestFaults } from './rest/rest-faults.ts';
import type { ServerSettings } from './server-settings.ts';

/** Injects faults. Outages, kicks and deletions are in `Guilds` and `Channels`. */
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

  /** Closes all gateway connections with a code. 1000 and 1001 also end the sessions. */
  closeConnections(code: number): void {
    for (const connection of this.#gateway.connections) connection.close(code);
  }

  /** Cuts all gateway connections without a close frame. */
  dropConnections(): void {
    for (const connection of this.#gateway.connections) connection.drop();
  }

  /** While true, no client can connect to the gateway. */
  refuseConnections(isRefusing: boolean): void {
    this.#gateway.isRefusing = isRefusing;
  }

  /** Sends a raw frame to every client. It is no dispatch of a session. */
  say(frame: string | Uint8Array): void {
    for (const connection of this.#gateway.connections) connection.sendFrame(frame);
  }

  /** Asks every client to reconnect and resume (op 7). */
  requestReconnect(): void {
    for (const connection of this.#gateway.connections) connection.send(GatewayOpcodes.Reconnect, null);
  }

  /** Tells all clients that their session is invalid (op 9). They may resume only if `isResumable`. */
  invalidateSessions(isResumable: boolean): void {
    for (const connection of this.#gateway.connections) {
      const { session } = connection;
      if (session && isResumable) session.detach();
      else if (session) this.#gateway.sessions.forget(session);
      connection.send(GatewayOpcodes.InvalidSession, isResumable);
    }
  }

  /** Drops all sessions silently: the next RESUME is refused. */
  forgetSessions(): void {
    for (const session of this.#gateway.sessions.all) this.#gateway.sessions.forget(session);
  }

  /**
   * Drops the sessions of one shard silently: their next RESUME is refused. Without a count, of that shard of any
   * count.
   */
  forgetSession(shardId: number, shardCount?: number): void {
    for (const session of this.#gateway.sessions.of(shardId, shardCount)) this.#gateway.sessions.forget(session);
  }

  /**
   * Cuts the connections of one shard without a close frame, and then every connection over which it sends IDENTIFY or
   * RESUME, until {@link restoreShard}. Its sessions are kept. Without a count, it cuts that shard of any count.
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
   * Raises `requiredShards`. Connections with fewer shards are closed with 4011, and their sessions cannot be resumed.
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

  /** Sends every session its last dispatch again, with the same sequence number. */
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

  /** Delays the answers to requests whose path matches, or to all, until the returned function is called. */
  holdRequests(path?: RegExp): () => void {
    return this.#rest.hold(path);
  }
}
