import { GatewayOpcodes } from '@discordjs/core';
import { type IContextFetchingStrategy, WebSocketShard, WebSocketShardStatus } from '@discordjs/ws';
import { frameFault } from './gateway-frame.ts';

/** The public interface of a @discordjs/ws connection. */
export type ShardConnection = Pick<WebSocketShard, keyof WebSocketShard>;

export interface GuardedConnectionDeps {
  /** A frame was dropped because one field is invalid. `d` may have any shape. */
  readonly onFrameRefused: (frame: { readonly t: string; readonly d: unknown }, field: string) => void;
  /** The library failed in a call that nothing awaits. It goes on with the next frame. */
  readonly onTrouble: (error: unknown) => void;
}

/** Members that the library (2.0.4) has under these names but does not declare as accessible. */
interface Internals {
  readonly connection: object | null;
  unpackMessage(data: unknown, isBinary: boolean): unknown;
  onMessage(data: unknown, isBinary: boolean): Promise<void>;
  internalConnect(): Promise<void>;
  heartbeat(isRequested?: boolean): Promise<void>;
}

const OpenShard = WebSocketShard as unknown as new (
  strategy: IContextFetchingStrategy,
  id: number,
) => ShardConnection & Internals;

/**
 * A connection that validates each frame before the library reads it. A fault of the library does not end the process.
 */
export class GuardedConnection extends OpenShard {
  readonly #deps: GuardedConnectionDeps;
  /** The socket that has received HELLO. */
  #greetedSocket: object | null = null;

  constructor(strategy: IContextFetchingStrategy, id: number, deps: GuardedConnectionDeps) {
    super(strategy, id);
    this.#deps = deps;
  }

  /** Returns null for a frame to ignore. A text frame, by far the most common kind, allocates no promise. */
  override unpackMessage(data: unknown, isBinary: boolean): unknown {
    if (!isBinary) return this.#checked(parsed(data));
    return Promise.resolve(super.unpackMessage(data, isBinary)).then((frame) => this.#checked(frame));
  }

  override onMessage(data: unknown, isBinary: boolean): Promise<void> {
    return super.onMessage(data, isBinary).catch(this.#deps.onTrouble);
  }

  override internalConnect(): Promise<void> {
    return super.internalConnect().catch(this.#deps.onTrouble);
  }

  override heartbeat(isRequested?: boolean): Promise<void> {
    return super.heartbeat(isRequested).catch(this.#deps.onTrouble);
  }

  #checked(frame: unknown): unknown {
    const field = frame === null ? 'd' : (frameFault(frame) ?? this.#misplaced(frame));
    if (field !== null) {
      const { t, d } = Object(frame) as { readonly t?: unknown; readonly d?: unknown };
      this.#deps.onFrameRefused({ t: typeof t === 'string' ? t : '', d }, field);
      return null;
    }
    return this.#isSecondHello(frame) ? null : frame;
  }

  /** READY answers IDENTIFY. During a running session it would replace the session and remove guilds. */
  #misplaced(frame: unknown): 't' | null {
    const { op, t } = frame as { readonly op: number; readonly t?: unknown };
    const isReady = op === GatewayOpcodes.Dispatch && t === 'READY';
    return isReady && this.status === WebSocketShardStatus.Ready ? 't' : null;
  }

  /** A second HELLO on one socket would start a second heartbeat timer in the library, which never stops the first. */
  #isSecondHello(frame: unknown): boolean {
    if ((frame as { readonly op: number }).op !== GatewayOpcodes.Hello) return false;
    const isSecond = this.#greetedSocket === this.connection;
    this.#greetedSocket = this.connection;
    return isSecond;
  }
}

/** Null for invalid JSON. */
function parsed(data: unknown): unknown {
  try {
    return JSON.parse(String(data));
  } catch {
    return null;
  }
}
