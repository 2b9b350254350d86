import { GatewayOpcodes } from '@discordjs/core';
import type { ErrorStatus } from './api-error.ts';
import type { Dispatch } from './dispatch.ts';
import type { GatewayServer } from './gateway-server.ts';
import type { RestFaults } from './rest-faults.ts';

/** Hard weather, made on purpose. Outages, kicks and deletions are in `Guilds` and `Channels`. */
export class Faults {
  readonly #gateway: GatewayServer;
  readonly #rest: RestFaults;
  readonly #latest: () => Dispatch | null;

  constructor(gateway: GatewayServer, rest: RestFaults, latest: () => Dispatch | null) {
    this.#gateway = gateway;
    this.#rest = rest;
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
      else if (session) this.#gateway.forget(session);
      connection.send(GatewayOpcodes.InvalidSession, isResumable);
    }
  }

  /** Forgets every session silently: the next RESUME is refused. */
  forgetSessions(): void {
    for (const session of this.#gateway.sessions) this.#gateway.forget(session);
  }

  /** Sends the last dispatch again, as a new one. */
  repeatLastDispatch(): void {
    const latest = this.#latest();
    if (latest) this.#gateway.dispatch(latest);
  }

  /** Sends the last dispatch again, under the same sequence number. */
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
