import { type GatewayDispatchPayload, GatewayIntentBits } from '@discordjs/core';
import type { Dispatch } from '../../../src/simulator/server/gateway/dispatch.ts';
import { dispatchOf } from '../../../src/simulator/server/gateway/dispatch.ts';

/** Receives the payloads of a session. Returns false if the connection has broken and accepts no more. */
export type Receive = (payload: GatewayDispatchPayload) => boolean;

/**
 * A gateway session in memory: one client's dispatches since its IDENTIFY. It outlives the connection, so that the
 * client can RESUME, but keeps only a limited number of dispatches.
 */
export class MemorySession {
  readonly id: string;
  readonly #replayLimit: number;
  /** The last ones by sequence number, without RESUMED, which is never replayed. */
  readonly #kept = new Map<number, string>();
  #sequence = 0;
  #receive: Receive | null = null;

  constructor(id: string, replayLimit: number) {
    this.id = id;
    this.#replayLimit = replayLimit;
  }

  /** The sequence number of the last dispatch. */
  get sequence(): number {
    return this.#sequence;
  }

  attach(receive: Receive): void {
    this.#receive = receive;
  }

  detach(): void {
    this.#receive = null;
  }

  dispatch(dispatch: Dispatch): void {
    const frame = this.#frame(dispatch);
    this.#kept.set(this.#sequence, frame);
    this.#kept.delete(this.#sequence - this.#replayLimit);
    this.#send(frame);
  }

  /** Sends the last dispatch again, with the same sequence number. */
  resendLast(): void {
    const frame = this.#kept.get(this.#sequence);
    if (frame !== undefined) this.#send(frame);
  }

  canReplayAfter(sequence: number): boolean {
    return sequence <= this.#sequence && this.#sequence - sequence <= this.#replayLimit;
  }

  /** Sends the missed dispatches, then RESUMED. Stops if the connection breaks. */
  replayAfter(sequence: number): void {
    for (let missed = sequence + 1; missed <= this.#sequence; missed += 1) {
      const frame = this.#kept.get(missed);
      if (frame !== undefined && !this.#send(frame)) return;
    }
    this.#send(this.#frame(dispatchOf('RESUMED' as Dispatch['event'], null, {})));
  }

  #frame(dispatch: Dispatch): string {
    this.#sequence += 1;
    return `{"op":0,"t":"${dispatch.event}","s":${this.#sequence},"d":${dispatch.json(GatewayIntentBits.MessageContent)}}`;
  }

  #send(frame: string): boolean {
    if (this.#receive === null) return false;
    if (this.#receive(JSON.parse(frame))) return true;
    this.detach();
    return false;
  }
}
