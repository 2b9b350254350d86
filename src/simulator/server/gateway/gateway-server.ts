import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { GatewayCloseCodes, GatewayOpcodes } from '@discordjs/core';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { isGoodToken, type ServerSettings } from '../server-settings.ts';
import { AbsentShards } from './absent-shards.ts';
import type { Dispatch } from './dispatch.ts';
import { GatewayConnection } from './gateway-connection.ts';
import { GatewaySession } from './gateway-session.ts';
import type { GatewaySessions } from './gateway-sessions.ts';
import { intentsFault } from './intents.ts';
import type { IdentifyPace, SessionBudget } from './session-budget.ts';
import { onlyShard, type Shard } from './sharding.ts';

export interface GatewayOptions {
  readonly settings: ServerSettings;
  readonly sessions: GatewaySessions;
  readonly budget: SessionBudget;
  readonly pace: IdentifyPace;
  readonly replayLimit: number;
  readonly newSessionId: () => string;
  /** Makes the current token invalid. */
  readonly resetToken: () => void;
  /** The first dispatches of a new session: READY and its guilds. */
  readonly opening: (session: GatewaySession) => Iterable<Dispatch>;
}

const heartbeatIntervalMs = 41_250;
const longestPayload = 4096;

/** The gateway, version 10, JSON, without compression (Discord API reference, "Gateway"). */
export class GatewayServer {
  readonly sessions: GatewaySessions;
  /** Payloads of these shards are ignored, and their connections are cut. */
  readonly absentShards = new AbsentShards();
  readonly #options: GatewayOptions;
  readonly #webSockets = new WebSocketServer({ noServer: true });
  readonly #connections = new Set<GatewayConnection>();
  #waiting: { readonly isFor: (shard: Shard) => boolean; readonly resolve: () => void }[] = [];
  /** While true, no client can connect. */
  isRefusing = false;
  #identifies = 0;

  constructor(options: GatewayOptions) {
    this.#options = options;
    this.sessions = options.sessions;
  }

  /** The number of sessions that were begun. */
  get identifies(): number {
    return this.#identifies;
  }

