import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { GatewayCloseCodes, GatewayOpcodes } from '@discordjs/core';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import type { Clock } from '../core/clock.ts';
import type { Dispatch } from './dispatch.ts';
import { GatewayConnection } from './gateway-connection.ts';
import { GatewaySession } from './gateway-session.ts';
import { intentsFault, type PrivilegedIntents } from './intents.ts';

export interface GatewayOptions {
  readonly isGoodToken: (token: unknown) => boolean;
  readonly privilegedIntents: () => PrivilegedIntents;
  readonly replayLimit: number;
  readonly clock: Clock;
  /** So long a session without a connection can be resumed. */
  readonly sessionLifeMs: number;
  readonly newSessionId: () => string;
  /** What a new session is told first: READY and its guilds. */
  readonly opening: (session: GatewaySession) => Iterable<Dispatch>;
}

const heartbeatIntervalMs = 41_250;
const longestPayload = 4096;

/** The gateway, version 10, JSON, without compression (Discord API reference, "Gateway"). */
export class GatewayServer {
  readonly #options: GatewayOptions;
  readonly #webSockets = new WebSocketServer({ noServer: true });
  readonly #connections = new Set<GatewayConnection>();
  readonly #sessions = new Map<string, GatewaySession>();
  readonly #aloneSinceMs = new WeakMap<GatewaySession, number>();
  #waiting: { readonly shardId: number; readonly resolve: () => void }[] = [];
  /** While true, whoever knocks is turned away. */
  isRefusing = false;
  #identifies = 0;

  constructor(options: GatewayOptions) {
    this.#options = options;
  }

  /** How many sessions have been begun. */
  get identifies(): number {
    return this.#identifies;
  }

