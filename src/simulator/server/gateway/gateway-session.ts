import { GatewayDispatchEvents, GatewayOpcodes } from '@discordjs/core';
import type { Snowflake } from '../../../core/snowflake.ts';
import { type Dispatch, dispatchOf } from './dispatch.ts';
import { type Shard, shardOf } from './sharding.ts';

export interface SessionOptions extends Shard {
  readonly id: string;
  readonly intents: number;
  /** How many dispatches are kept for RESUME. */
  readonly replayLimit: number;
}

/** The connection of a session. */
export interface SessionConnection {
  session: GatewaySession | null;
  send(op: GatewayOpcodes, data: unknown): void;
  sendFrame(frame: string | Uint8Array): void;
  close(code: number): void;
  drop(): void;
}

/** One client's dispatches since its IDENTIFY. A session outlives its connection, so that the client can RESUME. */
export class GatewaySession {
  readonly id: string;
  readonly shardId: number;
  readonly shardCount: number;
  readonly #intents: number;
  /** A ring: the frame of sequence number s is at s modulo its length. */
  readonly #frames: (string | null)[];
  #connection: SessionConnection | null = null;
  #sequence = 0;

  constructor(options: SessionOptions) {
    this.id = options.id;
    this.shardId = options.shardId;
    this.shardCount = options.shardCount;
    this.#intents = options.intents;
    this.#frames = new Array<string | null>(options.replayLimit).fill(null);
  }

  /** The sequence number of the last dispatch. */
  get sequence(): number {
    return this.#sequence;
  }

  get isConnected(): boolean {
    return this.#connection !== null;
  }

  /** Continues over another connection. An existing one is cut. */
  attach(connection: SessionConnection): void {
    const before = this.#connection;
    this.detach();
    before?.drop();
    this.#connection = connection;
    connection.session = this;
  }

  /** Disconnects the session. From now on its dispatches are only kept. */
  detach(): void {
    if (this.#connection) this.#connection.session = null;
    this.#connection = null;
  }

  /** Whether the guild belongs to this shard. */
  hasGuild(guildId: Snowflake | null): boolean {
    return shardOf(guildId, this.shardCount) === this.shardId;
  }

  /** Sends a dispatch if the client asked for its intent, and keeps it. */
  dispatch(dispatch: Dispatch): void {
    const isWanted = dispatch.intents === 0 || (dispatch.intents & this.#intents) !== 0;
    if (!isWanted) return;
    const frame = this.#frame(dispatch);
    this.#frames[this.#sequence % this.#frames.length] = frame;
    this.#connection?.sendFrame(frame);
  }

  /** Whether everything after this sequence number is still kept. */
  canReplayAfter(sequence: number): boolean {
    return this.#sequence - sequence <= this.#frames.length;
  }

  /** Sends the missed dispatches, then RESUMED, which is never replayed itself. */
  replayAfter(sequence: number): void {
    for (let missed = sequence + 1; missed <= this.#sequence; missed++) this.#send(missed);
    const resumed = this.#frame(dispatchOf(GatewayDispatchEvents.Resumed, null, {}));
    this.#frames[this.#sequence % this.#frames.length] = null;
    this.#connection?.sendFrame(resumed);
  }

  /** Sends the last dispatch again, with the same sequence number. */
  resendLast(): void {
    this.#send(this.#sequence);
  }

  #send(sequence: number): void {
    const frame = this.#frames[sequence % this.#frames.length];
    if (frame) this.#connection?.sendFrame(frame);
  }

  #frame(dispatch: Dispatch): string {
    this.#sequence += 1;
    const data = dispatch.json(this.#intents);
    return `{"t":"${dispatch.event}","s":${this.#sequence},"op":${GatewayOpcodes.Dispatch},"d":${data}}`;
  }
}