  get connections(): Iterable<GatewayConnection> {
    return [...this.#connections];
  }

  /** Takes over a connection that is upgraded to a WebSocket. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (this.isRefusing) {
      socket.destroy();
      return;
    }
    this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => this.#accept(webSocket, request.socket));
  }

  /** Sends a dispatch to every session that wants it. */
  dispatch(dispatch: Dispatch): void {
    for (const session of this.sessions) if (session.hasGuild(dispatch.guildId)) session.dispatch(dispatch);
  }

  /** Resolves once a session of this shard is connected and has received its first dispatches. */
  async connected(shardId: number, shardCount?: number): Promise<void> {
    if (this.sessions.of(shardId, shardCount).at(-1)?.isConnected) return;
    const isFor = (shard: Shard) => shard.shardId === shardId && (shardCount ?? shard.shardCount) === shard.shardCount;
    await new Promise<void>((resolve) => this.#waiting.push({ isFor, resolve }));
  }

  #accept(webSocket: WebSocket, tcpSocket: Socket): void {
    const connection = new GatewayConnection(webSocket, tcpSocket);
    this.#connections.add(connection);
    webSocket.on('message', (data) => this.#receive(connection, data));
    webSocket.on('close', (code) => this.#closed(connection, code));
    // An error is followed by a close event, which handles it.
    webSocket.on('error', () => {});
    connection.send(GatewayOpcodes.Hello, { heartbeat_interval: heartbeatIntervalMs });
  }

  /** With the codes 1000 and 1001 the client ends its session (Discord API reference, "Resuming"). */
  #closed(connection: GatewayConnection, code: number): void {
    this.#connections.delete(connection);
    const { session } = connection;
    if (!session) return;
    if (code === 1000 || code === 1001) this.sessions.forget(session);
    else this.sessions.leaveAlone(session);
  }

  #receive(connection: GatewayConnection, data: RawData): void {
    const payload = parsePayload(data);
    const code = payload ? this.#handle(connection, payload.op, payload.d) : GatewayCloseCodes.DecodeError;
    if (code !== null) connection.close(code);
  }

  /** Returns the code with which to close the connection, or null if all is well. */
  #handle(connection: GatewayConnection, op: unknown, data: Fields): number | null {
    if (op === GatewayOpcodes.Heartbeat) {
      connection.send(GatewayOpcodes.HeartbeatAck, null);
      return null;
    }
    if (op === GatewayOpcodes.Identify || op === GatewayOpcodes.Resume) {
      if (connection.session) return GatewayCloseCodes.AlreadyAuthenticated;
      const shard = op === GatewayOpcodes.Identify ? shardIn(data) : this.sessions.shardOf(String(data.session_id));
      if (shard && this.absentShards.has(shard)) {
        connection.drop();
        return null;
      }
      if (!isGoodToken(this.#options.settings, data.token)) return GatewayCloseCodes.AuthenticationFailed;
      return op === GatewayOpcodes.Identify ? this.#identify(connection, shard, data) : this.#resume(connection, data);
    }
    if (!connection.session) return GatewayCloseCodes.NotAuthenticated;
    // Presence updates, voice connections and member lists are not imitated: their payloads are ignored.
    return typeof op === 'number' && op in GatewayOpcodes ? null : GatewayCloseCodes.UnknownOpcode;
  }

  #identify(connection: GatewayConnection, shard: Shard | undefined, data: Fields): number | null {
    const { settings, budget, pace, newSessionId, replayLimit, opening } = this.#options;
    if (!budget.spend()) {
      this.#lockOut();
      return GatewayCloseCodes.AuthenticationFailed;
    }
    if (!shard) return GatewayCloseCodes.InvalidShard;
    if (shard.shardCount < settings.requiredShards) return GatewayCloseCodes.ShardingRequired;
    const fault = intentsFault(data.intents, settings.privilegedIntents);
    if (fault) return fault;
    if (!pace.admits(shard.shardId % settings.maxConcurrency)) {
      connection.send(GatewayOpcodes.InvalidSession, false);
      return null;
    }

    // A client that identifies has given up its earlier session.
    for (const other of this.sessions.of(shard.shardId, shard.shardCount)) {
      if (!other.isConnected) this.sessions.forget(other);
    }
    const session = new GatewaySession({ id: newSessionId(), intents: Number(data.intents), ...shard, replayLimit });
    this.#identifies += 1;
    this.sessions.add(session);
    session.attach(connection);
    for (const dispatch of opening(session)) session.dispatch(dispatch);
    this.#tellWaiting(session);
    return null;
  }

  #resume(connection: GatewayConnection, data: Fields): number | null {
    const session = this.sessions.living(String(data.session_id));
    const sequence = Number(data.seq);
    if (!session?.canReplayAfter(sequence)) {
      if (session) this.sessions.forget(session);
      connection.send(GatewayOpcodes.InvalidSession, false);
      return null;
    }
    if (!(sequence <= session.sequence)) return GatewayCloseCodes.InvalidSeq;
    session.attach(connection);
    this.sessions.noteResumed(session);
    session.replayAfter(sequence);
    this.#tellWaiting(session);
    return null;
  }

  /** Ends every session and resets the token (Discord API reference, "Identifying"). */
  #lockOut(): void {
    this.#options.resetToken();
    for (const session of this.sessions.all) this.sessions.forget(session);
    for (const connection of this.#connections) connection.close(GatewayCloseCodes.AuthenticationFailed);
  }

  #tellWaiting(shard: Shard): void {
    const waiting = this.#waiting;
    this.#waiting = waiting.filter(({ isFor }) => !isFor(shard));
    for (const { isFor, resolve } of waiting) if (isFor(shard)) resolve();
  }
}

type Fields = Readonly<Record<string, unknown>>;

/** The shard of an IDENTIFY; undefined if there is no such shard. */
function shardIn({ shard }: Fields): Shard | undefined {
  if (!Array.isArray(shard)) return onlyShard;
  const [shardId = Number.NaN, shardCount = Number.NaN] = shard.map(Number);
  const isShard = Number.isInteger(shardId) && Number.isInteger(shardCount) && shardId >= 0 && shardId < shardCount;
  return isShard ? { shardId, shardCount } : undefined;
}

function parsePayload(data: RawData): { readonly op: unknown; readonly d: Fields } | null {
  const text = String(data);
  if (text.length > longestPayload) return null;
  try {
    const payload = JSON.parse(text);
    return { op: payload.op, d: payload.d !== null && typeof payload.d === 'object' ? payload.d : {} };
  } catch {
    // Invalid JSON. The client learns of it by the close code.
    return null;
  }
}