  get connections(): Iterable<GatewayConnection> {
    return [...this.#connections];
  }

  get sessions(): Iterable<GatewaySession> {
    return [...this.#sessions.values()];
  }

  /** Takes over a connection that wants to be a WebSocket. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (this.isRefusing) {
      socket.destroy();
      return;
    }
    this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => this.#accept(webSocket, request.socket));
  }

  /** Sends a dispatch to every session that wants it. */
  dispatch(dispatch: Dispatch): void {
    for (const session of this.#sessions.values()) {
      if (session.hasGuild(dispatch.guildId)) session.dispatch(dispatch);
    }
  }

  /** The youngest session of a shard. */
  session(shardId: number): GatewaySession | undefined {
    return [...this.#sessions.values()].filter((session) => session.shardId === shardId).at(-1);
  }

  /** Resolves as soon as a session of that shard is connected and has been told all it is told first. */
  async connected(shardId: number): Promise<void> {
    if (this.session(shardId)?.isConnected) return;
    await new Promise<void>((resolve) => this.#waiting.push({ shardId, resolve }));
  }

  /** Ends a session: a RESUME will be refused. */
  forget(session: GatewaySession): void {
    session.detach();
    this.#sessions.delete(session.id);
  }

  #accept(webSocket: WebSocket, tcpSocket: Socket): void {
    const connection = new GatewayConnection(webSocket, tcpSocket);
    this.#connections.add(connection);
    webSocket.on('message', (data) => this.#receive(connection, data));
    webSocket.on('close', (code) => this.#closed(connection, code));
    // What breaks a connection is followed by its close event, where it is dealt with.
    webSocket.on('error', () => {});
    connection.send(GatewayOpcodes.Hello, { heartbeat_interval: heartbeatIntervalMs });
  }

  /** The codes 1000 and 1001 say that the client is done with its session (Discord API reference, "Resuming"). */
  #closed(connection: GatewayConnection, code: number): void {
    this.#connections.delete(connection);
    const { session } = connection;
    if (!session) return;
    if (code === 1000 || code === 1001) {
      this.forget(session);
    } else {
      session.detach();
      this.#aloneSinceMs.set(session, this.#options.clock.now());
    }
  }

  #receive(connection: GatewayConnection, data: RawData): void {
    const payload = parsePayload(data);
    const code = payload ? this.#handle(connection, payload.op, payload.d) : GatewayCloseCodes.DecodeError;
    if (code !== null) connection.close(code);
  }

  /** Returns the code by which the connection is to be closed, or null if all is well. */
  #handle(connection: GatewayConnection, op: unknown, data: Fields): number | null {
    if (op === GatewayOpcodes.Heartbeat) {
      connection.send(GatewayOpcodes.HeartbeatAck, null);
      return null;
    }
    if (op === GatewayOpcodes.Identify || op === GatewayOpcodes.Resume) {
      if (connection.session) return GatewayCloseCodes.AlreadyAuthenticated;
      if (!this.#options.isGoodToken(data.token)) return GatewayCloseCodes.AuthenticationFailed;
      return op === GatewayOpcodes.Identify ? this.#identify(connection, data) : this.#resume(connection, data);
    }
    if (!connection.session) return GatewayCloseCodes.NotAuthenticated;
    // Presence, voice connections and member lists are not imitated: nobody watches them here.
    return typeof op === 'number' && op in GatewayOpcodes ? null : GatewayCloseCodes.UnknownOpcode;
  }

  #identify(connection: GatewayConnection, data: Fields): number | null {
    const [shardId, shardCount] = Array.isArray(data.shard) ? data.shard.map(Number) : [0, 1];
    if (shardId === undefined || shardCount === undefined || !(shardId >= 0 && shardId < shardCount)) {
      return GatewayCloseCodes.InvalidShard;
    }
    const fault = intentsFault(data.intents, this.#options.privilegedIntents());
    if (fault) return fault;

    // Who begins anew does not come back to what was before.
    for (const other of this.sessions) if (other.shardId === shardId && !other.isConnected) this.forget(other);
    const { newSessionId, replayLimit } = this.#options;
    const intents = Number(data.intents);
    const session = new GatewaySession({ id: newSessionId(), intents, shardId, shardCount, replayLimit });
    this.#identifies += 1;
    this.#sessions.set(session.id, session);
    session.attach(connection);
    for (const dispatch of this.#options.opening(session)) session.dispatch(dispatch);
    this.#tellWaiting(shardId);
    return null;
  }

  #resume(connection: GatewayConnection, data: Fields): number | null {
    const session = this.#sessions.get(String(data.session_id));
    const sequence = Number(data.seq);
    if (!session?.canReplayAfter(sequence) || this.#isExpired(session)) {
      if (session) this.forget(session);
      connection.send(GatewayOpcodes.InvalidSession, false);
      return null;
    }
    if (!(sequence <= session.sequence)) return GatewayCloseCodes.InvalidSeq;
    session.attach(connection);
    this.#aloneSinceMs.delete(session);
    session.replayAfter(sequence);
    this.#tellWaiting(session.shardId);
    return null;
  }

  #isExpired(session: GatewaySession): boolean {
    const { clock, sessionLifeMs } = this.#options;
    return clock.now() - (this.#aloneSinceMs.get(session) ?? clock.now()) > sessionLifeMs;
  }

  #tellWaiting(shardId: number): void {
    const waiting = this.#waiting;
    this.#waiting = waiting.filter((other) => other.shardId !== shardId);
    for (const { shardId: wanted, resolve } of waiting) if (wanted === shardId) resolve();
  }
}

type Fields = Readonly<Record<string, unknown>>;

function parsePayload(data: RawData): { readonly op: unknown; readonly d: Fields } | null {
  const text = String(data);
  if (text.length > longestPayload) return null;
  try {
    const payload = JSON.parse(text);
    return { op: payload.op, d: payload.d !== null && typeof payload.d === 'object' ? payload.d : {} };
  } catch {
    // The client learns it by the close code.
    return null;
  }
}
